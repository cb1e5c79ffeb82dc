"""Who applies: a person, an organisation, or several persons together. None of it travels in events.

These are shapes: what is stored is read with them as well. What is held against a new text is in `rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from shared.contracts.reference.words import TELEPHONE, Tidied, dialled, shaped


def _typed(clean: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)


Short = Annotated[str, StringConstraints(min_length=1, max_length=200), Tidied]
Telephone = Annotated[
    str,
    shaped(TELEPHONE, "0912 345 678"),
    _typed(dialled),
    Field(description="Spaces, dots, hyphens and brackets are left out: 0912 345 678 is one."),
]
Email = Annotated[str, shaped(r"^[^@\s]{1,64}@[^@\s]{1,190}$", "an@example.com"), _typed(str.strip)]
TwelveDigits = Annotated[str, shaped(r"^[0-9]{12}$", "012345678901")]
TaxCode = Annotated[str, shaped(r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$", "0123456789")]


class Shape(BaseModel):
    """Frozen, and nothing beyond what is written here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---- identity papers


class CitizenId(Shape):
    """The personal number of a citizen (số định danh cá nhân), on the identity card."""

    kind: Literal["citizen-id"]
    number: TwelveDigits


class IdentityCertificate(Shape):
    """The number of an identity certificate (giấy chứng nhận căn cước)."""

    kind: Literal["identity-certificate"]
    number: TwelveDigits


class Passport(Shape):
    """A passport; `country` issues it, in the three letters that the passport has."""

    kind: Literal["passport"]
    country: Annotated[str, shaped(r"^[A-Z]{3}$", "VNM")]
    number: Annotated[str, shaped(r"^[0-9A-Z]{5,12}$", "B1234567")]


class OldId(Shape):
    """The nine digits of an old identity card (CMND). It ended with 2024: older dossiers have it, new ones do not."""

    kind: Literal["old-id"]
    number: Annotated[str, shaped(r"^[0-9]{9}$", "012345678")]


class NoIdentity(Shape):
    """No number at all, and why."""

    kind: Literal["none"]
    reason: Short


Numbered = CitizenId | IdentityCertificate | Passport | OldId
Identity = Annotated[Numbered | NoIdentity, Field(discriminator="kind")]

# ---- people and organisations


class Address(Shape):
    """A line, and the codes of province and commune (QĐ 19/2025/QĐ-TTg); abroad, and of old, a line alone."""

    line: Short
    province: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    commune: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")] | None = None
    abroad: bool = False


class Someone(Shape):
    """A person who has to do with a dossier. `born` may be unknown."""

    name: Short
    identity: Identity
    born: Annotated[date, Field(ge=date(1880, 1, 1), le=date(2100, 1, 1))] | None = None
    phone: Telephone
    email: Email | None = None


class Resident(Someone):
    """A person with an address."""

    address: Address


class Applying(Shape):
    """What every applicant may say: the language of notices, who hands the dossier in for them, who takes the result.

    `channels`: by what to be told, in this order; empty: notices are read online only; not given: as the province does.
    `submitter`: the person who hands it in, where that is not the applicant. `receiver`: a third person to whom the
    result may be given or sent.
    """

    language: Literal["vi", "en"] = "vi"
    channels: Annotated[tuple[Literal["mail", "sms"], ...], Field(max_length=2)] | None = None
    submitter: Someone | None = None
    receiver: Resident | None = None


class Person(Resident, Applying):
    """One person applies."""

    kind: Literal["person"]


class Organisation(Applying):
    """An organisation applies. `tax_code`: ten digits, or ten and three of a branch; of a household business twelve."""

    kind: Literal["organisation"]
    form: Literal["enterprise", "household-business", "other"]
    name: Short
    tax_code: TaxCode
    address: Address
    phone: Telephone
    email: Email | None = None
    representative: Someone


class Group(Applying):
    """Several persons apply together; `contact` is the one of them who is told."""

    kind: Literal["group"]
    form: Literal["co-owners", "household"]
    contact: Resident
    others: Annotated[tuple[Resident, ...], Field(min_length=1, max_length=50)]


Applicant = Annotated[Person | Organisation | Group, Field(discriminator="kind")]
