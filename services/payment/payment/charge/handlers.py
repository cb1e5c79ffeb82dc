"""Which charges hear a message, and what is kept beside the move: attempts, and lines of the ledger."""

from __future__ import annotations

import dataclasses
from typing import Any

from payment.charge.commands import Started
from payment.charge.machine import CHARGE
from payment.charge.models import Attempt, Charge, Dossier, amounts
from payment.charge.rules import is_fee
from payment.charge.world import World
from payment.ledger.rules import Entry
from shared.contracts import payment as say
from shared.contracts import workflow
from shared.errors import NotFound, NotYet
from shared.heard import Heard
from shared.ids import named
from shared.journal import advance
from shared.page import Page


def learn_case(world: World, page: Page, heard: Heard[workflow.CaseReceived]) -> None:
    """Keeps whose dossier it is. Workflow says this before any fee, and hearing keeps its order."""
    said = heard.message
    dossier = Dossier(
        dossier=heard.dossier,
        code=said.code,
        procedure=said.procedure,
        version=said.version,
        desk=said.desk,
        agency=said.agency,
        owner=said.owner,
    )
    world.dossiers[heard.dossier] = dossier
    page.learn(dossier)


def open_charge(world: World, page: Page, heard: Heard[workflow.FeeRequested]) -> None:
    """A fee is asked for: one charge per dossier and step."""
    if heard.dossier not in world.dossiers:
        raise NotYet("The case was not received yet.", "Chưa có thông tin tiếp nhận hồ sơ.")
    key = named("charge", f"{heard.dossier}.{heard.message.step}")
    world.charges.setdefault(key, Charge(id=key, dossier=heard.dossier))
    _hear(world, page, world.charges[key], heard)


def case_ends(world: World, page: Page, heard: Heard[Any]) -> None:
    """The case has come to nothing: so has every charge of it."""
    for charge in world.of(heard.dossier):
        _hear(world, page, charge, heard)


def charge_hears(world: World, page: Page, heard: Heard[Any]) -> None:
    """What concerns one charge: a command, its deadline, what a provider says."""
    charge = world.concerned(heard)
    if charge is None:
        raise NotFound("There is no such charge.", "Không có khoản thu này.")
    _hear(world, page, charge, heard)


def _hear(world: World, page: Page, charge: Charge, heard: Heard[Any]) -> None:
    match advance(page, CHARGE, charge, world.facts(charge, heard, page.now), heard):
        case say.PaymentAsked() as event:
            _keep(world, page, _attempt(charge, event))
        case say.PaymentStarted() as event if isinstance(heard.message, Started):
            _keep(world, page, dataclasses.replace(world.attempts[event.reference], url=heard.message.url))
        case say.ChargeSettled() | say.RefundOwed() as event:
            _enter(page, charge, event)


def _attempt(charge: Charge, event: say.PaymentAsked) -> Attempt:
    return Attempt(
        reference=event.reference,
        charge=charge.id,
        dossier=charge.dossier,
        provider=event.provider,
        asked_at=event.asked_at,
        url=None,
    )


def _keep(world: World, page: Page, attempt: Attempt) -> None:
    world.attempts[attempt.reference] = attempt
    page.learn(attempt)


def _enter(page: Page, charge: Charge, event: say.ChargeSettled | say.RefundOwed) -> None:
    """The lines of the ledger that belong to this move."""
    entry = Entry(charge=charge.id, dossier=charge.dossier, reference=event.reference, at=page.now)
    if isinstance(event, say.ChargeSettled):
        lines = entry.fee_paid(event.provider, amounts(charge))
    elif is_fee(charge, event):
        lines = entry.fee_owed(amounts(charge))
    else:
        lines = entry.stray(event.provider, event.amount)
    for line in lines:
        page.learn(line)
