"""Submissions share a transaction, and nothing else: everybody gets what he would have got alone."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any
from uuid import UUID

import httpx2
import pytest

from motcua.stack.people import Person
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.handing import another, refused, rewrite

TRANSACTIONS = "select count(distinct xmin::text) from journal where event = 'DossierSubmitted' and dossier = any($1)"


async def ready(counter: Counter, *components: str) -> tuple[Person, str]:
    """A draft that can be handed in, if all components are there."""
    owner = counter.province.applicant(f"applicant:{secrets.token_hex(4)}")
    path = await dossiers.drafted(owner)
    for component in components or ("TP01", "TP02", "TP03"):
        assert (await dossiers.uploaded(owner, path, component)).is_success
    return owner, path


async def submit(owner: Person, path: str, *, seen: str = "*", key: str | None = None) -> httpx2.Response:
    headers = {"If-Match": seen, "Idempotency-Key": key or secrets.token_hex(8)}
    return await owner.ask("POST", "intake", f"{path}/submission", headers=headers)


def ids(drafts: list[tuple[Person, str]]) -> list[UUID]:
    return [UUID(path.rpartition("/")[2]) for _, path in drafts]


async def states(counter: Counter, drafts: list[tuple[Person, str]]) -> list[str]:
    rows = await counter.rows("select id, state from dossiers where id = any($1)", ids(drafts))
    known: dict[Any, str] = {row["id"]: row["state"] for row in rows}
    return [known[one] for one in ids(drafts)]


async def test_many_at_once_share_transactions(counter: Counter) -> None:
    drafts = [await ready(counter) for _ in range(12)]
    answers = await asyncio.gather(*(submit(*draft) for draft in drafts))
    assert [answer.json()["state"] for answer in answers] == ["submitted"] * 12
    assert {answer.headers["etag"][:3] for answer in answers} == {'"2-'}
    assert (await counter.rows(TRANSACTIONS, ids(drafts)))[0][0] < 12


async def test_each_has_a_fate_of_its_own(counter: Counter) -> None:
    drafts = [await ready(counter) for _ in range(4)]
    stranger, (lacking, path) = drafts[0][0], await ready(counter, "TP01")
    answers = await asyncio.gather(
        submit(*drafts[0]),
        submit(stranger, drafts[1][1]),
        submit(*drafts[2], seen='"7"'),
        submit(lacking, path),
        submit(*drafts[3]),
    )
    assert [answer.status_code for answer in answers] == [200, 404, 412, 422, 200]
    assert await states(counter, drafts) == ["submitted", "draft", "draft", "submitted"]


async def test_the_same_twice_at_once_is_done_once(counter: Counter) -> None:
    draft = await ready(counter)
    answers = await asyncio.gather(*(submit(*draft, key="once") for _ in range(5)))
    told = {answer.content for answer in answers if answer.status_code == 200}
    assert len(told) == 1, "each later request gets the same answer"
    assert {answer.status_code for answer in answers} <= {200, 409}, "who comes while it is done is asked to wait"
    assert (await submit(*draft, key="once")).headers["idempotency-replayed"] == "true"


async def test_two_wishes_of_one_dossier_are_decided_one_after_the_other(counter: Counter) -> None:
    draft = await ready(counter)
    seen = (await draft[0].ask("GET", "intake", draft[1])).headers["etag"]
    answers = await asyncio.gather(submit(*draft, seen=seen), submit(*draft, seen=seen))
    assert sorted(answer.status_code for answer in answers) == [200, 412]


@pytest.fixture
async def poisoned(counter: Counter) -> Any:
    """A draft whose journal line the database will not take: a bug, for all who share its transaction."""
    draft = await ready(counter)
    await counter.rows("create function no() returns trigger language plpgsql as 'begin raise exception ''no''; end'")
    when = f"when (new.dossier = '{ids([draft])[0]}')"
    await counter.rows(f"create trigger no before insert on journal for each row {when} execute function no()")
    yield draft
    await counter.rows("drop function no cascade")


async def test_a_bug_of_one_is_no_one_elses(counter: Counter, poisoned: tuple[Person, str]) -> None:
    drafts = [poisoned, *[await ready(counter) for _ in range(3)]]
    answers = await asyncio.gather(*(submit(*draft) for draft in drafts))
    assert [answer.status_code for answer in answers] == [500, 200, 200, 200]
    assert await states(counter, drafts) == ["draft", "submitted", "submitted", "submitted"]


@pytest.mark.parametrize("turns", [0, 3, 10, 30, 60, 100, 150, 200])
async def test_who_leaves_at_any_instant_hurts_no_one(counter: Counter, turns: int) -> None:
    """So many turns of the loop after it came, its request is cut off: it is done or not, the others are done."""
    leaves, stays = await ready(counter), await ready(counter)
    leaving, staying = (asyncio.create_task(submit(*draft)) for draft in (leaves, stays))
    for _ in range(turns):
        await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).status_code == 200
    await asyncio.wait([leaving])
    assert (await states(counter, [leaves, stays])) in (["draft", "submitted"], ["submitted", "submitted"])
    assert (await submit(*await ready(counter))).status_code == 200


ENDED = """
insert into copies select kind, code, version + 1, jsonb_set(content, '{agencies}', (
    select jsonb_agg(agency) from jsonb_array_elements(content -> 'agencies') agency where agency ->> 'id' <> $1))
