"""How officers are answered: in pages and one by one. What a caller may not read is answered as what does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from shared.contracts.reference import Text
from shared.kernel.db import Database
from shared.kernel.errors import NotFound
from shared.web.auth import Caller
from shared.web.served import ServedNode
from shared.web.views import Row, links, rows_of
from shared.web.walks import walked
from workflow.officer.models import Officer
from workflow.officer.schemas import AskedOfficers, Named, OfficerName, OfficerView, RoleView
from workflow.officer.store import officer_of_row, role_of
from workflow.officer.tables import LISTING, one, roles_of

NEVER = datetime.max.replace(tzinfo=UTC)  # of nobody's role


async def page(
    node: ServedNode, caller: Caller, ask: AskedOfficers, request: Request, response: Response
) -> tuple[list[OfficerView], dict[str, Any]]:
    """A page of the officers that the caller may read."""
    rows, paged = await walked(node.database, LISTING, caller.who, ask)
    response.headers["Link"] = ", ".join(links(request, paged["after"]))
    return await _views(node.database, rows), paged


async def found(node: ServedNode, caller: Caller, officer: UUID) -> OfficerView:
    """One officer. Raises NotFound."""
    rows = await rows_of(node.database, one(caller.who, officer))
    if not rows:
        raise missing()
    return (await _views(node.database, rows))[0]


def missing() -> NotFound:
    return NotFound("There is no such officer here.", "Không có công chức, viên chức này.")


async def _views(database: Database, rows: Sequence[Row]) -> list[OfficerView]:
    held: dict[UUID, list[Row]] = {row["id"]: [] for row in rows}
    for role in await rows_of(database, roles_of(list(held))) if rows else ():
        held[role["officer"]].append(role)
    return [_view(row, held[row["id"]]) for row in rows]


def _view(row: Row, roles: Sequence[Row]) -> OfficerView:
    return view_of(officer_of_row(row, [role_of(role) for role in roles]), roles[0]["now"] if roles else NEVER)


def view_of(officer: Officer, now: datetime) -> OfficerView:
    """An officer as it is shown at this time."""
    return OfficerView(
        id=officer.id,
        revision=officer.revision,
        subject=officer.subject,
        name=officer.name,
        title=officer.title,
        email=officer.email,
        telephone=officer.telephone,
        roles=[
            RoleView(
                id=role.id,
                role=role.role,
                agency=role.agency,
                valid_from=role.valid_from,
                valid_until=role.valid_until,
                valid=role.valid_from <= now and not role.ended(now),
            )
            for role in officer.held
        ],
    )


def named(rows: Sequence[Any]) -> list[Named]:
    """What officers were called, of all changes those of name and title; rows are in order."""
    found: dict[str, list[OfficerName]] = {}
    for row in rows:
        names, title = found.setdefault(row["subject"], []), Text(vi=row["vi"], en=row["en"])
        if not names or (names[-1].name, names[-1].title) != (row["name"], title):
            names.append(OfficerName(since=row["at"], name=row["name"], title=title))
    return [Named(subject=subject, names=names) for subject, names in found.items()]
