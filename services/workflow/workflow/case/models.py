"""Cases and tasks as they move. Every column is decided by events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shared.subject import Subject, table_of


@dataclass(slots=True, kw_only=True)
class Case(Subject):
    """A dossier in workflow's hands; same id as the dossier. Pinned to its procedure and route versions."""

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


@dataclass(slots=True, kw_only=True)
class Task(Subject):
    """One piece of work at one step, in one agency's queue."""

    step: str = ""
    agency: str = ""
    role: str = ""
    officer: str | None = None
    due_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None


metadata = sa.MetaData()
cases = table_of(metadata, "cases", Case)
tasks = table_of(metadata, "tasks", Task)

#: What an agency may see: tasks in its queue; cases it decides or received.
FIND_TASK = "select dossier from tasks where id = $1 and agency = $2"
FIND_CASE = "select dossier from cases where id = $1 and (agency = $2 or desk = $2)"


def cases_of(agency: str, where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Cases that an agency decides or received, by id (which is by time)."""
    mine = sa.or_(cases.c.agency == agency, cases.c.desk == agency)
    return sa.select(cases).where(mine, *where).order_by(cases.c.id).limit(limit)


def tasks_of(agency: str, where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Tasks in an agency's queue with their case's code and due date, by id."""
    more = (cases.c.code, cases.c.due_at.label("case_due_at"), cases.c.procedure)
    joined = tasks.join(cases, cases.c.id == tasks.c.dossier)
    return (
        sa.select(tasks, *more).select_from(joined).where(tasks.c.agency == agency, *where).order_by(tasks.c.id)
    ).limit(limit)
