"""What can be asked for: the catalogue, and one procedure with its papers, fees and time."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from motcua_client.base import Refused
from motcua_console.pages import Here
from shared.contracts import spelled
from shared.contracts.reference import Procedure

router = APIRouter()


@router.get("/{language}/procedures")
async def procedures(visit: Here, search: Annotated[str, Query(max_length=100)] = "") -> Response:
    """The procedures whose title or code has all words that are searched for, with or without marks."""
    words = spelled.folded(search).split()
    every = sorted((await visit.parts.calls.procedures()).values(), key=lambda each: each["code"])
    found = [
        each
        for each in every
        if all(word in spelled.folded(f"{each['code']} {each['title']['vi']} {each['title']['en']}") for word in words)
    ]
    sectors = {each["sector"]["code"]: each["sector"] for each in found}
    grouped = [(sector, [each for each in found if each["sector"]["code"] == code]) for code, sector in sectors.items()]
    return visit.page("procedures.html", search=search, grouped=grouped, found=len(found), every=len(every))


@router.get("/{language}/procedures/{code}")
async def procedure(visit: Here, code: Annotated[str, Path(max_length=64)]) -> Response:
    """One of them."""
    try:
        version = await visit.parts.calls.open("intake", f"/v1/procedures/{quote(code, safe='')}")
    except Refused:
        return visit.page("unknown.html", 404)
    limits = Procedure.model_validate(version["content"]).limits
    offer = (await visit.parts.calls.procedures()).get(code)
    offered = bool(offer and offer["open"])
    more: dict[str, Any] = {"limits": limits, "limit": spelled.limit, "offered": offered}
    return visit.page("procedure.html", code=code, told=version["content"], **more)
