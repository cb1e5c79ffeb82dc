"""The ledger as an operator sees it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from payment.ledger.schemas import Balance, Difference, Differences
from payment.ledger.tables import BALANCE, DIFFERENCES, UNBALANCED
from shared.web.auth import Caller, Role, by
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/ledger", tags=["ledger"], route_class=TransactionalRoute)

FIRST = UUID(int=0)  # before the first charge


@router.get("/balance")
async def read_balance(node: Here, _caller: Annotated[Caller, Depends(by(Role.OPERATOR))]) -> Balance:
    """The balance of every account: what each provider has received, phí, lệ phí, and what is owed back."""
    async with node.database.begin() as tx:
        accounts = {row["account"]: row["amount"] for row in await tx.fetch(BALANCE)}
        unbalanced = await tx.fetch(UNBALANCED)
    return Balance(accounts=accounts, total=sum(accounts.values()), unbalanced=len(unbalanced))


@router.get("/differences")
async def list_differences(
    node: Here,
    _caller: Annotated[Caller, Depends(by(Role.OPERATOR))],
    after: UUID = FIRST,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Differences:
    """Money that providers report and the ledger does not have; it is booked only once it is confirmed."""
    async with node.database.begin() as tx:
        found = [Difference(**row) for row in await tx.fetch(DIFFERENCES, after, limit)]
    return Differences(differences=found, after=found[-1].charge if len(found) >= limit else None)
