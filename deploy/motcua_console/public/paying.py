"""Paying a fee: what is to be paid, off to the provider's page, and back. The outcome is asked, never guessed.

The provider's page opens by a link of its own. An applicant who comes back is told what payment knows, and the page
asks again by itself, with or without a script, for as long as the provider has not said.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response

from motcua_client.base import Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.pages import Here, Visit, Watching
from motcua_console.public.expected import UNPAID

router = APIRouter()

CONFLICT = (409, 412)
UNDER_WAY = ("asking", "paying", "expiring")
SECONDS, TIMES, SLOWLY = 2, 30, 15  # the page asks anew after so long, so often; then more slowly


@router.get("/{language}/fees/{charge}")
async def fee(visit: Here, charge: str, back: Annotated[int, Query(ge=0, le=10_000)] = 0) -> Response:
    """One fee. `back`: how often the page has asked since the visitor came back from the provider."""
    return await _page(visit, charge, back)


@router.get("/{language}/fees/{charge}/state")
async def state(visit: Watching, charge: str) -> Response:
    """The state alone, for a page that waits for another."""
    found = await seen((await visit.services()).payment.read_charge(quote(charge, safe="")))
    return PlainTextResponse(found.body["state"] if found else "")


@router.post("/{language}/fees/{charge}")
async def pay(visit: Here, charge: str) -> Response:
    """Asks payment to open a payment; where to pay stands on the page as soon as the provider has said it."""
    told = await visit.form()
    payment = (await visit.services()).payment
    try:
        await payment.pay_charge(quote(charge, safe=""), seen=str(told.get("seen", "*")), key=str(told["key"]))
    except Refused as refused:
        if refused.status not in CONFLICT:
            raise
        return await _page(visit, charge, 0, refused.status, moves.told(refused.problem, visit.words))
    return visit.go(f"/fees/{quote(charge, safe='')}")


@router.get("/{language}/paid")
async def paid(visit: Here) -> Response:
    """Back from the provider, which names no fee: the one whose payment was begun, or all of one's own."""
    payment = (await visit.services()).payment
    begun = (await payment.list_charges(state=["paying", "asking"], limit=2, sort="-changed")).body["charges"]
    if not begun:
        begun = (await payment.list_charges(limit=1, sort="-changed")).body["charges"]
    return visit.go(f"/fees/{begun[0]['id']}?back=1" if begun else "/mine")


async def _page(visit: Visit, charge: str, back: int, status: int = 200, wrong: str = "") -> Response:
    services = await visit.services()
    found = await seen(services.payment.read_charge(quote(charge, safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    told = found.body
    receipts = (await services.payment.read_receipts(told["id"])).body["receipts"] if told["receipt"] else []
    dossier = await seen(services.intake.read_dossier(told["dossier"]))
    procedures = await visit.parts.calls.procedures()
    waits = told["state"] == "asking" or (told["state"] in UNDER_WAY and back > 0)
    machines = await visit.parts.calls.machines()
    return visit.page(
        "fee.html",
        status,
        told=told,
        tag=found.tag,
        wrong=wrong,
        back=back,
        unpaid=told["state"] in UNPAID,
        at=urlsplit(told["url"] or "").netloc,
        receipts=receipts,
        procedure=procedures.get(dossier.body["procedure"]) if dossier else None,
        machines=machines,
        again=(SECONDS if back < TIMES else SLOWLY) if waits else 0,
        payable=next((each for each in told["moves"] if each["move"] == "Pay"), None),
        key=fresh_key(),
    )
