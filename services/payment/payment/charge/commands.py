"""What people may ask about a charge. What providers answer is in `payment.provider.protocol`."""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.message import Answer, Command
from shared.contracts.relation import Relation


class Pay(Command):
    """Pay online, through the first provider of the deployment; at the counter the desk asks for the payer."""

    by: ClassVar = {"applicant": (Relation.OWNER,), "officer": (Relation.RECEIVING,)}


class TakeCash(Command):
    """The money was taken at the counter of the desk that received the dossier."""

    by: ClassVar = {"officer": (Relation.RECEIVING,), "cashier": (Relation.RECEIVING,)}


class Unpaid(Answer, frozen=True, kw_only=True):
    """Asked about every attempt: nothing has come in."""
