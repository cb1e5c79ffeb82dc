"""Where a dossier stands, for anybody who knows its code and a telephone's last digits, or has its QR code."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from motcua_client.base import Refused
from motcua_console.pages import Here, Visit

Code = Annotated[str, Path(max_length=40)]
router = APIRouter()


@router.get("/{language}/track")
async def ask(visit: Here, code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The form."""
    return visit.page("track.html", code=code, wrong="", found=None)


@router.post("/{language}/track")
async def show(visit: Here) -> Response:
    """What it knows of the dossier; the digits are in no address, and so in nobody's history."""
    told = await visit.open_form()
    code, phone = str(told.get("code", "")).strip()[:40], str(told.get("phone", "")).strip()[:20]
    if not code or not phone:
        return visit.page(
            "track.html", 422, code=code, wrong=visit.words.say("Code and digits are both needed."), found=None
        )
    return await _found(visit, code, phone=phone)


@router.get("/{language}/track/{code}")
async def scanned(
    visit: Here, code: Annotated[str, Path(max_length=40)], token: Annotated[str, Query(max_length=200)]
) -> Response:
    """The same for the token of a QR code."""
    return await _found(visit, code, token=token)


async def _found(visit: Visit, code: str, **proof: str) -> Response:
    try:
        found = await visit.parts.calls.tracked(quote(code, safe=""), visit.address, **proof)
    except Refused as refused:
        text = refused.problem.get(visit.words.language) or {}
        wrong = str(text.get("detail") or text.get("title") or refused)
        return visit.page("track.html", refused.status, code=code, wrong=wrong, found=None)
    return visit.page("track.html", code=code, wrong="", found=found)
