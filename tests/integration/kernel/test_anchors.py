"""Anchors: one a day, only what has moved, each after the one before; and no one writes or alters one unseen."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from motcua.stack.waiting import until
from motcua.verify.anchored import anchored
from shared.audit import invariants
from shared.audit.anchors import EVERY, Anchors, files, newest, write
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.web.auth import Role
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Poke


@pytest.fixture
async def ask(harness: Harness) -> Node:
    """It has emitted one event of each of three dossiers."""
    node = await harness.node("ask")
    for _ in range(3):
        await harness.emit(node, uuid7(), Ask())
    return node


@pytest.fixture
def folder(ask: Node) -> Path:
    return ask.settings.anchors


async def fallen(harness: Harness, every: timedelta = EVERY) -> list[str]:
    async with invariants.opened(await harness.places("ask")) as [place]:
        return [broken.what for broken in await anchored(place, harness.home("ask") / "anchors", every)]


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()[:-2]


async def test_the_next_one_follows_and_names_only_what_has_moved(harness: Harness, ask: Node, folder: Path) -> None:
    first, _ = await write(ask, limit=2)
    dossier = uuid7()
    await harness.emit(ask, dossier, Ask(), Poke())
    second, _ = await write(ask, limit=2)
    third, _ = await write(ask, limit=2)
    assert [(each.number, each.heads) for each in (first, second, third)] == [(1, 3), (2, 1), (3, 0)]
    assert [second.previous, third.previous] == [first.digest, second.digest]
    [row] = await harness.rows(
        "ask", "select sequence, digest from journal where dossier = $1 and sequence = 2", dossier
    )
    assert lines(files(folder)[1]) == [f"{dossier} 2 {row['digest'].hex()}"]
    assert await fallen(harness) == []


async def test_what_may_still_be_in_flight_waits_for_the_next(harness: Harness, folder: Path) -> None:
    node = await harness.node("ask", heads_settle=3600)
    assert (await write(node))[0].heads == 0
    node.settings.heads_settle = 0
    assert (await write(node))[0].heads == 3


async def test_two_workers_write_one_a_day(harness: Harness, ask: Node, folder: Path) -> None:
    both = ask, await harness.node("ask")
    async with harness.running(both[0], Anchors(both[0])), harness.running(both[1], Anchors(both[1])):

        async def both_have_looked() -> bool:
            return all(node.alive.get("anchors") for node in both)

        await until(both_have_looked)
    assert len(files(folder)) == 1


async def test_many_at_once_follow_each_other(harness: Harness, ask: Node, folder: Path) -> None:
    await asyncio.gather(*(write(ask) for _ in range(5)))
    assert [path.name for path in files(folder)] == [f"00000{n}.anchor" for n in range(1, 6)]
    assert await fallen(harness) == []


async def test_one_that_fails_on_the_way_leaves_nothing(
    ask: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also at the last instant, when all of it is written and only its name is missing."""
    await write(ask)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", full)
        with pytest.raises(OSError, match="No space"):
            await write(ask)
    assert sorted(os.listdir(folder)) == ["000001.anchor", "public.key"]


async def test_an_operator_may_ask_for_one(harness: Harness, ask: Node) -> None:
    app = await harness.app("ask")
    token = harness.issuer.token("operator:o", Role.OPERATOR)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://ask") as http:
        answer = await http.post("/v1/anchors", headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["heads"]) == (200, 3)


async def test_only_the_service_can_read_its_key(ask: Node) -> None:
    await write(ask)
    assert (ask.settings.state / "anchor.key").stat().st_mode & 0o777 == 0o600


# ---- what is done to them


def drop_a_head(path: Path) -> None:
    path.write_text("\n".join(path.read_text().splitlines()[1:]) + "\n")


def name_another(path: Path) -> None:
    content = path.read_text()
    path.write_text(content.replace(content[:8], f"{int(content[:8], 16) ^ 1:08x}", 1))


def say_another_time(path: Path) -> None:
    path.write_text(path.read_text().replace('"at":"20', '"at":"21'))


def empty(path: Path) -> None:
    path.write_text("")


@pytest.mark.parametrize("spoil", [drop_a_head, name_another, say_another_time, empty])
async def test_an_altered_one_is_named(
    harness: Harness, ask: Node, folder: Path, spoil: Callable[[Path], None]
) -> None:
    for _ in range(3):
        await harness.emit(ask, uuid7(), Ask())
        await write(ask)
    spoil(files(folder)[1])
    assert [what.partition(":")[0] for what in await fallen(harness)] == ["000002.anchor", "000003.anchor"]


async def test_one_taken_out_is_missed(harness: Harness, ask: Node, folder: Path) -> None:
    for _ in range(3):
        await write(ask)
    files(folder)[1].unlink()
    assert await fallen(harness) == ["000003.anchor: does not follow anchor 1"]


async def test_one_signed_by_someone_else_is_none(harness: Harness, ask: Node, folder: Path) -> None:
    await write(ask)
    (ask.settings.state / "anchor.key").unlink()
    await write(ask)
    assert await fallen(harness) == ["000002.anchor: is altered, or not signed by this service"]


async def test_none_for_two_days_is_told(harness: Harness, ask: Node, folder: Path) -> None:
    assert await fallen(harness) == ["no anchor was written for two days"]
    await write(ask)
    assert await fallen(harness) == []
    assert await fallen(harness, every=timedelta()) == ["no anchor was written for two days"]


async def test_the_worker_s_next_comes_when_its_day_is_over(ask: Node, folder: Path) -> None:
    first, _ = await write(ask)
    assert 0 < await Anchors(ask)._write_when_due() <= EVERY.total_seconds()
    assert newest(folder) == first
    await Anchors(ask, every=timedelta())._write_when_due()
    assert [each.number for each in (first, newest(folder)) if each] == [1, 2]
