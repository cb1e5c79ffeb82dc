"""What other services are told of an applicant."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field


class Whose(BaseModel, extra="forbid"):
    """For these dossiers, at most 500, and for which purpose of the register."""

    dossiers: Annotated[list[UUID], Field(max_length=500)]
    purpose: Literal["procedure", "fee", "portal"]


class Place(BaseModel):
    """An address; the codes of province and commune are empty abroad, and where none was asked for."""

    line: str
    province: str = ""
    commune: str = ""


class Numbered(BaseModel):
    """A number and what it is of: `citizen-id`, `identity-certificate`, `passport` or `old-id`."""

    kind: str
    number: str


class Receiver(BaseModel):
    """To whom the result is sent."""

    name: str
    phone: str
    address: Place


class People(Receiver):
    """Who applies with one dossier; of several persons the one who is told, and the numbers of all.

    `kind`: `person`, `organisation` or `group`; `form`: which organisation or group. `number`: an organisation's tax
    code, or the first of the numbers; empty without one.
    """

    dossier: UUID
    kind: str
    form: str = ""
    number: str = ""
    identities: list[Numbered]
    email: str | None = None
    receiver: Receiver
