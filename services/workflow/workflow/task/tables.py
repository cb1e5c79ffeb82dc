"""The tasks' table and statements: what is loaded to decide, and what a caller may read.

Of its case a task shows two columns; that is all this room knows of cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.web.listings import CLOCK, Listing, among, overdue
from shared.web.reading import EACH, bound, readable, standing, table_of
from workflow.task import whose
from workflow.task.machine import TASKS
from workflow.task.models import OPEN, Task

metadata = sa.MetaData()
tasks = table_of(metadata, "tasks", Task, listed=True)
cases = sa.table(
    "cases",
    sa.column("id", sa.Uuid),
    sa.column("code", sa.Text),
    sa.column("due_at", sa.DateTime(timezone=True)),
)

READABLE = readable(tasks, tasks, whose.reads(tasks.c, EACH))


def select(who: Who) -> sa.Select[Any]:
    """Tasks that a caller may read, with the code and due date of their cases."""
    more = (cases.c.code, cases.c.due_at.label("case_due_at"))
    joined = tasks.join(cases, cases.c.id == tasks.c.dossier)
    stands = standing(whose.stands(tasks.c, who))
    return sa.select(tasks, *more, *stands).select_from(joined).where(whose.reads(tasks.c, who))


def _held_by(officer: Any, who: Who) -> sa.ColumnElement[bool]:
    """`me`, `none`, or a subject."""
    match officer:
        case str("none"):
            return tasks.c.officer.is_(None)
        case str("me"):
            return among(tasks.c.officer, who.actor)
    return among(tasks.c.officer, officer)


LISTING = Listing(
    table=tasks,
    select=select,
    rows=tasks,
    reads=lambda who: whose.reads(tasks.c, who),
    due=tasks.c.due_at,
    pieces=(OPEN, [state for state in TASKS.states if state not in OPEN]),
    late=OPEN,
    words={"officer": ("me", "none")},
    filters={
        "code": lambda code, _: tasks.c.dossier.in_(sa.select(cases.c.id).where(cases.c.code == code)),
        "officer": _held_by,
        "late": overdue(tasks.c.state, OPEN, tasks.c.due_at),
    },
)

MOST_COUNTED = 20_000
NEAR = timedelta(days=2)


def counts(who: Who, filters: Mapping[str, Any], near_before: datetime | None) -> sa.Select[Any]:
    """How many tasks are under way, and of them wait, are late, near or suspended: in all, by step and by officer.

    The most urgent are counted: an index over what is under way answers alone, however much is done.
    """
    asker = bound(who)
    near = sa.literal(near_before, tasks.c.due_at.type) if near_before else CLOCK + NEAR
    found = (
        sa.select(tasks.c.step, tasks.c.officer, tasks.c.due_at)
        .where(whose.reads(tasks.c, asker), among(tasks.c.state, OPEN))
        .where(
            *(
                LISTING.demands(name, LISTING.fixed(name, value) or sa.literal(value), asker)
                for name, value in filters.items()
            )
        )
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    late = found.c.due_at < CLOCK
    kinds = {
        "open": sa.true(),
        "waiting": found.c.officer.is_(None),
        "late": late,
        "near": sa.and_(sa.not_(late), found.c.due_at < near),
        "suspended": found.c.due_at.is_(None),
    }
    return sa.select(
        sa.func.grouping(found.c.step, found.c.officer).label("kind"),
        found.c.step,
        found.c.officer,
        *(sa.func.count().filter(demand).label(name) for name, demand in kinds.items()),
        CLOCK.label("as_of"),
        near.label("near_before"),
    ).group_by(sa.func.grouping_sets(sa.tuple_(), sa.tuple_(found.c.step), sa.tuple_(found.c.officer)))


BY_DOSSIER = "select * from tasks where dossier = any($1::uuid[]) order by id"
