"""The post office's ledger: orders, their parcels' statuses, and the fates of webhooks. Append-only.

An order is found by its waybill (itemCode), by its originalID, and by the customer's own saleOrderCode.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.book import Book, Fact, Ledger
from sandbox.post.statuses import FAILED, NAMES, Stage, road


@dataclass
class Change:
    """A status a parcel has taken. `fate` is that of its webhook: taken, forgotten, given_up or None."""

    status: int
    at: str
    reason: str = ""
    receiver: str = ""
    fate: str | None = None


@dataclass
class Parcel:
    """One order. `ahead`: the statuses still to come by its plan."""

    code: str
    original: str
    customer: str
    reference: str
    print: str
    order: dict[str, Any]
    created: str
    changes: list[Change] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)

    @property
    def last(self) -> Change:
        return self.changes[-1]

    @property
    def status(self) -> int:
        return self.last.status


class Parcels(Ledger):
    """All parcels; the facts are `order`, `status`, `plan`, `hook` and `notified`."""

    def __init__(self, book: Book) -> None:
        self.parcels: dict[str, Parcel] = {}
        self.plans: dict[str, list[Stage]] = {}
        self.default: list[Stage] = [Stage.DELIVERED]
        self.hook = ""
        self._named: dict[str, Parcel] = {}
        super().__init__(book)

    def by_code(self, code: str) -> Parcel | None:
        """By waybill (`type=1` on the wire)."""
        return self.parcels.get(code)

    def by_name(self, name: str) -> Parcel | None:
        """By the customer's own code or the originalID (`type=2` on the wire)."""
        return self._named.get(name)

    def next_code(self) -> tuple[str, str]:
        """A new waybill (UPU S10 with its check digit) and a new originalID."""
        serial = f"{len(self.parcels) + 1:08d}"
        return f"EH{serial}{check_digit(serial)}VN", f"26{serial}"

    def on_order(self, fact: Fact) -> None:
        """CreateOrder was accepted."""
        parcel = Parcel(**{key: value for key, value in fact.items() if key != "fact"})
        self.parcels[parcel.code] = parcel
        self._named |= {parcel.reference: parcel, parcel.original: parcel}
        parcel.ahead = road(self.plans.get(parcel.reference, self.default))

    def on_status(self, fact: Fact) -> None:
        """A parcel took a status."""
        parcel = self.parcels[fact["code"]]
        parcel.changes.append(Change(fact["status"], fact["at"], fact["reason"], fact["receiver"]))
        if fact["planned"]:
            parcel.ahead.pop(0)

    def on_plan(self, fact: Fact) -> None:
        """The plan of one parcel, or (without a name) of all later ones."""
        stages = [Stage(stage) for stage in fact["stages"]]
        parcel = self._named.get(fact["reference"] or "")
        if parcel:
            gone = {change.status for change in parcel.changes}
            first = [status for status in road(stages)[:5] if status not in gone]
            parcel.ahead = first + road(stages)[5:]
        if fact["reference"]:
            self.plans[fact["reference"]] = stages
        else:
            self.default = stages

    def on_hook(self, fact: Fact) -> None:
        """Where webhooks go."""
        self.hook = fact["url"]

    def on_notified(self, fact: Fact) -> None:
        """The fate of a webhook, for each of its changes."""
        for code, number in fact["changes"]:
            self.parcels[code].changes[number].fate = fact["fate"]


def check_digit(serial: str) -> int:
    """Of a waybill's eight digits (UPU S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def view(parcel: Parcel) -> dict[str, Any]:
    """One parcel as the scripts see it, without names and addresses."""
    statuses = [{"status": one.status, "at": one.at, "webhook": one.fate} for one in parcel.changes]
    return {
        "itemCode": parcel.code,
        "originalID": parcel.original,
        "saleOrderCode": parcel.reference,
        "customerCode": parcel.customer,
        "status": parcel.status,
        "statusName": NAMES[parcel.status],
        "attempts_failed": sum(one.status == FAILED for one in parcel.changes),
        "ahead": parcel.ahead,
        "history": statuses,
    }
