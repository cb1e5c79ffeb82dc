"""Charges as they move, what was asked of providers for them, and what workflow has told of their dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import sqlalchemy as sa

from shared.contracts import payment as events
from shared.contracts.relation import Relation, those
from shared.kernel.entity import Entity, Projection
from shared.kernel.incoming import Incoming
from shared.web.reading import table_of


@dataclass(slots=True, kw_only=True)
class Charge(Entity):
    """Money asked for one dossier. Every column is decided by events; amounts in VND.

    fees: {code, kind, amount} each. asked: the reference of the newest attempt. provider, reference: who has settled
    it, and what they call that payment. kept: settled, and not to be given back. owed: all that is to be given back.
    reported: what providers have said by themselves, once each: {reference, transaction, code, paid, amount, currency}.
    """

    step: str = ""
    fees: list[dict[str, Any]] = field(default_factory=list)
    amount: int = 0
    until: datetime | None = None
    attempts: int = 0
    asked: str | None = None
    provider: str | None = None
    reference: str | None = None
    receipt: str | None = None
    settled_at: datetime | None = None
    kept: bool = False
    owed: int = 0
    reported: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, frozen=True)
class Dossier(Projection):
    """Whose a charge is: the applicant, the desk that received the dossier, the agency that decides."""

    table: ClassVar[str] = "dossiers"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    code: str
    procedure: str
    version: int
    desk: str
    agency: str
    owner: str


@dataclass(slots=True, kw_only=True, frozen=True)
class Attempt(Projection):
    """One time a provider was asked to take the payment. `url`, once known, is where the payer pays."""

    table: ClassVar[str] = "attempts"
    key: ClassVar[tuple[str, ...]] = ("reference",)

    reference: str
    charge: UUID
    dossier: UUID
    provider: str
    asked_at: datetime
    url: str | None


@dataclass(slots=True, kw_only=True, frozen=True)
class Payment:
    """Money that has come in for a charge and is in the ledger; `reference` is the provider's name of it."""

    provider: str
    reference: str
    amount: int
    at: datetime


def amounts(charge: Charge) -> Mapping[str, int]:
    """What is asked by kind of fee: phí and lệ phí apart."""
    sums: dict[str, int] = {}
    for fee in charge.fees:
        sums[fee["kind"]] = sums.get(fee["kind"], 0) + fee["amount"]
    return sums


#: By which a provider's word is known again; the time it gives may differ each time.
TOLD = ("reference", "transaction", "code", "paid", "amount", "currency")


def told(said: Any) -> dict[str, Any]:
    """What a provider has said, as it is kept: of a report, or of the event it became."""
    return {name: getattr(said, name) for name in TOLD}


def apply(row: Charge, event: Any) -> None:
    """Folds an event into the charge's own columns."""
    match event:
        case events.ChargeOpened():
            row.step, row.amount, row.until = event.step, event.amount, event.until
            row.fees = msgspec.to_builtins(event.fees)
        case events.PaymentAsked():
            row.attempts, row.asked = row.attempts + 1, event.reference
        case events.ChargeSettled():
            row.provider, row.reference, row.receipt = event.provider, event.reference, event.receipt
            row.settled_at, row.kept = event.settled_at, True
            row.owed += event.surplus
        case events.PaymentFellShort():
            row.owed += event.amount
        case events.PaymentReported():
            row.reported = [*row.reported, told(event)]
        case events.RefundOwed():
            row.owed += event.amount
            row.kept = row.kept and event.reference != row.reference


metadata = sa.MetaData()
charges = table_of(metadata, "charges", Charge)
dossiers = table_of(metadata, "dossiers", Dossier, key=Dossier.key)
attempts = table_of(metadata, "attempts", Attempt, key=Attempt.key)

#: Reading: of the charges, one a caller may see: $2 the applicant's subject, $3 the agency of an officer (or null).
SEE = """
select c.dossier from charges c join dossiers d using (dossier)
where c.id = $1 and (d.owner = $2 or d.desk = $3 or d.agency = $3)
"""


def relations(dossier: Dossier, incoming: Incoming[Any]) -> frozenset[Relation]:
    """How who asks stands to a charge of this dossier. The agency that decides sees it, and no more."""
    owner = incoming.role == "applicant" and incoming.actor == dossier.owner
    return those({Relation.OWNER: owner, Relation.RECEIVING: incoming.agency == dossier.desk})


ATTEMPT = "select reference, charge, dossier, asked_at from attempts where reference = $1"


def seen_by(owner: str | None, agency: str | None) -> sa.ColumnElement[bool]:
    """The same scope for reading: one's own, and those of one's agency or desk."""
    return sa.or_(dossiers.c.owner == owner, dossiers.c.desk == agency, dossiers.c.agency == agency)


#: What has come in for each charge, as `Payment`s.
RECEIVED = sa.text("""
(select coalesce(json_agg(json_build_object('provider', substr(l.account, 10), 'reference', l.reference,
        'amount', l.amount, 'at', l.at) order by l.at, l.reference), '[]'::json)
 from ledger l where l.charge = charges.id and l.dossier = charges.dossier and l.account like 'received:%') as payments
""")


def listing(where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Charges with their dossier's code and agency, where the newest attempt is to be paid, and what has come in."""
    joined = charges.join(dossiers, dossiers.c.dossier == charges.c.dossier).outerjoin(
        attempts, attempts.c.reference == charges.c.asked
    )
    more = (dossiers.c.code, dossiers.c.desk, dossiers.c.agency, attempts.c.url, RECEIVED)
    return sa.select(charges, *more).select_from(joined).where(*where).order_by(charges.c.id).limit(limit)
