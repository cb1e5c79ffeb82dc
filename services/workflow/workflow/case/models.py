"""The case as it moves: its columns, and how events fold into them. Nothing else decides a column."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shared.contracts import workflow as events
from shared.contracts.relation import Relation, those
from shared.kernel.entity import Entity
from shared.kernel.incoming import Incoming
from shared.reference.working_calendar import CalendarEnds, WorkCalendar
from shared.web.reading import table_of
from workflow.task import models as task
from workflow.task.models import Task, tasks


@dataclass(slots=True, kw_only=True)
class Case(Entity):
    """A dossier in workflow's hands; same id as the dossier. Pinned to its procedure and route versions.

    counted_from, working_minutes: what the due date was counted from, and how much; None: it was promised as a date.
    minutes_left: working minutes of the time limit that are left while the clock is suspended.
    collecting: the route's step whose fee is awaited, kept after a stop for want of it; paid: those settled.
    """

    code: str = ""
    procedure: str = ""
    version: int = 0
    route: str = ""
    route_version: int = 0
    desk: str = ""
    agency: str = ""
    due_at: datetime | None = None
    warn_at: datetime | None = None
    apologies: int = 0
    warned: bool = False
    overdue: bool = False
    result: str | None = None
    reason: str | None = None
    owner: str = ""
    returns: str = "desk"
    asked: list[str] | None = None
    supplement_until: datetime | None = None
    minutes_left: int | None = None
    collecting: str | None = None
    paid: list[str] = field(default_factory=list)
    counted_from: datetime | None = None
    working_minutes: int = 0

    def recounted(self, calendar: WorkCalendar, now: datetime) -> datetime:
        """The due date by this calendar. No calendar makes a case late: what would be over by it already stays.

        A date that was counted is counted again; a promised one moves only if the agency is closed then.
        """
        assert self.due_at is not None, "a case is received with its due date"
        try:
            if self.counted_from is None:
                due_at = calendar.opens_again(self.due_at)
            else:
                due_at = calendar.later(self.counted_from, self.working_minutes)
        except CalendarEnds:
            return self.due_at
        return due_at if due_at > now else self.due_at


def apply(row: Case, event: Any) -> None:
    """Folds an event into the case's own columns."""
    match event:
        case events.CaseReceived():
            for name in RECEIVED:
                setattr(row, name, getattr(event, name))
        case events.ApologyGiven():
            row.apologies += 1
            row.counted_from, row.working_minutes = None, 0
            _date(row, event)
        case events.DueDateMoved():
            _date(row, event)
        case events.ProcessingResumed():
            row.minutes_left = None
            _count(row, event)
        case events.FeePaid():
            row.minutes_left, row.reason, row.paid = None, None, [*row.paid, str(row.collecting)]
            _count(row, event)
        case _:
            _apply_rest(row, event)


RECEIVED = (
    *("code", "procedure", "version", "route", "route_version", "desk", "agency", "owner", "returns"),
    *("due_at", "warn_at", "counted_from", "working_minutes"),
)


def _date(row: Case, event: Any) -> None:
    """A new due date is warned of anew; the same one is not."""
    if row.due_at != event.due_at:
        row.warned = row.overdue = False
    row.due_at, row.warn_at = event.due_at, event.warn_at


def _count(row: Case, event: Any) -> None:
    """A due date counted anew."""
    row.counted_from, row.working_minutes = event.counted_from, event.working_minutes
    _date(row, event)


def _apply_rest(row: Case, event: Any) -> None:
    match event:
        case events.DueDateNear():
            row.warned = True
        case events.DueDatePassed():
            row.overdue = True
        case events.SupplementRequested():
            row.asked, row.supplement_until, row.minutes_left = event.components, event.until, event.left
        case events.FeeRequested():
            row.collecting, row.minutes_left = event.step, event.left
        case events.CaseDecided():
            row.result = event.result
        case events.CaseRefused() | events.CaseStopped():
            row.reason = event.reason


metadata = sa.MetaData()
cases = table_of(metadata, "cases", Case)

#: What an agency may see: cases it decides, received, or has a task of.
SEE_CASE = """
select dossier from cases c where id = $1
  and (agency = $2 or desk = $2 or exists (select from tasks t where t.dossier = c.id and t.agency = $2))
"""


#: Entities of a fan-out: open cases that count by a calendar. With `except` the agencies are those that do not.
COUNTING = """
select id as entity, dossier, revision from cases
where id > $1 and state in ('received', 'processing')
  and (agency = any(array(select jsonb_array_elements_text($2::jsonb -> 'agencies'))))
      <> ($2::jsonb ->> 'except')::boolean
order by id limit $3
"""


def relations(case: Case, tasks: Collection[Task], incoming: Incoming[Any]) -> frozenset[Relation]:
    """How who asks stands to a case. Its holder has a task of it in hand, for the agency that decides.

    To be asked for an opinion, or to have received it, lets an agency see the case and do its tasks, and no more.
    """
    deciding = incoming.agency == case.agency
    holds = any(Relation.HOLDER in task.relations(each, incoming) for each in tasks)
    return those({Relation.DECIDING: deciding, Relation.HOLDER: deciding and holds})


def cases_of(agency: str, where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Cases that an agency decides, received or has a task of, by id (which is by time)."""
    at_work = sa.exists().where(tasks.c.dossier == cases.c.id, tasks.c.agency == agency)
    mine = sa.or_(cases.c.agency == agency, cases.c.desk == agency, at_work)
    return sa.select(cases).where(mine, *where).order_by(cases.c.id).limit(limit)


def tasks_of(agency: str, where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Tasks in an agency's queue with their case's code and due date, by id."""
    more = (cases.c.code, cases.c.due_at.label("case_due_at"), cases.c.procedure)
    joined = tasks.join(cases, cases.c.id == tasks.c.dossier)
    return (
        sa.select(tasks, *more).select_from(joined).where(tasks.c.agency == agency, *where).order_by(tasks.c.id)
    ).limit(limit)
