"""The cases' table and statements: what is loaded to decide, and what a caller may read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Relation, Who
from shared.reference.publication import counts_by
from shared.web.reading import EACH, readable, standing, table_of
from shared.web.walks import Listing, overdue
from workflow.case import whose
from workflow.case.models import Case, Consulted
from workflow.task.models import OPEN
from workflow.task.tables import tasks
from workflow.task.whose import stands as stands_to_task

metadata = sa.MetaData()
cases = table_of(metadata, "cases", Case, listed=True)
consulted = table_of(metadata, Consulted.table, Consulted, Consulted.key)


def may_read(who: Who) -> sa.ColumnElement[bool]:
    """Cases that this caller may read."""
    is_consulted = sa.exists().where(consulted.c.dossier == cases.c.id, consulted.c.agency == who.agency)
    condition: sa.ColumnElement[bool] = whose.reads(cases.c, is_consulted, who)
    return condition


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
    filters={"late": overdue(cases.c.state, ("received", "processing"), cases.c.due_at)},
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
