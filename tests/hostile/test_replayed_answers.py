"""Kept answers: they go to who was answered, in the same role and for the same agency, while that still stands.

What is stored of them tells no one anything, opens nowhere else, and is gone after a day.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from shared.web.auth import Role
from shared.web.idempotency import SWEPT, Answers, forget
from shared.web.served import ServedNode
from shared.web.service import Service, build
from tests.integration.kernel import conftest as kernel
from tests.support.harness import Harness
from tests.support.requester import AGENCY, DESK, KEY, SECRET, Requester

pool, harness, plain_logs = kernel.pool, kernel.harness, kernel.plain_logs


@pytest.fixture
async def bell(harness: Harness) -> AsyncIterator[Requester]:
    requester = Requester(harness, await harness.app("bell"))
    yield requester
    await requester.http.aclose()


@pytest.fixture
async def asks(harness: Harness) -> AsyncIterator[Requester]:
    requester = Requester(harness, await harness.app("ask"))
    yield requester
    await requester.http.aclose()


def replayed(answer: httpx2.Response) -> bool:
    return answer.headers.get("idempotency-replayed") == "true"


def kind(answer: httpx2.Response) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


async def test_another_agency_of_the_same_person_is_answered_for_itself(bell: Requester) -> None:
    dossier = uuid7()
    first, other, again = [await bell.ring(dossier, agency) for agency in (DESK, AGENCY, DESK)]
    assert [answer.json()["revision"] for answer in (first, other, again)] == [1, 2, 1]
    assert [replayed(answer) for answer in (first, other, again)] == [False, False, True]


async def test_another_role_of_the_same_person_is_answered_for_itself(asks: Requester) -> None:
    question = (await asks.ask("/questions", Role.APPLICANT)).json()["id"]
    path = f"/questions/{question}/poke"
    assert (await asks.ask(path, Role.APPLICANT, If_Match='"1"')).status_code == 200
    assert kind(await asks.ask(path, Role.OFFICER, DESK, If_Match='"1"')) == "stale"
    assert replayed(await asks.ask(path, Role.APPLICANT, If_Match='"1"'))


async def test_a_role_that_was_taken_away_is_told_nothing(bell: Requester) -> None:
    dossier = uuid7()
    assert (await bell.ring(dossier, DESK)).status_code == 201
    for role in (Role.APPLICANT, Role.SUPERVISOR):
        answer = await bell.ask(f"/rings/{dossier}", role, DESK)
        assert (answer.status_code, kind(answer)) == (403, "forbidden")


async def publish(harness: Harness, name: str, version: int, *agencies: str, code: str = "h99", **more: bool) -> None:
    """A version of the directory, as it is projected."""
    listed = [{"id": agency, "title": {"vi": agency, "en": agency}} for agency in agencies]
    content = json.dumps({"code": code, "agencies": listed, **more})
    await harness.rows(name, "insert into copies values ('agencies', $3, $1, $2::jsonb)", version, content, code)


async def test_an_agency_that_has_ended_is_told_nothing_and_does_nothing(harness: Harness, bell: Requester) -> None:
    dossier = uuid7()
    assert (await bell.ring(dossier, DESK)).status_code == 201, (
        "without a directory there is nothing to be held against"
    )
    await publish(harness, "bell", 1, DESK, AGENCY)
    assert replayed(await bell.ring(dossier, DESK))
    await publish(harness, "bell", 2, AGENCY)
    for one in (dossier, uuid7()):
        answer = await bell.ring(one, DESK)
        assert (answer.status_code, kind(answer), replayed(answer)) == (403, "forbidden", False)
    assert (await bell.ring(dossier, AGENCY)).status_code == 201
    await publish(harness, "bell", 3, AGENCY, DESK)
    assert replayed(await bell.ring(dossier, DESK)), "it is there again"


async def test_a_directory_that_is_not_in_force_admits_no_agency(harness: Harness, bell: Requester) -> None:
    """Neither one that never was the default, nor the newest version of one that no longer is."""
    dossier = uuid7()
    await publish(harness, "bell", 1, DESK, AGENCY, default=True)
    assert (await bell.ring(dossier, DESK)).status_code == 201
    await publish(harness, "bell", 1, DESK, AGENCY, code="a00", default=False)
    await publish(harness, "bell", 1, DESK, AGENCY, code="z00", default=True)
    await publish(harness, "bell", 2, DESK, AGENCY, code="z00", default=False)
    await publish(harness, "bell", 2, AGENCY, default=True)
    for one in (dossier, uuid7()):
        assert (await bell.ring(one, DESK)).status_code == 403
    assert (await bell.ring(dossier, AGENCY)).status_code == 201


async def test_what_is_stored_tells_no_one_anything(harness: Harness, asks: Requester) -> None:
    answer = await asks.ask("/questions", Role.APPLICANT)
    (row,) = await harness.rows("ask", "select * from replies")
    stored = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    assert answer.content not in stored
    assert b'"state"' not in stored, "not even a part of it"
    for personal in (SECRET, KEY, "099176543210"):
        assert personal.encode() not in stored, "neither what was sent nor the key"
    assert answer.json()["id"].encode() in stored, "but what has moved"


async def test_the_same_answer_is_never_stored_as_the_same_bytes(harness: Harness, bell: Requester) -> None:
    dossier = uuid7()
    await bell.ring(dossier, DESK)
    await harness.rows("bell", "create table first as select * from replies")
    await harness.rows("bell", "delete from replies")
    await bell.ring(dossier, DESK)
    same = "select count(*) from first f join replies r on f.place = r.place and f.sealed = r.sealed"
    assert await harness.value("bell", same) == 0
    await harness.rows("bell", "drop table first")


MOVED = {
    "another's answer": "sealed = (select sealed from replies r where r.place <> replies.place limit 1)",
    "another status": "status = 200",
    "another header": "headers = replace(headers, 'json', 'jsonx')",
    "a byte": "sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
    "cut": "sealed = substring(sealed for 11)",
    "nothing": "sealed = ''",
    "an unknown key": "secret = 'deadbeef'",
}


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
async def test_an_answer_opens_only_where_it_belongs(harness: Harness, bell: Requester, change: str) -> None:
    """Write access to the table reveals no stored answer, and what was done is not done again."""
    one, other = uuid7(), uuid7()
    for dossier in (one, other):
        assert (await bell.ring(dossier, DESK)).status_code == 201
    await harness.rows("bell", f"update replies set {change}")
    for dossier in (one, other):
        answer = await bell.ring(dossier, DESK)
        assert (answer.status_code, kind(answer), replayed(answer)) == (409, "answer-lost", False)
    assert await harness.value("bell", "select count(*) from journal") == 2


async def test_a_key_is_changed_without_losing_an_answer(harness: Harness, bell: Requester) -> None:
    old, new = "the old key of thirty-two letters", "the new key of thirty-two letters"
    node, dossier = (await harness.app("bell"))[ServedNode], uuid7()
    node.answers = Answers([old, ""])
    assert (await bell.ring(dossier, DESK)).status_code == 201
    node.answers = Answers([new, old])
    assert replayed(await bell.ring(dossier, DESK))
    assert (await bell.ring(dossier, AGENCY)).status_code == 201
    node.answers = Answers([new, ""])
    assert replayed(await bell.ring(dossier, AGENCY))
    assert kind(await bell.ring(dossier, DESK)) == "answer-lost"


AGED = "update replies set at = now() - make_interval(secs => $1)"


async def test_answers_are_swept_after_a_day(harness: Harness, bell: Requester) -> None:
    node, dossier = (await harness.app("bell"))[ServedNode], uuid7()
    day = node.settings.keep_answers
    assert day == 24 * 3600
    assert (await bell.ring(dossier, DESK)).status_code == 201
    for seconds, left in ((day - 60, 1), (day + 60, 0)):
        await harness.rows("bell", AGED, seconds)
        async with node.database.begin() as tx:
            assert not await forget(tx, day)
        assert await harness.value("bell", "select count(*) from replies") == left


MANY = """
insert into replies(place, key, request, status, headers, secret, sealed, at)
select sha256(n::text::bytea), '', '', 200, '{}', '', '', now() - interval '2 days' from generate_series(1, $1::int) n
"""


async def test_a_flood_is_swept_a_part_at_a_time(harness: Harness) -> None:
    """No statement may take as long as there are answers."""
    node = await harness.node("bell")
    await harness.rows("bell", MANY, SWEPT + 1)
    left = []
    for _ in range(2):
        async with node.database.begin() as tx:
            more = await forget(tx, 3600)
        left.append((more, await harness.value("bell", "select count(*) from replies")))
    assert left == [(True, 1), (False, 0)]


async def test_the_service_sweeps_by_itself(harness: Harness, bell: Requester) -> None:
    """The part that a worker runs, not only what it is made of."""
    await harness.topics()
    await bell.ring(uuid7(), DESK)
    await harness.rows("bell", AGED, 25 * 3600)
    worker = build(
        Service("bell", "tests.support", harness.toys.registries["bell"], ()), await harness.settings("bell")
    )

    async def none_left() -> bool:
        return bool(await harness.value("bell", "select count(*) = 0 from replies"))

    async with worker.router.lifespan_context(worker):
        await until(none_left)
