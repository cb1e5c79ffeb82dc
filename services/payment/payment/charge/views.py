"""How charges are answered."""

from __future__ import annotations

import dataclasses

from payment.charge.context import Context
from payment.charge.machine import CHARGE, State
from payment.charge.models import Charge
from payment.charge.schemas import ChargeView, Receipt, ReportView
from payment.charge.tables import APPLIES, LISTING, READABLE
from shared.web.former import ended
from shared.web.views import Row, Views

SUFFIX = {"phi": "P", "le-phi": "LP"}


def _beside(context: Context, charge: Charge) -> Row:
    dossier, attempt = context.dossiers[charge.dossier], context.attempts.get(charge.asked or "")
    payments = [dataclasses.asdict(payment) for payment in context.payments.get(charge.id, ())]
    return {"code": dossier.code, "agency": dossier.agency, "url": attempt and attempt.url, "payments": payments}


def _shown(row: Row) -> Row:
    """With `url` only while a payment is under way, and with what is reported and not booked."""
    booked = {payment["reference"] for payment in row["payments"]}
    reports = [told for told in row["reported"] if told["paid"] and told["transaction"] not in booked]
    return {
        **row,
        "url": row["url"] if row["state"] == State.PAYING else None,
        "unconfirmed": [ReportView(**told) for told in reports],
    }


CHARGES = Views(
    view=ChargeView,
    entity_type=CHARGE,
    readable=READABLE,
    listing=LISTING,
    missing=("There is no such charge for this account.", "Tài khoản này không có khoản thu được yêu cầu."),
    beside=_beside,
    shown=_shown,
    why=ended(APPLIES),
)


def receipts_of(row: Row) -> list[Receipt]:
    """The receipts of a charge, one for each kind of fee; none before it is settled."""
    kinds = sorted({fee["kind"] for fee in row["fees"]}) if row["receipt"] else []
    return [_receipt(row, kind) for kind in kinds]


def _receipt(row: Row, kind: str) -> Receipt:
    items = [fee for fee in row["fees"] if fee["kind"] == kind]
    return Receipt(
        number=f"{row['receipt']}-{SUFFIX.get(kind, kind)}",
        kind=kind,
        amount=sum(fee["amount"] for fee in items),
        items=items,
        agency=row["agency"],
        code=row["code"],
        provider=row["provider"],
        issued_at=row["settled_at"],
        valid=row["kept"],
    )
