"""The bank's script routes: partners, payers' actions, and the ledger (invariant 6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from sandbox.bank import codes
from sandbox.bank.checkout import Does, page
from sandbox.bank.counter import Bank, answer, confirm
from sandbox.bank.ledger import Asked, Outcome, Payment, view
from sandbox.bank.wire import TheBank
from sandbox.times import compact, now

router = APIRouter(prefix="/bank", tags=["scripts: bank"])


class PartnerIs(BaseModel):
    """A merchant. Without a callback its CONFIRMs wait until it has one. `token`: the bearer token INIT must have.

    `answers`: the fields over which responses to its QUERYs are signed; default: those of a CONFIRM; empty: unsigned.
    """

    model_config = ConfigDict(extra="forbid")

    callback: str = ""
    secret: str = Field(min_length=1)
    token: str | None = None
    answers: list[str] | None = None


class Payer(BaseModel):
    """The payer's action at the checkout; `amount` (VND) only to pay a wrong one."""

    model_config = ConfigDict(extra="forbid")

    outcome: Does = Does.PAYS
    amount: int | None = Field(None, ge=1, le=10**15)


class Base(StrEnum):
    CONFIRM = "confirm"
    ANSWER = "answer"


class Word(BaseModel):
    """A message for the partner's callback: a CONFIRM, or the response to a QUERY, of the last payment (or of none).

    `changes` are applied to it. Its code is made with `secret`, by default the partner's; without `true_code` it has
    the code of the unchanged message. `unsigned`: it has none.
    """

    model_config = ConfigDict(extra="forbid")

    base: Base = Base.CONFIRM
    changes: dict[str, Any] = Field(default_factory=dict)
    secret: str | None = None
    true_code: bool = True
    unsigned: bool = False


@router.put("/partners/{name}")
async def is_partner(name: str, partner: PartnerIs, bank: TheBank) -> dict[str, Any]:
    """Adds or changes a merchant."""
    bank.books.note("partner", name=name, **partner.model_dump())
    bank.resume()
    return {"MaDoiTac": name, "callback": partner.callback}


@router.post("/pay/{reference}")
async def pay(reference: str, payer: Payer, bank: TheBank) -> dict[str, Any]:
    """The payer pays, fails or leaves. 404 for a reference never opened, 409 for one that is paid."""
    asked = _asked(bank, reference)
    if asked.paid:
        raise HTTPException(409, "already paid")
    if payer.outcome is not Does.LEAVES:
        bank.pay(asked, Outcome(payer.outcome), payer.amount)
    return view(asked)


@router.post("/send/{reference}")
async def say(reference: str, word: Word, bank: TheBank) -> dict[str, Any]:
    """Sends one message about a reference to the partner's callback, with the given defects; returns the reply."""
    asked = _asked(bank, reference)
    paid = asked.last or Payment("GD-of-none", Outcome.PAID, asked.amount, compact(now()))
    plain = confirm(asked, paid) if word.base is Base.CONFIRM else answer(asked, asked.last)
    secret = bank.books.partners[asked.partner].secret if word.secret is None else word.secret
    changed = {**plain, **word.changes}
    code = codes.code(changed if word.true_code else plain, codes.CONFIRM, secret)
    reply = await bank.send(asked, changed if word.unsigned else {**changed, "MaXacThuc": code})
    return {"status": reply.status_code, "reply": reply.json()}


@router.get("/ledger")
async def ledger(bank: TheBank) -> dict[str, Any]:
    """All references in the order they were opened, and the balance of every partner."""
    references = [view(asked) for asked in bank.books.asked.values()]
    return {"references": references, "balances": bank.books.balances()}


@router.get("/ledger/{reference}")
async def one(reference: str, bank: TheBank) -> dict[str, Any]:
    """One reference."""
    return view(_asked(bank, reference))


@router.get("/checkout/{reference}", response_class=HTMLResponse)
async def checkout(reference: str, request: Request, bank: TheBank) -> str:
    """UrlThanhToan: the page a payer sees; it needs no script."""
    asked = _asked(bank, reference)
    return page(asked, request.app.state.settings.payer_back)


@router.post("/checkout/{reference}")
async def choose(reference: str, request: Request, bank: TheBank) -> RedirectResponse:
    """What the payer has pressed on that page; afterwards it shows what has become of the payment."""
    asked, sent = _asked(bank, reference), parse_qs((await request.body()).decode())
    outcome = Does(*sent.get("outcome", [Does.LEAVES]))
    if outcome is not Does.LEAVES and not asked.paid:
        bank.pay(asked, Outcome(outcome), None)
    return RedirectResponse(request.url.path, 303)


def _asked(bank: Bank, reference: str) -> Asked:
    found = bank.books.asked.get(reference)
    if found is None:
        raise HTTPException(404, "no such reference")
    return found
