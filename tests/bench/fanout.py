"""(i) a new calendar and many open cases: how fast a fan-out moves the last of them, in the real workflow.

The whole worker runs as a process of its own (`python -m tests.bench.fanout`): scan, timers and relay share it. The
cases are copies of one, with their tasks and deadlines, in a database of their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import msgspec

from motcua.simulation.province import documents
from motcua.stack import topics
from motcua.stack.addresses import Scratch
from motcua.stack.ports import HOST, kept_or_new
from motcua.stack.services import event_keys
from shared.contracts.intake import CalendarPublished
from shared.contracts.message import Event
from shared.contracts.reference import Calendar
from shared.kernel.db import Database
from shared.kernel.envelope import topic_of
from shared.kernel.ids import named, uuid7
from shared.kernel.migrate import migrate
from shared.kernel.receive import receive
from shared.reference.working_calendar import WorkCalendar
from shared.web.service import Service, run
from tests.bench.clocks import spent
from tests.bench.finished import copies
from tests.bench.ground import Yard, promptly, rows
from tests.support.neighbour import Neighbour
from tests.support.workflow_facts import ACCEPTED
from workflow.registry import REGISTRY

DEADLINES = """
insert into scheduled(dossier, entity, name, kind, revision, at)
select u, u, name, kind, revision, at from scheduled, unnest($1::uuid[]) u
"""
TOOK = """
select count(*) as moved, extract(epoch from max(pg_xact_commit_timestamp(j.xmin)) - min(f.begun_at))::float as seconds
from journal j, fanouts f where j.event = 'DueDateMoved'
"""


def main() -> None:
    """A workflow under another name that receives no other service; the bench publishes its documents."""
    ticks = {kind: how for kind, how in REGISTRY.handlers.items() if not issubclass(kind, Event)}
    registry = replace(REGISTRY, producer=os.environ["MOTCUA_BENCH"], handlers=ticks, unhandled=frozenset())
    run(Service("workflow", "workflow", registry, []))


async def fanned_out(yard: Yard, cases: int) -> dict[str, float]:
    """Dossiers a second, from the commit of the calendar to the commit of the last case's move; CPU in us a dossier."""
    scratch = await asyncio.to_thread(yard.stack.scratch, "workflow")
    try:
        await migrate(scratch.owner_dsn, "shared", "workflow")
        async with _said(scratch) as says:
            calendar = await _fill(scratch, says, cases)
            await yard.settle()
            async with _working(yard, scratch):
                begun = spent(yard.stack, yard.pids)
                await says(named("calendar", "vn"), CalendarPublished(code="vn", version=2, content=calendar))
                await promptly(lambda: _finished(scratch))
                cpu = spent(yard.stack, yard.pids).since(begun, cases)
        found = (await rows(scratch, TOOK))[0]
        assert found["moved"] == cases, f"{found['moved']} of {cases} have moved"
        used = {f"cpu.{name}": us for name, us in cpu.items()}
        return {"dossiers/s": cases / found["seconds"], "seconds": found["seconds"], **used}
    finally:
        await asyncio.to_thread(yard.stack.drop, scratch.name)


async def _finished(scratch: Scratch) -> bool:
    found = await rows(scratch, "select finished_at is not null as finished from fanouts")
    return [row["finished"] for row in found] == [True]


@asynccontextmanager
async def _said(scratch: Scratch) -> AsyncIterator[Any]:
    """Receives an event of intake's, as the consumer would."""
    intake, database = Neighbour("intake"), Database(scratch.writer_dsn)
    await database.open()

    async def says(dossier: UUID, event: Event) -> None:
        async with database.begin() as tx:
            uow = await receive(tx, REGISTRY, intake.emits(dossier, event))
        assert not uow.deferring, uow.deferring

    try:
        yield says
    finally:
        await database.close()


async def _fill(scratch: Scratch, says: Any, cases: int) -> dict[str, Any]:
    """Inserts reference data and so many open cases, due in five days. Returns a calendar with the last day off."""
    for kind, content in documents():
        sql = "insert into copies(kind, code, version, content) values ($1, $2, 1, $3)"
        await rows(scratch, sql, kind, content["code"], json.dumps(content))
    calendar = next(content for kind, content in documents() if kind == "calendar")
    now = datetime.now(UTC).replace(microsecond=0)
    due_at = WorkCalendar(Calendar.model_validate(calendar)).later(now, 40 * 60)
    dates = {"accepted_at": now, "due_at": due_at, "warn_at": due_at - timedelta(days=1)}
    first = uuid7()
    await says(first, msgspec.structs.replace(ACCEPTED, **dates, calendar=1))
    made = await copies(scratch.owner_dsn, first, cases - 1, ("streams", "cases", "tasks", "journal"))
    await rows(scratch, DEADLINES, made)
    await rows(scratch, "analyze scheduled")
    off = {"date": due_at.date().isoformat(), "why": {"vi": "Nghỉ thêm", "en": "Off"}}
    return {**calendar, "days_off": [*calendar["days_off"], off]}


@asynccontextmanager
async def _working(yard: Yard, scratch: Scratch) -> AsyncIterator[None]:
    """A running worker of workflow, for the length of the block."""
    name, port = f"workflow-{secrets.token_hex(4)}", kept_or_new(None)
    known = topics.read_topics()[0]
    topic = topics.Topic(topic_of(name), known.partitions, known.replication, known.config)
    await topics.declare(yard.stack.addresses.kafka, [topic], lambda: True, 30)
    environment = {
        "BENCH": name,
        "ENVIRONMENT": "development",
        "ROLES": '["worker"]',
        "HOST": HOST,
        "PORT": str(port),
        "DATABASE_URL": scratch.writer_dsn,
        "KAFKA": yard.stack.addresses.kafka,
        "ISSUERS": yard.issuer.trusted,
        "TOKEN_KEYS": json.dumps(yard.issuer.token_keys),
        "STATE": str(yard.stack.folder / name),
        "LOG_LEVEL": "WARNING",
        "EVENT_KEYS": event_keys([name]),
    }

    async def ready() -> bool:
        assert worker.poll() is None, "the worker has ended"
        try:
            async with httpx2.AsyncClient(timeout=2) as http:
                return bool((await http.get(f"http://{HOST}:{port}/readyz")).is_success)
        except httpx2.HTTPError:
            return False

    command = [sys.executable, "-m", "tests.bench.fanout"]
    with yard.process("workflow", command, **{f"MOTCUA_{key}": value for key, value in environment.items()}) as worker:
        await promptly(ready)
        yield


if __name__ == "__main__":
    main()
