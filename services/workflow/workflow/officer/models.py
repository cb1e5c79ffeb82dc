"""Officers and the roles they hold, as they are stored. Knows no SQL, and nothing of who may change them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.contracts.reference import Text
from shared.kernel.ids import named


class WorkRole(StrEnum):
    """A role in which an officer works."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"
    CASHIER = "cashier"
    OPERATOR = "operator"
    EDITOR = "editor"
    INSPECTOR = "inspector"


#: Roles that are held for an agency; the others are held for the whole province.
AT_AN_AGENCY = frozenset(set(WorkRole) - {WorkRole.OPERATOR, WorkRole.EDITOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role of an officer, from a time on and until another; None: without end."""

    id: UUID
    role: WorkRole
    agency: str | None
    valid_from: datetime
    valid_until: datetime | None

    @property
    def key(self) -> tuple[WorkRole, str | None, datetime]:
        """What tells the roles of one officer apart."""
        return self.role, self.agency, self.valid_from

    def ended(self, now: datetime) -> bool:
        return self.valid_until is not None and self.valid_until <= now

    def overlaps(self, other: HeldRole) -> bool:
        """The same role at the same agency, at some time twice?"""
        alike = (self.role, self.agency) == (other.role, other.agency)
        begins = max(self.valid_from, other.valid_from)
        return alike and not self.ended(begins) and not other.ended(begins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer by the subject of the issuer's token. `revision` counts changes; 0: not stored yet."""

    columns: ClassVar = ("id", "subject", "name", "title_vi", "title_en", "email", "telephone", "revision")

    id: UUID
    subject: str
    name: str
    title: Text
    email: str | None
    telephone: str | None
    revision: int
    held: tuple[HeldRole, ...]

    @property
    def person(self) -> tuple[str, Text, str | None, str | None]:
        """What is said of the person, beside the roles."""
        return self.name, self.title, self.email, self.telephone


def officer_of(subject: str) -> UUID:
    """The id of the officer with this subject."""
    return named("officer", subject)
