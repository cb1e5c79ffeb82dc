"""What may be asked about a request. A POST body is one of these, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from intake.applicant.models import Address, Email, Numbered, Shape, Short, Telephone
from intake.rights.models import Right
from shared.contracts.message import Command
from shared.contracts.reference import Channel
from shared.contracts.reference.words import AgencyId, Code, Words
from shared.contracts.relation import Relation

APPLYING = {"applicant": (Relation.OWNER,), "officer": (Relation.COUNTER,)}
AT_DESK = {"officer": (Relation.RECEIVING,), "supervisor": (Relation.RECEIVING,)}
DECIDING = {"supervisor": (Relation.RECEIVING,)}


class Reached(Shape):
    """How the person who asks is told."""

    phone: Telephone
    email: Email | None = None
    language: Literal["vi", "en"] = "vi"


class Correction(Shape):
    """What is to be written instead. Name, number and birth date are the register's."""

    phone: Telephone | None = None
    email: Email | None = None
    address: Address | None = None


class Requester(Shape):
    """Who asks, as the paper says that the desk has seen. Only who has a number can be found again."""

    name: Short
    identity: Annotated[Numbered, Field(discriminator="kind")]
    born: Annotated[date, Field(ge=date(1880, 1, 1), le=date(2100, 1, 1))]


class MakeRequest(Command):
    """Ask something about one's own personal data. `desk` answers.

    `correction`: what is to be written instead, with the right to correct alone. `person`: at a counter, who asks, if
    the desk has seen their paper; an account that is linked proves itself.
    """

    by: ClassVar = APPLYING

    asks: Right
    desk: AgencyId
    channel: Channel
    contact: Reached
    words: Words | None = None
    correction: Correction | None = None
    person: Requester | None = None


class IdentifyRequester(Command):
    """Say who asks: the desk has seen the paper of the person."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}

    person: Requester


class TakeRequest(Command):
    """Take a request up: its first time limit is kept, the one of the decision runs."""

    by: ClassVar = AT_DESK


class GrantRequest(Command):
    """Grant it."""

    by: ClassVar = DECIDING


class GrantRequestPartly(Command):
    """Grant it in part, and say on which legal ground not the rest."""

    by: ClassVar = DECIDING

    ground: Code


class RefuseRequest(Command):
    """Refuse it, with the legal ground."""

    by: ClassVar = DECIDING

    ground: Code


class WithdrawRequest(Command):
    """Take the request back."""

    by: ClassVar = APPLYING
