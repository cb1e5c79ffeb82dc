"""Who works at the visitor's agency: roles with their times. A supervisor ends a role, or gives one to who is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_client.base import Answer, Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.pages import Here, Visit
from motcua_console.staff.colleagues import colleagues
from motcua_console.staff.entries import READERS

router = APIRouter()

GIVEN = ("officer", "clerk", "cashier")  # by a supervisor, at the own agency (decision 44)
CONFLICT = (409, 412)
Wrong = list[tuple[str, str]]


@router.get("/{language}/officers")
async def listed(visit: Here) -> Response:
    """All who work or worked at the agency."""
    services = await visit.services(*READERS)
    found = await colleagues(visit, services)
    return visit.page("officers.html", officers=sorted(found.values(), key=lambda each: each["name"].split()[-1]))


@router.get("/{language}/officers/{officer}")
async def show(visit: Here, officer: str) -> Response:
    """One of them."""
    return await _page(visit, officer)


@router.post("/{language}/officers/{officer}/roles")
async def give(visit: Here, officer: str) -> Response:
    """Gives a role at the visitor's agency, from now on."""
    told = await visit.form()
    workflow = (await visit.services()).workflow
    if (known := await seen(workflow.read_officer(officer))) is None:
        return visit.page("unknown.html", 404)
    now = datetime.now(UTC)
    kept = [
        {name: each[name] for name in ("role", "agency", "valid_from", "valid_until")}
        for each in known.body["roles"]
        if each["valid_until"] is None or datetime.fromisoformat(each["valid_until"]) > now
    ]
    agency = visit.signed_in.held["agency"]["id"]
    new = {"role": told.get("role", ""), "agency": agency, "valid_from": now.isoformat(), "valid_until": None}
    written: Any = {name: known.body[name] for name in ("name", "title", "email", "telephone")} | {
        "roles": [*kept, new]
    }
    seen_ = str(told.get("seen", ""))
    return await _done(visit, officer, workflow.replace_officer(officer, written, seen=seen_, key=told.get("key")))


@router.post("/{language}/officers/{officer}/roles/{role}/end")
async def end(visit: Here, officer: str, role: str) -> Response:
    """Ends a role now."""
    told = await visit.form()
    workflow, seen_ = (await visit.services()).workflow, str(told.get("seen", ""))
    return await _done(visit, officer, workflow.end_role(officer, role, seen=seen_, key=told.get("key")))


async def _done(visit: Visit, officer: str, asked: Any) -> Response:
    try:
        await asked
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        wrong = moves.wrong(refused, visit.words)
        if refused.status in CONFLICT:
            wrong.append(("", visit.words.say("The entry has changed meanwhile. The page shows how it stands now.")))
        return await _page(visit, officer, refused.status, wrong)
    visit.parts.calls.forget(f"officers {visit.signed_in.held['agency']['id']}")
    return visit.go(f"/officers/{officer}")


async def _page(visit: Visit, officer: str, status: int = 200, wrong: Wrong | None = None) -> Response:
    services = await visit.services()
    found: Answer[Any] | None = await seen(services.workflow.read_officer(officer))
    if found is None:
        return visit.page("unknown.html", 404)
    held: Mapping[str, Any] = visit.signed_in.held
    own = found.body["subject"] == visit.signed_in.subject
    return visit.page(
        "officer.html",
        status,
        officer=found.body,
        tag=found.tag,
        given=GIVEN if held["role"] == "supervisor" and not own else (),
        agency=held["agency"],
        wrong=wrong or [],
        key=fresh_key(),
    )
