"""Whose a row is, answered by PostgreSQL and in memory: the same for every row, caller, role and agency, or none.

What `whose` says of a row in memory opens commands, what it makes of columns what is read, and what a list offers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg

from intake.dossier import tables as dossier_tables
from intake.dossier import whose as of_dossier
from intake.dossier.machine import DOSSIER, State
from intake.dossier.models import Dossier
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.contracts.reference import Channel
from shared.contracts.relation import Relation, Who, those
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, EntityType, values
from shared.kernel.ids import uuid7
from shared.web.listings import Listing
from shared.web.lists import AskedByDue
from shared.web.reading import bound, relations_in
from shared.web.walks import Walk, parameters
from tests.support.office import Office
from workflow.case import tables as case_tables
from workflow.case import whose as of_case
from workflow.case.machine import CASE
from workflow.case.models import Case
from workflow.task import tables as task_tables
from workflow.task import whose as of_task
from workflow.task.machine import TASK
from workflow.task.models import Task

ONE, OTHER, NEITHER = AGENCIES = ("H99.01", "H99.02", "H99.03")
PEOPLE = ("one", "two")
ROLES = ("applicant", "officer", "supervisor", "operator", "service")
CALLERS = [Who(*parts) for parts in product(PEOPLE, ROLES, (*AGENCIES, None))]

APPLY = """
insert into applications(dossier, owner, held_by, tracking, subject, sealed, proof)
values ($1, '', account_id($2), '', $1, '', convert_to('by ' || $2, 'UTF8'))
"""
#: The first of the people has proved who they are.
LINK = """
with known as (insert into applicants(id) values (gen_random_uuid()) returning id)
insert into accounts(subject, applicant, proof) select $1::text, id, convert_to('by ' || $1, 'UTF8') from known
"""
CONSULT = "insert into consulted(dossier, agency) values ($1, $2)"
HAND_IN = """
insert into versions(dossier, number, sequence, subject, digest, papers, at) values ($1, 1, 2, $1, '', '[]', now())
"""
INVOLVE = "insert into involved(dossier, agency) values ($1, $2)"


class TakenBack(Exception):
    """What a test has written is not kept."""


@asynccontextmanager
async def written(name: str, stack: Stack, issuer: Issuer, folder: Path) -> AsyncIterator[Tx]:
    """A transaction of this service that is rolled back."""
    async with Office(name, stack, issuer, folder) as office:
        try:
            async with office.node.database.begin() as tx:
                yield tx
                raise TakenBack
        except TakenBack:
            pass


async def insert(tx: Tx, entity_type: EntityType[Any], rows: Sequence[Entity]) -> None:
    await tx.do(entity_type.insert, *values(entity_type.columns, rows))


Stands = Callable[[UUID, Who], Mapping[Relation, bool]]


async def read(
    tx: Tx, readable: str, listing: Listing, ids: Sequence[UUID], stands: Stands
) -> tuple[set[Any], set[Any]]:
    """Who reads which of these, as commands ask it set by set, and as lists ask it caller by caller, in branches.

    `stands`: how a caller stands to each in memory; a list must say the same of each row.
    """
    pairs = list(product(ids, CALLERS))
    found, listed = set(), set()
    for who in CALLERS:
        mine = [(id_, *who.texts) for id_, caller in pairs if caller is who]
        found |= {(row["id"], who) for row in await tx.fetch(readable, *map(list, zip(*mine, strict=True)))}
        rows = await listed_for(tx, listing.select(bound(who)))
        listed |= {(row["id"], who) for row in rows}
        assert [relations_in(row) for row in rows] == [those(stands(row["id"], who)) for row in rows]
        for sort in ("received", "changed", *(("due", "-due") if listing.due is not None else ())):
            ask = AskedByDue(limit=200, sort=sort)
            page = Walk.of(listing, who.role, ask, None).page
            values = parameters(who, ask, None, datetime.now(UTC))
            paged = [] if page is None else [row["id"] for row in await listed_for(tx, page, values)]
            assert sorted(paged) == sorted(row["id"] for row in rows), (who, sort)
    return found, listed


async def listed_for(tx: Tx, select: sa.Select[Any], values: Mapping[str, Any] = MappingProxyType({})) -> Sequence[Any]:
    """The rows of a select, in the transaction that has written them."""
    compiled = select.compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call]
    whole = compiled.construct_expanded_state(dict(values))
    return await tx.fetch(whole.statement, *(whole.parameters[name] for name in whole.positiontup or ()))


#: Every state, and whether what is in it was handed in.
STATES = [("draft", False), ("withdrawn", False), *((state, True) for state in State if state != State.DRAFT)]


def dossiers() -> Iterator[tuple[Dossier, str, bool, str | None]]:
    """Every channel and state with every owner and desk; and an agency that is involved in what was accepted."""
    for channel, (state, handed_in), owner, desk in product(Channel, STATES, PEOPLE, (ONE, OTHER)):
        for involved in (OTHER, NEITHER) if state == State.ACCEPTED else (None,):
            row = Dossier(id=(id_ := uuid7()), dossier=id_, state=state, channel=channel, desk=desk)
            yield row, owner, handed_in, involved


async def test_a_dossier(stack: Stack, issuer: Issuer, tmp_path: Path) -> None:
    rows = list(dossiers())
    known = {row.id: (row, owner, handed_in) for row, owner, handed_in, _ in rows}

    def of(key: UUID, who: Who) -> tuple[Dossier, bool, bool, bool]:
        row, owner, handed_in = known[key]
        return row, owner == who.actor, owner == PEOPLE[0] == who.actor, handed_in

    expected = {
        (row.id, who)
        for (row, _, _, involved), who in product(rows, CALLERS)
        if of_dossier.reads(*of(row.id, who), involved is not None and involved == who.agency, who)
    }
    async with written("intake", stack, issuer, tmp_path) as tx:
        await insert(tx, DOSSIER, [row for row, *_ in rows])
        await tx.do(LINK, PEOPLE[0])
        for row, owner, handed_in, involved in rows:
            await tx.do(APPLY, row.id, owner)
            if handed_in:
                await tx.do(HAND_IN, row.id)
            if involved:
                await tx.do(INVOLVE, row.id, involved)
        ids = [row.id for row, *_ in rows]
        found, listed = await read(
            tx,
            dossier_tables.READABLE,
            dossier_tables.LISTING,
            ids,
            lambda key, who: of_dossier.stands(*of(key, who), who),
        )
    assert found == listed == expected
    drafts = {(id_, who) for id_, who in expected if not known[id_][2]}
    online = {(id_, who.actor) for id_, who in drafts if known[id_][0].channel == Channel.ONLINE}
    assert online <= {(row.id, owner) for row, owner, *_ in rows}, "nobody else reads those"
    assert {(who.role, who.agency == known[id_][0].desk) for id_, who in drafts if who.role != "applicant"} == {
        ("officer", True)
    }
    assert 0 < len(expected) < len(rows) * len(CALLERS)


async def test_a_task_and_its_case(stack: Stack, issuer: Issuer, tmp_path: Path) -> None:
    cases = [
        Case(id=(id_ := uuid7()), dossier=id_, state="received", agency=agency, desk=desk)
        for agency, desk in product(AGENCIES, AGENCIES)
    ]
    tasks = [
        Task(id=uuid7(), dossier=case.id, state="claimed", agency=agency, role="officer", officer=officer)
        for case, agency, officer in product(cases, (ONE, OTHER), (None, "one"))
    ]
    own = {case.id: [task for task in tasks if task.dossier == case.id] for case in cases}
    known_cases, known_tasks = {case.id: case for case in cases}, {task.id: task for task in tasks}

    def to_task(key: UUID, who: Who) -> Mapping[Relation, bool]:
        return of_task.stands(known_tasks[key], who)

    def to_case(key: UUID, who: Who) -> Mapping[Relation, bool]:
        holds = any(of_task.stands(task, who)[Relation.HOLDER] for task in own[key])
        return of_case.stands(known_cases[key], holds, who)

    of_tasks = {(task.id, who) for task, who in product(tasks, CALLERS) if of_task.reads(task, who)}
    consulted = [(case, NEITHER) for case in cases[::2]]
    of_cases = {
        (case.id, who)
        for case, who in product(cases, CALLERS)
        if of_case.reads(case, (case, who.agency) in consulted, who)
    }
    async with written("workflow", stack, issuer, tmp_path) as tx:
        await insert(tx, CASE, cases)
        await insert(tx, TASK, tasks)
        for case, agency in consulted:
            await tx.do(CONSULT, case.id, agency)
        keys = [case.id for case in cases]
        assert await read(tx, case_tables.READABLE, case_tables.LISTING, keys, to_case) == (
            of_cases,
            of_cases,
        )
        keys = [task.id for task in tasks]
        assert await read(tx, task_tables.READABLE, task_tables.LISTING, keys, to_task) == (
            of_tasks,
            of_tasks,
        )
    assert len(of_cases) < len(cases) * len(CALLERS)
