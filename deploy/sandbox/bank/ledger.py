"""The bank's ledger: partners, references and payments. Append-only.

A reference is opened once, may fail any number of times, and is paid at most once. Amounts are whole VND.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.book import Book, Fact, Ledger


class Outcome(StrEnum):
    PAID = "paid"
    FAILED = "failed"


@dataclass
class Partner:
    """A merchant: where its CONFIRMs go, the shared secret, and its bearer token, if it needs one.

    answers: the fields over which responses to its QUERYs are signed; None: those of a CONFIRM; empty: unsigned.
    """

    callback: str
    secret: str
    token: str | None = None
    answers: list[str] | None = None


@dataclass
class Payment:
    """One action of a payer. `fate` is that of its CONFIRM: taken, forgotten, given_up or None."""

    transaction: str
    outcome: Outcome
    amount: int
    at: str
    fate: str | None = None
    tries: int = 0


@dataclass
class Asked:
    """One reference as opened by INIT, with its payments, oldest first."""

    partner: str
    reference: str
    amount: int
    print: str
    info: str
    currency: str
    bank: str
    dossier: str
    at: str
    payments: list[Payment] = field(default_factory=list)

    @property
    def last(self) -> Payment | None:
        """The payer's last action."""
        return self.payments[-1] if self.payments else None

    @property
    def paid(self) -> bool:
        return self.last is not None and self.last.outcome is Outcome.PAID


class Books(Ledger):
    """All partners and references, by name; the facts are `partner`, `opened`, `payment` and `confirmed`."""

    def __init__(self, book: Book) -> None:
        self.partners: dict[str, Partner] = {}
        self.asked: dict[str, Asked] = {}
        self._by_transaction: dict[str, Payment] = {}
        super().__init__(book)

    def next_transaction(self) -> str:
        """A new MaGiaoDich."""
        return f"GD{len(self._by_transaction) + 1:010d}"

    def balances(self) -> dict[str, int]:
        """The total received by every partner, in VND."""
        sums: Counter[str] = Counter()
        for one in self.asked.values():
            sums[one.partner] += sum(pay.amount for pay in one.payments if pay.outcome is Outcome.PAID)
        return {name: sums[name] for name in self.partners}

    def on_partner(self, fact: Fact) -> None:
        """A partner was added or changed."""
        self.partners[fact["name"]] = Partner(fact["callback"], fact["secret"], fact["token"], fact.get("answers"))

    def on_opened(self, fact: Fact) -> None:
        """INIT was accepted."""
        self.asked[fact["reference"]] = Asked(**{key: value for key, value in fact.items() if key != "fact"})

    def on_payment(self, fact: Fact) -> None:
        """The payer paid, or failed to."""
        payment = Payment(fact["transaction"], Outcome(fact["outcome"]), fact["amount"], fact["at"])
        self.asked[fact["reference"]].payments.append(payment)
        self._by_transaction[payment.transaction] = payment

    def on_confirmed(self, fact: Fact) -> None:
        """The fate of a CONFIRM is known."""
        payment = self._by_transaction[fact["transaction"]]
        payment.fate, payment.tries = fact["fate"], fact["tries"]


def view(asked: Asked) -> dict[str, Any]:
    """One reference as the scripts see it: `settled` is what came in, in VND."""
    whole = asdict(asked)
    del whole["print"]
    state = asked.last.outcome if asked.last else "open"
    settled = asked.last.amount if asked.last and asked.paid else 0
    return {**whole, "state": state, "settled": settled}
