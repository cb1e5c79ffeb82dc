"""The exchange for those who work here: the token of a sign-in for one of ours, in a role that the table has now."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from shared.kernel.db import Tx
from shared.web.auth import Caller, Role, by
from shared.web.callers import scope_of
from shared.web.errors import NotExchanged, SignInRefused
from shared.web.exchange import OPEN, Exchange, Granted, exchanging
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from workflow.officer.models import HeldRole, WorkRole
from workflow.officer.store import load
from workflow.signin import rules
from workflow.signin.errors import NoRole, RoleToChoose
from workflow.signin.schemas import Choice, OwnAccount

router = APIRouter(prefix="/v1/token", tags=["token"], route_class=TransactionalRoute)


@router.post("", responses=responses(NotExchanged, SignInRefused, NoRole, RoleToChoose), openapi_extra=OPEN)
async def exchange_token(node: Here, asked: Annotated[Exchange, Depends(exchanging)]) -> Granted:
    """Exchanges the access token of a sign-in for one of ours (RFC 8693), in one role of the officer for ten minutes.

    `scope` chooses among several roles; another one is worked in by exchanging again.
    """
    async with node.database.begin() as tx:
        known, now = await load(tx, [asked.who.subject])
        held = rules.choices(known.get(asked.who.subject), asked.who.roles, now)
        try:
            role = rules.chosen(held, asked.scope)
        except RoleToChoose as refusal:
            refusal.more["choices"] = [await _choice(node.directory, tx, each) for each in held]
            raise
    return asked.granted(Caller(asked.who.subject, Role(role.role), role.agency, asked.who.level))


account = APIRouter(prefix="/v1/account", tags=["account"], route_class=TransactionalRoute)


@account.get("")
async def read_account(node: Here, caller: Annotated[Caller, Depends(by(*map(Role, WorkRole)))]) -> OwnAccount:
    """What the one who calls is called, and the roles in which they may work now."""
    async with node.database.begin() as tx:
        known, now = await load(tx, [caller.subject])
        officer = known.get(caller.subject)
        held = rules.held(officer, now)
        choices = [Choice(**await _choice(node.directory, tx, each)) for each in held]
    name, title = (officer.name, officer.title) if officer else (None, None)
    present = scope_of(str(caller.role), caller.agency)
    return OwnAccount(actor=caller.subject, name=name, title=title, scope=present, choices=choices)


async def _choice(directory: Any, tx: Tx, role: HeldRole) -> dict[str, Any]:
    title = await directory.title(tx, role.agency) if role.agency else None
    return {"scope": scope_of(role.role, role.agency), "role": role.role, "agency": role.agency, "title": title}
