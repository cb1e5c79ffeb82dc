"""What may be asked about a charge, and what any provider may answer: the small interface they all share.

A provider is asked to start a payment and about its outcome; it answers with one of these, on its own or when asked.
`reference` is our name of the attempt, `transaction` the provider's name of the payment.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from shared.contracts.message import Answer, Command
from shared.contracts.relation import Relation


class Pay(Command):
    """Pay online: ask the national payment platform to take the money; at the counter the desk asks for the payer."""

    by: ClassVar = {"applicant": (Relation.OWNER,), "officer": (Relation.RECEIVING,)}


class TakeCash(Command):
    """The money was taken at the counter of the desk that received the dossier."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}


class Started(Answer, frozen=True, kw_only=True):
    """The payer can pay here."""

    reference: str
    url: str


class Reported(Answer, frozen=True, kw_only=True):
    """What a provider says by itself, proved to come from it, about one attempt: `paid` or not, by its own `code`.

    It is noted and asked about. `final`: this provider cannot be asked, so its word is all there will be.
    `at` is the time it gives, if any. amount in whole units of `currency`, 0 if it names none.
    """

    provider: str
    reference: str
    transaction: str
    code: str
    paid: bool
    amount: int
    currency: str
    at: datetime | None
    final: bool


class Paid(Answer, frozen=True, kw_only=True):
    """The money has come in, then; amount in VND. `proof`: `query` (we asked) or `callback` (nobody to ask)."""

    provider: str
    reference: str
    transaction: str
    amount: int
    at: datetime
    proof: str


class Failed(Answer, frozen=True, kw_only=True):
    """This attempt has brought nothing; the provider says why by a code."""

    reference: str
    code: str


class Unpaid(Answer, frozen=True, kw_only=True):
    """Asked about every attempt: nothing has come in."""
