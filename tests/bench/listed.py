"""(j) An officer's lists at 1,000,000 cases, tasks and dossiers: how long a page takes, asked over HTTP.

The rows are written by one statement a table. Agencies have shares as in a province: the largest has an eighth of all,
the smallest a thousandth. A fifth of the tasks wait or are held; what is over lies between what is open.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2

from motcua.stack.services import Services
from shared.kernel.migrate import migrate
from shared.web.auth import Role
from tests.bench import dossiers
from tests.bench.dossiers import AGENCIES
from tests.bench.ground import Yard
from tests.bench.latency import percentile

LARGE, MIDDLE, SMALL, CONSULTED = "H99.1", "H99.14", "H99.199", "H99.191"
OFFICER = "officer:1"
DEEP = 40  # pages of 200 before the one that is measured

CASES = f"""
insert into cases(id, dossier, state, revision, code, procedure, version, route, route_version, desk, agency, due_at,
    warn_at, apologies, warned, overdue, owner, returns, paid, received_at, changed_at)
select id, id, (array['received', 'received', 'processing', 'processing', 'supplementing', 'awaiting_payment',
        'decided', 'refused', 'stopped', 'withdrawn'] || array_fill('returned'::text, array[20])
    )[1 + n::bigint * 7919 % 30], 9,
    format('H99.%s-261128-%s', agency, lpad(n::text, 7, '0')), '2.' || lpad(floor(power(300, random()))::text, 6, '0'),
    1, 'plain', 1, 'H99.' || case when random() < 0.6 then agency else floor(power({AGENCIES}, random())) end,
    'H99.' || agency, at + interval '20 days' * (0.5 + random()), at + interval '8 days', 0, false, false,
    'applicant:' || n, 'desk', '[]', at, at + interval '10 days' * random()
from (select n, lpad(to_hex(n), 32, '0')::uuid as id, floor(power({AGENCIES}, random())) as agency,
             now() - interval '400 days' * (1 - n::float / $1) as at
      from generate_series(1, $1::int) n) x
"""
TASKS = """
insert into tasks(id, dossier, state, revision, step, agency, role, officer, due_at, received_at, changed_at,
    procedure)
select id, dossier, state, 9, 'appraise', agency, 'officer',
    case when state in ('claimed', 'done') then 'officer:' || floor(random() * 20) end, due_at, received_at, changed_at,
    procedure
from (select lpad(to_hex(n + $1), 32, '0')::uuid as id, c.id as dossier, c.agency, c.due_at, c.received_at,
        c.changed_at, c.procedure,
        case when c.state in ('received', 'processing') then case when random() < 0.7 then 'open' else 'claimed' end
             when random() < 0.05 then 'cancelled' else 'done' end as state
      from (select *, row_number() over (order by id) as n from cases) c) x
"""
#: Every tenth case was at an agency that neither decides nor received it.
ASKED = """
insert into consulted(agency, dossier, received_at, due_at, running)
select 'H99.' || 190 + floor(random() * 10), id, received_at, due_at,
    state in ('received', 'processing', 'supplementing', 'awaiting_payment')
from cases where random() < 0.1
"""
INDEXES = """
select indexname, indexdef from pg_indexes i
where tablename = any($1::text[]) and schemaname = current_schema
    and not exists (select from pg_constraint where conname = i.indexname)
