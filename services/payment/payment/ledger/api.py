"""The ledger as an operator sees it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from payment.ledger.models import BALANCE, UNBALANCED
from payment.ledger.schemas import Balance
from shared.auth import Caller, Role, by
from shared.edge import Door

router = APIRouter(prefix="/v1/ledger", tags=["ledger"], route_class=Door)


@router.get("/balance")
async def read_balance(request: Request, _caller: Annotated[Caller, Depends(by(Role.OPERATOR))]) -> Balance:
    """The balance of every account: what each provider has received, phí, lệ phí, and what is owed back."""
    async with request.app.state.node.database.begin() as tx:
        accounts = {row["account"]: row["amount"] for row in await tx.fetch(BALANCE)}
        unbalanced = await tx.fetch(UNBALANCED)
    return Balance(accounts=accounts, total=sum(accounts.values()), unbalanced=len(unbalanced))
