"""Uploads that are begun and not ended: they are few, have a time, and are deferred against quotas before they come."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from intake.quota.rules import Limits
from intake.quota.store import UnderWay
from motcua.stack.people import Person
from shared.web.bodies import Timeout
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.dossiers import PDF, uploaded
from tests.support.uploads import file, files, new_applicant


class Slow:
    """A file of which the beginning comes, and the rest when it is let go."""

    def __init__(self) -> None:
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()

    async def body(self) -> AsyncIterator[bytes]:
        yield file()
        self.begun.set()
        await self.goes_on.wait()
        yield secrets.token_bytes(10)


async def begun(owner: Person, path: str) -> tuple[Slow, asyncio.Task[Any]]:
    slow = Slow()
    task = asyncio.create_task(uploaded(owner, path, "TP01", slow.body()))
    await slow.begun.wait()
    return slow, task


async def ended(under_way: list[tuple[Slow, asyncio.Task[Any]]]) -> list[int]:
    for slow, _ in under_way:
        slow.goes_on.set()
    return [(await task).status_code for _, task in under_way]


def refused(answer: Any) -> tuple[int, str, bool]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/"), "retry-after" in answer.headers


async def test_one_caller_has_few_under_way(emptied: Counter) -> None:
    """Over all dossiers; others are not kept from it, and one that ends makes room for another one."""
    owner, other = new_applicant(emptied), new_applicant(emptied)
    paths = [await dossiers.drafted(owner) for _ in range(3)]
    under_way = [await begun(owner, paths[n % 2]) for n in range(4)]
    for path in paths:
        assert refused(await uploaded(owner, path, "TP01", file())) == (429, "too-many-at-once", True)
    assert (await uploaded(other, await dossiers.drafted(other), "TP01", file())).status_code == 201
    assert await ended(under_way[:1]) == [201]
    assert (await uploaded(owner, paths[2], "TP01", file())).status_code == 201
    assert await ended(under_way[1:]) == [201] * 3


async def test_all_callers_together_have_few_under_way(emptied: Counter) -> None:
    emptied.app[UnderWay] = UnderWay(each=2, most=3)
    owners = [new_applicant(emptied) for _ in range(4)]
    paths = [await dossiers.drafted(owner) for owner in owners]
    under_way = [await begun(owner, path) for owner, path in zip(owners[:3], paths, strict=False)]
    assert refused(await uploaded(owners[3], paths[3], "TP01", file())) == (503, "unavailable", True)
    assert await ended(under_way) == [201] * 3
    assert (await uploaded(owners[3], paths[3], "TP01", file())).status_code == 201


async def test_one_that_is_cut_off_or_refused_is_no_longer_under_way(emptied: Counter) -> None:
    emptied.app[UnderWay] = UnderWay(each=1)
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    _, task = await begun(owner, path)
    task.cancel()
    await asyncio.wait([task])
    for content, status in ((b"MZ" * 100, 415), (b"", 422), (file(), 201)):
        assert (await uploaded(owner, path, "TP01", content)).status_code == status


async def test_a_file_that_does_not_come_is_not_waited_for(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    emptied.app[Timeout] = emptied.app[Timeout]._replace(file=0.001)
    answer = await uploaded(owner, path, "TP01", Slow().body())
    assert (answer.status_code, answer.json()["type"]) == (408, "/problems/too-slow")
    assert answer.headers["connection"] == "close"
    assert (files(emptied), await emptied.rows("select from uploads")) == ([], [])


@pytest.mark.parametrize("limits", [Limits(dossier_bytes=3000), Limits(draft_bytes=3000)], ids=["dossier", "drafts"])
async def test_what_is_announced_is_deferred_against_the_quota(emptied: Counter, limits: Limits) -> None:
    """Before anything of it is read; what is there already may come again."""
    owner = new_applicant(emptied)
    path, document, content = await dossiers.drafted(owner), uuid4(), file(2000)
    emptied.app[Limits] = limits
    assert (await uploaded(owner, path, "TP01", content, document=document)).status_code == 201
    slow = Slow()
    answer = await announcing(owner, path, 1500, slow)
    assert refused(answer) == (429, "quota-used-up", False)
    assert not slow.begun.is_set()
    assert (await uploaded(owner, path, "TP01", content, document=document)).status_code == 200
    assert (await uploaded(owner, path, "TP01", file(500))).status_code == 201


async def test_more_than_the_component_takes_is_refused_before_it_comes(emptied: Counter) -> None:
    owner, slow = new_applicant(emptied), Slow()
    answer = await announcing(owner, await dossiers.drafted(owner), 11 * 1024 * 1024, slow)
    assert refused(answer) == (413, "too-large", False)
    assert not slow.begun.is_set()


async def announcing(owner: Person, path: str, size: int, slow: Slow) -> Any:
    """An upload that announces so many bytes."""
    headers = {"Content-Type": "application/pdf", "Content-Length": str(size)}
    query = {"component": "TP01", "name": "a.pdf"}
    address = f"{path}/documents/{uuid4()}"
    return await owner.ask("PUT", "intake", address, content=slow.body(), params=query, headers=headers)


async def test_what_is_handed_in_already_is_no_draft_when_more_comes(emptied: Counter) -> None:
    """A supplement is announced: drafts have no room, and it is none."""
    owner, path = await emptied.submitted()
    await emptied.desk.act("intake", path, "supplement-request", {"components": ["TP03"]})
    emptied.app[Limits] = Limits(draft_uploads=0)
    assert (await uploaded(owner, path, "TP03", PDF + secrets.token_bytes(9))).status_code == 201
    assert (await uploaded(owner, await dossiers.drafted(owner), "TP01", file())).status_code == 429
