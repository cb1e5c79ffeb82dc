"""Charges, attempts at providers, and what of their dossiers is projected. Knows no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from shared.kernel.entity import Entity, Projection
from shared.reference.dossier import OwnedDossier


@dataclass(slots=True, kw_only=True)
class Charge(Entity):
    """Money asked for one dossier. Every column is decided by events; amounts in VND.

    fees: {code, kind, amount} each. asked: the reference of the newest attempt. provider, reference: who has settled
    it, and the provider's name of that payment. kept: settled, and not to be given back. owed: all that is to be given
    back. reported: each report of a provider, once: {reference, transaction, code, paid, amount, currency}.
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
class Dossier(OwnedDossier):
    """Whose a charge is, and for which procedure."""

    procedure: str
    version: int


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


#: By which a report is recognised; the time that the provider gives may differ each time.
REPORTED = ("reference", "transaction", "code", "paid", "amount", "currency")


def report_of(report: Any) -> dict[str, Any]:
    """A report as it is kept, from the message or from its event."""
    return {name: getattr(report, name) for name in REPORTED}
