"""What may be asked about a mandate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from intake.applicant.models import Email, Organisation, Shape, Short, Someone, Telephone
from shared.contracts.message import Command
from shared.contracts.reference.words import AgencyId
from shared.contracts.relation import Relation


class MandateGround(StrEnum):
    """Why somebody may act for another."""

    PARENT = "parent"
    AUTHORITY = "written-authority"
    LEGAL = "legal-representative"


class Unit(Shape):
    """An organisation that is represented: its name and tax code, and how it is told that the mandate has ended."""

    name: Short
    tax_code: Annotated[str, *Organisation.model_fields["tax_code"].metadata]
    phone: Telephone | None = None
    email: Email | None = None


class Proof(Shape):
    """The document that proves it: an uploaded one by its id, or its number, day and issuer."""

    document: UUID | None = None
    number: Short | None = None
    issued_on: date | None = None
    issuer: Short | None = None


class Written(BaseModel, frozen=True, extra="forbid"):
    """Who acts for whom, and the document that proves it; kept sealed. Either a person or an organisation.

    `language`: of what both are told when it ends.
    """

    person: Someone | None = None
    organisation: Unit | None = None
    representative: Someone
    proof: Proof
    language: Literal["vi", "en"] = "vi"


LastDay = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2100, 1, 1))]


class Mandating(Written, frozen=True, extra="forbid"):
    """Say that one acts for a person or an organisation: on which ground, by which document, until which day.

    `desk`: the one-stop desk that looks at the document. `last_day` counts as a whole.
    """

    ground: MandateGround
    desk: AgencyId
    last_day: LastDay


class Authority(Shape):
    """A mandate that is handed in with a draft, for who applies there: its ground, document and last day.

    The desk of the dossier looks at the document. `representative`: who acts.
    """

    ground: MandateGround
    last_day: LastDay
    proof: Proof
    representative: Someone


@dataclass(frozen=True, slots=True)
class MakeMandate:
    """What of it is told: for whom (`principal`) and whose account acts, both opaque ids."""

    ground: str
    desk: str
    last_day: date
    principal: str
    representative: str


class ConfirmMandate(Command):
    """The desk has seen the document, and who stands there is its holder."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}


class RevokeMandate(Command):
    """It ends now: by who gave it, by who has it, or at the desk for who comes there."""

    by: ClassVar = {"applicant": (Relation.OWNER,), "supervisor": (Relation.RECEIVING,)}
