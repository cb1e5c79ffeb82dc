"""One dossier: what is pending and why on top, what may be done as buttons, papers, and what has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.directory import directory
from motcua_console.pages import Here, Visit, address
from motcua_console.papers import fetched
from motcua_console.staff.shown import read

router = APIRouter()

CONFLICT = (409, 412)


@router.get("/{language}/dossiers")
async def find(visit: Here, code: Annotated[str, Query(max_length=40)]) -> Response:
    """The dossier of a code; the page of the search, if the visitor's agency has none of it."""
    services = await visit.services()
    listed = (await services.intake.list_dossiers(code=code.strip() or "-", limit=1)).body["dossiers"]
    return visit.go(f"/dossiers/{listed[0]['id']}" if listed else address("/search", code=code.strip()))


@router.get("/{language}/dossiers/{dossier}")
async def show(visit: Here, dossier: str) -> Response:
    """The page of one dossier."""
    return await _page(visit, dossier)


@router.get("/{language}/dossiers/{dossier}/application")
async def application(visit: Here, dossier: str) -> Response:
    """The same with what was written, which leaves a look that the applicant sees."""
    return await _page(visit, dossier, opened=True)


@router.get("/{language}/dossiers/{dossier}/notices")
async def notices(visit: Here, dossier: str) -> Response:
    """What the applicant was told."""
    services = await visit.services()
    if (letters := await seen(services.intake.list_notices(dossier))) is None:
        return visit.page("unknown.html", 404)
    return visit.page("notices.html", dossier=dossier, letters=letters.body)


@router.get("/{language}/dossiers/{dossier}/receipts/{charge}")
async def receipts(visit: Here, dossier: str, charge: str) -> Response:
    """The receipts of a charge, for the printer."""
    services = await visit.services()
    listed = await seen(services.payment.read_receipts(charge))
    if listed is None or not listed.body["receipts"]:
        return visit.page("unknown.html", 404)
    agencies, _ = await directory(visit, services)
    return visit.page("receipts.html", dossier=dossier, receipts=listed.body["receipts"], agencies=agencies)


@router.post("/{language}/dossiers/{dossier}/{noun}/{one}/{name}")
async def move(visit: Here, dossier: str, noun: str, one: str, name: str) -> Response:
    """Does one move; what is wrong with the form is said at its fields, and what was filled in stays."""
    told = await visit.form()
    services = await visit.services()
    thing = await moves.read(services, noun, one)
    asked = thing.move(name) if thing else None
    if thing is None or asked is None:
        return await _page(visit, dossier, 409, failed=(one, name), told=told, wrong=[("", _moved(visit))])
    try:
        await moves.make(services, thing, asked, told)
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        wrong = moves.wrong(refused, visit.words)
        if refused.status in CONFLICT:
            wrong.append(("", _moved(visit)))
        return await _page(visit, dossier, refused.status, failed=(one, name), told=told, wrong=wrong)
    return visit.go(f"/dossiers/{dossier}")


@router.get("/{language}/dossiers/{dossier}/papers/{document}")
async def paper(visit: Here, dossier: str, document: str) -> Response:
    """One paper, always as a download: nothing that was handed in is opened by our address."""
    services = await visit.services()
    return await fetched(services, dossier, document) or visit.page("unknown.html", 404)


def _moved(visit: Visit) -> str:
    return visit.words.say("Something has happened to this dossier meanwhile. The page shows how it stands now.")


async def _page(
    visit: Visit,
    dossier: str,
    status: int = 200,
    *,
    failed: tuple[str, str] = ("", ""),
    told: Mapping[str, Any] | None = None,
    wrong: list[tuple[str, str]] | None = None,
    opened: bool = False,
) -> Response:
    shown = await read(visit, dossier, opened=opened)
    if shown is None:
        return visit.page("unknown.html", 404)
    again = {"failed": failed, "told": told or {}, "wrong": wrong or [], "key": fresh_key()}
    return visit.page("dossier.html", status, dossier=dossier, **shown, **again)
