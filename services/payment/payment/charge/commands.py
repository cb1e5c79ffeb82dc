"""What may be asked about a charge, and what any provider may answer: the small interface they all share.

A provider is asked to start a payment and about its outcome; it answers with one of these, on its own or when asked.
`reference` is our name of the attempt, `transaction` the provider's name of the payment.
"""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.message import Answer, Command


class Pay(Command):
    """Pay online: ask the national payment platform to take the money."""

    by: ClassVar[tuple[str, ...]] = ("applicant", "officer")


class TakeCash(Command):
    """The money was taken at the counter."""

    by: ClassVar[tuple[str, ...]] = ("officer",)


class Started(Answer, frozen=True, kw_only=True):
    """The payer can pay here."""

    reference: str
    url: str


class Paid(Answer, frozen=True, kw_only=True):
    """The money has come in; amount in VND."""

    provider: str
    reference: str
    transaction: str
    amount: int


class Failed(Answer, frozen=True, kw_only=True):
    """This attempt has brought nothing; the provider says why by a code."""

    reference: str
    code: str


class Unpaid(Answer, frozen=True, kw_only=True):
    """Asked about every attempt: nothing has come in."""
