"""The edge of HTTP on a real database: nothing is answered before it is committed, nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx2
import pytest

from motcua.stack.waiting import until
from shared.web.auth import Role
from shared.web.parts import App
from shared.web.served import ServedNode
from tests.support.harness import Harness

Json = dict[str, Any]


@pytest.fixture
async def app(harness: Harness) -> App:
    return await harness.app("ask")


@pytest.fixture
async def http(harness: Harness, app: App) -> AsyncIterator[httpx2.AsyncClient]:
    """An applicant."""
    token = harness.issuer.token("person", Role.APPLICANT)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://ask/v1", headers=headers) as http:
        yield http


async def asked(http: httpx2.AsyncClient) -> Json:
    answer = await http.post("/questions", json={"words": "hello"})
    assert answer.status_code == 201
    return dict(answer.json())


DEFER = """
create function no() returns trigger language plpgsql as $$ begin raise exception 'no commit today'; end $$;
create constraint trigger no after insert on journal deferrable initially deferred for each row execute function no();
"""


async def refuse_commits(harness: Harness) -> None:
    connection = await asyncpg.connect((await harness.database("ask")).owner_dsn)
    await connection.execute(DEFER)
    await connection.close()


async def test_a_failing_commit_is_a_5xx_and_leaves_nothing(harness: Harness, http: httpx2.AsyncClient) -> None:
    """The statements all succeed; it is the commit itself that fails."""
    await refuse_commits(harness)
    try:
        answer = await http.post("/questions", json={}, headers={"Idempotency-Key": "k"})
    finally:
        await harness.rows("ask", "drop function no() cascade")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "no commit today" not in answer.text
    assert all(rows == [] for rows in (await harness.dump("ask")).values())
    again = await http.post("/questions", json={}, headers={"Idempotency-Key": "k"})
    assert again.status_code == 201


@pytest.mark.parametrize("at", ["the commit", "the page"])
async def test_a_connection_that_dies_is_a_503_and_leaves_nothing(
    harness: Harness, http: httpx2.AsyncClient, at: str
) -> None:
    """The backend ends itself, at a statement of the unit of work or at the commit."""
    deferred = "deferrable initially deferred" if at == "the commit" else ""
    kind = "constraint trigger" if deferred else "trigger"
    connection = await asyncpg.connect((await harness.database("ask")).owner_dsn)
    await connection.execute(
        "create function die() returns trigger language plpgsql as"
        " $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end $$;"
        f"create {kind} die after insert on journal {deferred} for each row execute function die();"
    )
    await connection.close()
    try:
        answer = await http.post("/questions", json={})
    finally:
        await harness.rows("ask", "drop function die() cascade")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert all(rows == [] for rows in (await harness.dump("ask")).values())
    assert (await http.post("/questions", json={})).status_code == 201


RACE = """
create sequence tries; grant usage on sequence tries to public;
create function lose() returns trigger language plpgsql as
$$ begin if nextval('tries') < {wins} then raise exception 'lost' using errcode = '{code}'; end if; return new; end $$;
create trigger lose before insert on journal for each row execute function lose();
"""


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
@pytest.mark.parametrize(("wins", "status"), [(3, 201), (4, 503)])
async def test_a_lost_race_is_run_again_three_times(
    harness: Harness, http: httpx2.AsyncClient, code: str, wins: int, status: int
) -> None:
    connection = await asyncpg.connect((await harness.database("ask")).owner_dsn)
    await connection.execute(RACE.format(wins=wins, code=code))
    await connection.close()
    try:
        answer = await http.post("/questions", json={})
        tries = await harness.value("ask", "select last_value from tries")
    finally:
        await harness.rows("ask", "drop function lose() cascade")
        await harness.rows("ask", "drop sequence tries")
    assert (answer.status_code, tries) == (status, 3)
    assert await harness.value("ask", "select count(*) from journal") == (status == 201)


async def test_the_same_request_under_one_key_is_done_once(harness: Harness, http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = await http.post("/questions", json={"words": "a"}, headers=key)
    second = await http.post("/questions", json={"words": "a"}, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json(), first.headers["etag"]) == (second.json(), second.headers["etag"])
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert await harness.value("ask", "select count(*) from questions") == 1


async def test_a_key_used_for_something_else_is_refused(harness: Harness, http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}
    await http.post("/questions", json={"words": "a"}, headers=key)
    assert (await http.post("/questions", json={"words": "b"}, headers=key)).status_code == 422
    assert await harness.value("ask", "select count(*) from questions") == 1


async def test_a_key_belongs_to_its_caller(harness: Harness, http: httpx2.AsyncClient) -> None:
    other = {"Authorization": f"Bearer {harness.issuer.token('another', Role.APPLICANT)}", "Idempotency-Key": "once"}
    await http.post("/questions", json={"words": "a"}, headers={"Idempotency-Key": "once"})
    assert (await http.post("/questions", json={"words": "b"}, headers=other)).status_code == 201


async def test_a_refusal_is_not_kept_under_its_key(harness: Harness, http: httpx2.AsyncClient) -> None:
    question = await asked(http)
    key, path = {"Idempotency-Key": "once"}, f"/questions/{question['id']}/poke"
    assert (await http.post(path, json={}, headers=key | {"If-Match": '"9"'})).status_code == 412
    assert (await http.post(path, json={}, headers=key | {"If-Match": '"1"'})).status_code == 200


async def test_one_key_asked_twenty_times_at_once_is_done_once(harness: Harness, http: httpx2.AsyncClient) -> None:
    """A request that comes meanwhile is answered with 409 and not done again."""
    key = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(http.post("/questions", json={}, headers=key) for _ in range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["id"] for answer in answers if answer.status_code == 201} == {
        str(row["id"]) for row in await harness.rows("ask", "select id from questions")
    }
    assert await harness.value("ask", "select count(*) from journal") == 1


async def test_a_key_under_work_is_a_409(harness: Harness, http: httpx2.AsyncClient) -> None:
    """The first request waits for its dossier, which the test has locked."""
    question = await asked(http)
    path, headers = f"/questions/{question['id']}/poke", {"Idempotency-Key": "k", "If-Match": '"1"'}
    connection = await asyncpg.connect((await harness.database("ask")).owner_dsn)
    try:
        async with connection.transaction():
            await connection.execute("select from streams for update")
            first = asyncio.create_task(http.post(path, json={}, headers=headers))
            await until(lambda: somebody_waits(harness))
            busy = await http.post(path, json={}, headers=headers)
        assert (busy.status_code, busy.json()["type"].rsplit("/", 1)[-1]) == (409, "key-busy")
        assert (await first).status_code == 200
    finally:
        await connection.close()


async def somebody_waits(harness: Harness) -> bool:
    """No one else is on this stack: anyone who waits for a lock is ours."""
    return bool(await harness.value("ask", "select count(*) from pg_locks where not granted"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 428), ({"If-Match": '"2"'}, 412), ({"If-Match": '"1"'}, 200), ({"If-Match": '"7", "1"'}, 200)],
)
async def test_a_move_names_the_revision_it_saw(http: httpx2.AsyncClient, headers: dict[str, str], status: int) -> None:
    question = await asked(http)
    answer = await http.post(f"/questions/{question['id']}/poke", json={}, headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["etag"] == '"2"'


async def test_of_two_who_saw_the_same_entry_one_is_stale(http: httpx2.AsyncClient, harness: Harness) -> None:
    question = await asked(http)
    path = f"/questions/{question['id']}/poke"
    answers = await asyncio.gather(*(http.post(path, json={}, headers={"If-Match": '"1"'}) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert await harness.value("ask", "select count(*) from journal") == 2


async def test_an_unlisted_move_is_refused_with_what_is_possible(http: httpx2.AsyncClient) -> None:
    question = await asked(http)
    path = f"/questions/{question['id']}"
    closed = await http.post(f"{path}/close", json={}, headers={"If-Match": '"1"'})
    assert closed.json()["moves"] == []
    poked = await http.post(f"{path}/poke", json={}, headers={"If-Match": '"2"'})
    assert (poked.status_code, poked.json()["state"], poked.json()["moves"]) == (409, "closed", [])
    assert question["moves"] == ["Poke", "Close"]


async def test_a_service_that_stands_still_refuses_moves(harness: Harness, app: App, http: httpx2.AsyncClient) -> None:
    """Restored from something older: nothing moves until an operator has decided."""
    app[ServedNode].standing_still = "restored from older"
    answer = await http.post("/questions", json={})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/stands-still")
    assert int(answer.headers["retry-after"]) > 0
    assert all(rows == [] for rows in (await harness.dump("ask")).values())
