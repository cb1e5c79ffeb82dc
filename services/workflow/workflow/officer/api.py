"""Routes of officers: who works where in which role. An operator writes all, a supervisor those of the own agency.

Other services ask for names, use them for that moment, and do not keep them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response

from shared.kernel.errors import FieldError, Invalid, PreconditionRequired, Stale, TooLarge, UnsupportedMedia
from shared.web import bodies
from shared.web.auth import READERS, Caller, Role, by
from shared.web.edge import BEGUN, TAGGED, Edge, acting, etag
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from workflow.officer import rules
from workflow.officer.context import Sheet
from workflow.officer.errors import ChangedMeanwhile, OfficerElsewhere, OfficerKnown, OwnRoles, RoleEnded, RoleNotGiven
from workflow.officer.handlers import sheet
from workflow.officer.models import Officer
from workflow.officer.schemas import (
    Asked,
    AskedOfficers,
    Change,
    Imported,
    Named,
    NewOfficer,
    Officers,
    OfficerView,
    WrittenOfficer,
    WrittenRole,
)
from workflow.officer.store import Changed, load, unlisted, write
from workflow.officer.tables import CHANGES, NAMES
from workflow.officer.views import found, missing, named, page, view_of

log = structlog.get_logger()
router = APIRouter(prefix="/v1/officers", tags=["officers"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.OPERATOR, *READERS))]
Writer = Annotated[Edge, Depends(acting(Role.OPERATOR, Role.SUPERVISOR))]

GIVING = (OwnRoles, RoleNotGiven, OfficerElsewhere, ChangedMeanwhile)
CHANGING = TAGGED | responses(*GIVING, RoleEnded, PreconditionRequired, Stale)
CSV = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("")
async def list_officers(
    node: Here, caller: Reader, ask: Annotated[AskedOfficers, Query()], request: Request, response: Response
) -> Officers:
    """Officers: all for an operator, for others those who hold or held a role at their agency."""
    views, paged = await page(node, caller, ask, request, response)
    return Officers(officers=views, **paged)


@router.post("", status_code=201, responses=BEGUN | responses(*GIVING, OfficerKnown))
async def create_officer(edge: Writer, written: NewOfficer, response: Response) -> OfficerView:
    """Adds an officer who is new here."""
    known, now = await load(edge.tx, [written.subject])
    if known:
        raise OfficerKnown()
    after = rules.replaced(None, written.officer(written.subject), now)
    response.headers["Location"] = f"/v1/officers/{after.id}"
    return await _changed(edge, Changed(None, after), written.roles, now, response)


@router.put("/{officer}", responses=CHANGING)
async def replace_officer(edge: Writer, officer: UUID, written: WrittenOfficer, response: Response) -> OfficerView:
    """Replaces what is said of an officer. A role that goes on and is left out ends now; one that has ended stays."""
    before, now = await _seen(edge, officer)
    after = rules.replaced(before, written.officer(before.subject), now)
    return await _changed(edge, Changed(before, after), written.roles, now, response)


@router.post(
    "/import",
    max_body_size=4 * bodies.LARGE,
    responses=responses(ChangedMeanwhile, UnsupportedMedia, TooLarge),
    openapi_extra=CSV,
)
async def import_officers(asked: Annotated[Sheet, Depends(sheet)], edge: Writer) -> Imported:
    """Adds officers and roles from a CSV file, one line for each role: all of it, or none and what is wrong by line.

    The first line names the columns: subject, name, title_vi, title_en, email, telephone, role, agency, valid_from,
    valid_until. A time may be a date. Whom or which role the file does not name stays; the same file twice changes
    nothing.
    """
    agencies = asked.agencies()
    for agency in await unlisted(edge.tx, agencies):
        told = _unlisted("/agency")
        asked.refuse(agencies[agency], "agency", told.code, told.vi, told.en)
    known, now = await load(edge.tx, asked.officers)
    changes = asked.changes(edge.caller.who, known, now)
    await write(edge.tx, edge.caller.who, changes)
    created, real = sum(change.before is None for change in changes), sum(change.real for change in changes)
    return Imported(created=created, changed=real - created, unchanged=len(changes) - real)


@router.post("/names")
async def list_names(node: Here, caller: Annotated[Caller, Depends(by(Role.SERVICE))], asked: Asked) -> list[Named]:
    """What these officers were called and when, also after their roles have ended; unknown ones are left out."""
    async with node.database.begin() as tx:
        rows = await tx.fetch(NAMES, asked.subjects)
    log.info("officers named", purpose=asked.purpose, asks=caller.subject, officers=len(asked.subjects))
    return named(rows)


@router.get("/{officer}", responses=TAGGED)
async def read_officer(node: Here, caller: Reader, officer: UUID, response: Response) -> OfficerView:
    """One officer; the ETag is what If-Match wants."""
    view = await found(node, caller, officer)
    response.headers["ETag"] = etag(view.revision)
    return view


@router.get("/{officer}/changes")
async def list_changes(
    node: Here, _caller: Annotated[Caller, Depends(by(Role.OPERATOR))], officer: UUID
) -> list[Change]:
    """The last 100 changes of an officer, the latest first."""
    async with node.database.begin() as tx:
        rows = await tx.fetch(CHANGES, officer)
    texts = ("before", "after")
    return [Change(**{**dict(row), **{each: json.loads(row[each] or "null") for each in texts}}) for row in rows]


@router.post(
    "/{officer}/roles/{role}/end", responses=TAGGED | responses(*GIVING, RoleEnded, PreconditionRequired, Stale)
)
async def end_role(edge: Writer, officer: UUID, role: UUID, response: Response) -> OfficerView:
    """Ends a role now; one that begins later is taken back."""
    before, now = await _seen(edge, officer)
    held = next((one for one in before.held if one.id == role), None)
    if held is None:
        raise missing()
    return await _changed(edge, Changed(before, rules.without(before, held, now)), (), now, response)


async def _seen(edge: Edge, officer: UUID) -> tuple[Officer, datetime]:
    """An officer that the caller may read and has seen as it is now. Raises NotFound, PreconditionRequired, Stale."""
    view = await found(edge.node, edge.caller, officer)
    known, now = await load(edge.tx, [view.subject])
    before = known[view.subject]
    edge.match_tag(etag(before.revision))
    return before, now


async def _changed(
    edge: Edge, change: Changed, written: Sequence[WrittenRole], now: datetime, response: Response
) -> OfficerView:
    """Writes a change, if the caller may make it and its agencies are known. Raises Refused."""
    rules.permit(edge.caller.who, *change, now)
    already = {role.agency for role in change.before.held} if change.before else set()
    added = {role.agency for role in change.after.held if role.agency} - already
    if unknown := await unlisted(edge.tx, added):
        places = [f"/roles/{n}/agency" for n, role in enumerate(written) if role.agency in unknown]
        raise Invalid(errors=list(map(_unlisted, places)))
    await write(edge.tx, edge.caller.who, [change])
    response.headers["ETag"] = etag(change.after.revision)
    return view_of(change.after, now)


def _unlisted(place: str) -> FieldError:
    en, vi = (
        "The directory in force does not list this agency.",
        "Danh mục cơ quan đang có hiệu lực không có cơ quan này.",
    )
    return FieldError(place, "unlisted", vi, en)
