"""The cases' table and statements: what is loaded to decide, and what a caller may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Relation, Who
from shared.reference.publication import counts_by
from shared.web.listings import Listing, Way, overdue, ways_of
from shared.web.reading import EACH, readable, standing, table_of
from workflow.case import whose
from workflow.case.machine import CASES
from workflow.case.models import RUNNING, Case, Consulted
from workflow.task.models import OPEN
from workflow.task.tables import tasks
from workflow.task.whose import stands as stands_to_task

metadata = sa.MetaData()
cases = table_of(metadata, "cases", Case, listed=True)
consulted = table_of(metadata, Consulted.table, Consulted, Consulted.key)
consulted.append_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False))


#: States in which the time limit of a case runs.
LATE = ("received", "processing")


def may_read(who: Who) -> sa.ColumnElement[bool]:
    """Cases that this caller may read."""
    is_consulted = sa.exists().where(consulted.c.dossier == cases.c.id, consulted.c.agency == who.agency)
    condition: sa.ColumnElement[bool] = whose.reads(cases.c, is_consulted, who)
    return condition


CONSULTED = consulted.join(cases, cases.c.id == consulted.c.dossier)


def _by_due_date(who: Who, states: Sequence[str]) -> Iterator[Way]:
    """The same of cases in these states, all running or none: an agency finds those it is consulted in by its rows."""
    yield from ways_of(whose.reads(cases.c, sa.false(), who), cases, cases.c.due_at, cases.c.id)
    running = consulted.c.running if states[0] in RUNNING else sa.not_(consulted.c.running)
    yield Way(CONSULTED, consulted.c.due_at, consulted.c.dossier, (consulted.c.agency == who.agency, running))


def _as_received(who: Who, _states: Sequence[str]) -> Iterator[Way]:
    """The same: a row that was written with its case does not know yet when that was received."""
    yield from ways_of(whose.reads(cases.c, sa.false(), who), cases, cases.c.received_at, cases.c.id)
    own, known = consulted.c.agency == who.agency, consulted.c.received_at
    yield Way(CONSULTED, known, consulted.c.dossier, (own, known.is_not(None)))
    yield Way(CONSULTED, cases.c.received_at, cases.c.id, (own, known.is_(None)))


def _as_changed(who: Who, _states: Sequence[str]) -> Iterator[Way]:
    """The same."""
    yield from ways_of(whose.reads(cases.c, sa.false(), who), cases, cases.c.changed_at, cases.c.id)
    yield Way(CONSULTED, consulted.c.changed_at, consulted.c.dossier, (consulted.c.agency == who.agency,))


READABLE = readable(cases, cases, may_read(EACH))


def select(who: Who) -> sa.Select[Any]:
    """Cases that a caller may read."""
    holding = stands_to_task(tasks.c, who)[Relation.HOLDER]
    in_hand = sa.or_(*(tasks.c.state == state for state in OPEN))
    holds = sa.exists().where(tasks.c.dossier == cases.c.id, in_hand, holding)
    return sa.select(cases, *standing(whose.stands(cases.c, holds, who))).where(may_read(who))


LISTING = Listing(
    table=cases,
    select=select,
    rows=cases,
    reads=may_read,
    due=cases.c.due_at,
    pieces=(RUNNING, [state for state in CASES.states if state not in RUNNING]),
    ways={"due": _by_due_date, "received": _as_received, "changed": _as_changed},
    late=LATE,
    filters={"late": overdue(cases.c.state, LATE, cases.c.due_at)},
)

BY_DOSSIER = "select * from cases where id = any($1::uuid[])"

#: Every code, and the dossier it names.
CODES = "select code, id as dossier from cases"
#: Entities of a fan-out: open cases that count by a calendar, or have an open task that does.
COUNTING = f"""
select id as entity, dossier, revision from cases
where id > $1 and state in ('received', 'processing', 'supplementing', 'awaiting_payment', 'decided')
  and ({counts_by("agency")} or exists (
      select from tasks t where t.dossier = cases.id and t.state in ('open', 'claimed') and {counts_by("t.agency")}))
order by id limit $3
"""