"""
#: By service: statements, of which the first takes the number, and tables.
FILLED = {
    "workflow": ((CASES, TASKS), (ASKED,), ("cases", "tasks", "consulted")),
    "intake": ((dossiers.DOSSIERS,), dossiers.REST, dossiers.TABLES),
}


async def fill(dsn: str, service: str, count: int) -> None:
    """So many rows. Indexes are made afterwards: that is quicker, and leaves them as a vacuum does."""
    counted, derived, tables = FILLED[service]
    connection = await asyncpg.connect(dsn, server_settings={"statement_timeout": "0", "maintenance_work_mem": "256MB"})
    try:
        indexes = await connection.fetch(INDEXES, tables)
        for index in indexes:
            await connection.execute(f"drop index {index['indexname']}")
        await connection.execute("select setseed(0.5)")
        for statement in counted:
            await connection.execute(statement, count)
        for statement in derived:
            await connection.execute(statement)
        for index in indexes:
            await connection.execute(index["indexdef"])
        for table in tables:
            await connection.execute(f"vacuum analyze {table}")
    finally:
        await connection.close()


def questions() -> dict[str, tuple[str, dict[str, Any]]]:
    """What officers ask all day, by a name of the figure."""
    recent = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    running = {"state": ["received", "processing"]}
    return {
        "queue": ("/v1/tasks", {"state": ["open", "claimed"], "sort": "due"}),
        "queue by time": ("/v1/tasks", {"state": ["open"], "officer": "none"}),
        "mine": ("/v1/tasks", {"state": ["claimed"], "officer": "me", "sort": "due"}),
        "late": ("/v1/tasks", {"late": "true", "sort": "due"}),
        "of a procedure": ("/v1/tasks", {"state": ["open"], "procedure": "2.000031", "sort": "due"}),
        "all by time": ("/v1/tasks", {"sort": "-received"}),
        "count": ("/v1/tasks", {"state": ["open", "claimed"], "sort": "due", "count": "true"}),
        "changed": ("/v1/tasks", {"changed_since": recent, "sort": "changed"}),
        "cases": ("/v1/cases", {**running, "sort": "due"}),
        "cases by time": ("/v1/cases", {"sort": "-received"}),
        "cases, late, count": ("/v1/cases", {"late": "true", "sort": "due", "count": "true"}),
        "cases, changed": ("/v1/cases", {"changed_since": recent, "sort": "changed"}),
        "a code": ("/v1/cases", {"code": "H99.1-261128-0000001"}),
        "all by due date": ("/v1/tasks", {"sort": "due"}),
        "cases by due date": ("/v1/cases", {"sort": "due"}),
    }


@asynccontextmanager
async def api(yard: Yard, service: str, count: int) -> AsyncIterator[str]:
    """The api of a service on so many rows; its address."""
    scratch = await asyncio.to_thread(yard.stack.scratch, service)
    await migrate(scratch.owner_dsn, "shared", service, environment="development")
    with yard.console.status(f"Writing {count:,} rows a table of {service}"):
        await fill(scratch.owner_dsn, service, count)
    await yard.settle()
    services = Services(yard.stack, yard.issuer, [service])
    try:
        await asyncio.to_thread(services.start, service, ("api",), None, {"MOTCUA_DATABASE_URL": scratch.writer_dsn})
        yield services.peers[service]
    finally:
        await asyncio.to_thread(services.stop_all)
        await asyncio.to_thread(yard.stack.drop, scratch.name)


async def asked(yard: Yard, count: int, times: int) -> AsyncIterator[tuple[str, dict[str, float]]]:
    """p50 and p99 in ms of each question, so often by an officer of each agency, one request after the other.

    An agency that is consulted in 10,000 cases of others asks for its cases too.
    """
    tokens = {a: yard.issuer.token(OFFICER, Role.OFFICER, a) for a in (LARGE, MIDDLE, SMALL, CONSULTED)}
    few = [tokens[agency] for agency in (LARGE, MIDDLE, SMALL)]
    late: list[float] = []
    async with api(yard, "workflow", count) as address, httpx2.AsyncClient(base_url=address, timeout=60) as http:
        for name, question in questions().items():
            yield name, figures(late, await _timed(http, question, few, times))
        yield "deep", figures(late, await _timed(http, await _deep(http, tokens[LARGE]), [tokens[LARGE]], times))
        for name in ("cases", "cases by time"):
            took = await _timed(http, questions()[name], [tokens[CONSULTED]], times)
            yield f"{name} of a consulted agency", figures(late, took)
    async with api(yard, "intake", count) as address, httpx2.AsyncClient(base_url=address, timeout=60) as http:
        for name, question in dossiers.QUESTIONS.items():
            yield name, figures(late, await _timed(http, question, few, times))
    yield "all", figures([], late)


async def _timed(
    http: httpx2.AsyncClient, question: tuple[str, dict[str, Any]], tokens: Sequence[str], times: int
) -> list[float]:
    """How long each answer took, after two rounds that are not counted."""
    took = [[await _ask(http, *question, token) for token in tokens] for _ in range(times + 2)]
    return [ms for round_ in took[2:] for ms in round_]


def figures(late: list[float], took: list[float]) -> dict[str, float]:
    """p50 and p99; adds to all."""
    late += took
    return {"p50": percentile(took, 50), "p99": percentile(took, 99)}


async def _ask(http: httpx2.AsyncClient, path: str, query: Mapping[str, Any], token: str) -> float:
    began = time.perf_counter()
    answer = await http.get(path, params=query, headers={"Authorization": f"Bearer {token}"})
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text
    return took


async def _deep(http: httpx2.AsyncClient, token: str) -> tuple[str, dict[str, Any]]:
    """A page far behind the first one."""
    path, query = questions()["queue"]
    query = {**query, "limit": 200}
    for _ in range(DEEP):
        answer = await http.get(path, params=query, headers={"Authorization": f"Bearer {token}"})
        if (after := answer.json()["after"]) is None:
            break
        query["after"] = after
    return path, query