from copies where kind = 'agencies'
"""
GIVEN_UP = """
insert into copies select kind, 'A00', 1, content || '{"code": "A00", "default": false}' from copies
where kind = 'agencies' and version = 1
"""


async def test_an_agency_that_has_ended_submits_nothing_and_is_told_nothing(counter: Counter) -> None:
    """Neither anew nor again, and those who share the transaction are not touched by it."""
    done, new = [await dossiers.drafted(counter.desk, channel="counter") for _ in range(2)]
    for path in (done, new):
        for component in ("TP01", "TP02", "TP03"):
            assert (await dossiers.uploaded(counter.desk, path, component)).is_success
    assert (await submit(counter.desk, done, key="done")).status_code == 200
    assert (await submit(counter.desk, done, key="done")).headers["idempotency-replayed"] == "true"
    others = [await ready(counter) for _ in range(2)]
    desk, owner = counter.desk, others[0]
    await counter.rows(ENDED, dossiers.DESK)
    await counter.rows(GIVEN_UP)  # it lists the desk, and is not in force
    try:
        answers = await asyncio.gather(
            submit(*owner), submit(desk, done, key="done"), submit(desk, new), submit(*others[1])
        )
    finally:
        await counter.rows("delete from copies where kind = 'agencies' and (version > 1 or code = 'A00')")
    assert [answer.status_code for answer in answers] == [200, 403, 403, 200]
    assert (await submit(counter.desk, new)).status_code == 200


async def test_what_was_not_seen_is_not_handed_in(counter: Counter) -> None:
    """What is written and uploaded meanwhile, as in a second tab, is part of what is handed in."""
    owner, path = await ready(counter, "TP01", "TP02")

    async def seen() -> str:
        return (await owner.ask("GET", "intake", path)).headers["etag"]

    first = await seen()
    assert (await dossiers.uploaded(owner, path, "TP03")).is_success
    second = await seen()
    assert (await rewrite(owner, path, another())).is_success
    third = await seen()
    assert len({first.partition(".")[0], second.partition(".")[0], third.partition(".")[0]}) == 3
    for stale in (first, second, '"1"', '"1.deadbeefdeadbeef"'):
        refused(await submit(owner, path, seen=stale), 412, "stale")
    now = (await submit(owner, path, seen=first)).json()["etag"]
    assert third.startswith(now[:-1])
    answer = await submit(owner, path, seen=now)
    assert (answer.status_code, answer.headers["etag"][:3]) == (200, '"2-')
    desk = await counter.desk.ask("GET", "intake", path)
    assert desk.headers["etag"].startswith('"2.'), "who does not write it has seen no draft"
