"""What is written about officers, asked and answered: as JSON, and as one line of a CSV file for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from shared.contracts.reference import Text
from shared.contracts.reference.words import AgencyId, Fault, Tidied, insist
from shared.kernel.ids import uuid7
from shared.reference.officers import MOST, Purpose
from shared.web.callers import is_opaque
from shared.web.lists import AskedByTime, Code, Paged
from workflow.officer.models import AT_AN_AGENCY, HeldRole, Officer, WorkRole, officer_of

MOST_ROLES = 50
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Name = Annotated[str, StringConstraints(min_length=1, max_length=100), Tidied]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{8,15}$")]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class WrittenRole(BaseModel, extra="forbid"):
    """A role, the agency for which it is held (none for operators and editors), from when and until when.

    `valid_until` null: without end.
    """

    role: WorkRole
    agency: AgencyId | None
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None

    @model_validator(mode="after")
    def _fits(self) -> WrittenRole:
        insist(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        if self.role in AT_AN_AGENCY and self.agency is None:
            yield Fault(("agency",), "no_agency", "This role is held for an agency.", "Vai trò này phải có cơ quan.")
        if self.role not in AT_AN_AGENCY and self.agency is not None:
            en, vi = "This role is held for no agency.", "Vai trò này không gắn với cơ quan."
            yield Fault(("agency",), "an_agency", en, vi)
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            en, vi = "The end comes after the beginning.", "Thời điểm kết thúc phải sau thời điểm bắt đầu."
            yield Fault(("valid_until",), "ends_first", en, vi)

    def held(self) -> HeldRole:
        """The role under an id of its own."""
        begin, end = self.valid_from, self.valid_until
        return HeldRole(id=uuid7(), role=self.role, agency=self.agency, valid_from=begin, valid_until=end)


class WrittenOfficer(BaseModel, extra="forbid"):
    """An officer with all roles that go on or begin later. A role that is left out ends now; ended ones stay."""

    name: Name
    title: Text
    email: Email | None
    telephone: Telephone | None
    roles: list[WrittenRole] = Field(max_length=MOST_ROLES)

    def officer(self, subject: str) -> Officer:
        """The officer with this subject."""
        return Officer(
            id=officer_of(subject),
            subject=subject,
            name=self.name,
            title=self.title,
            email=self.email,
            telephone=self.telephone,
            revision=0,
            held=tuple(role.held() for role in self.roles),
        )


class NewOfficer(WrittenOfficer):
    """An officer who is new here. `subject`: the opaque `sub` of the issuer's tokens, never a citizen's number."""

    subject: Subject

    @model_validator(mode="after")
    def _is_opaque(self) -> NewOfficer:
        en = "A subject is opaque: letters, digits and . _ : - without a long row of digits."
        vi = "Mã định danh chỉ gồm chữ không dấu, chữ số và . _ : -, không chứa dãy số dài."
        insist([] if is_opaque(self.subject) else [Fault(("subject",), "not_opaque", en, vi)])
        return self


#: The columns of a CSV file: one line for each role of an officer.
PERSON = ("subject", "name", "title_vi", "title_en", "email", "telephone")
ROLE = ("role", "agency", "valid_from", "valid_until")


def officer_in(line: Mapping[str, str]) -> Officer:
    """The officer of a line, without a role. Raises ValidationError."""
    told: dict[str, Any] = {"roles": [], **{name: line[name] or None for name in ("email", "telephone")}}
    title = {"vi": line["title_vi"], "en": line["title_en"]}
    written = NewOfficer.model_validate({**told, "subject": line["subject"], "name": line["name"], "title": title})
    return written.officer(written.subject)


def role_in(line: Mapping[str, str]) -> WrittenRole:
    """The role of a line; a time may be a date: its first instant in Vietnam. Raises ValidationError."""
    times = {name: _instant(line[name]) for name in ("valid_from", "valid_until")}
    return WrittenRole.model_validate({**times, "role": line["role"], "agency": line["agency"] or None})


def _instant(told: str) -> Any:
    try:
        return datetime.combine(date.fromisoformat(told), time(), VIETNAM)
    except ValueError:
        return told or None


class AskedOfficers(AskedByTime):
    """Which officers. `agency`, `role` and `valid` are asked of one and the same role."""

    agency: Code | None = Field(None, description="With a role at this agency, by its id.")
    role: WorkRole | None = Field(None, description="With this role.")
    valid: bool | None = Field(None, description="With such a role that is valid now, or one that is not.")


class RoleView(BaseModel):
    """A role of an officer. `valid`: it is in force now."""

    id: UUID
    role: WorkRole
    agency: str | None
    valid_from: datetime
    valid_until: datetime | None
    valid: bool


class OfficerView(BaseModel):
    """An officer, with all roles that were ever held."""

    id: UUID
    revision: int
    subject: str
    name: str
    title: Text
    email: str | None
    telephone: str | None
    roles: list[RoleView]


class Officers(Paged):
    """Officers, in the order that was asked for."""

    officers: list[OfficerView]


class Imported(BaseModel):
    """What an import has done: officers that are new, were changed, and were so already."""

    created: int
    changed: int
    unchanged: int


class Change(BaseModel):
    """One change of an officer: who made it, in which role, when, and the officer before and after."""

    revision: int
    at: datetime
    actor: str
    role: str
    agency: str | None
    before: dict[str, Any] | None
    after: dict[str, Any]


class Asked(BaseModel, extra="forbid"):
    """Whose names are asked for, subjects, at most 500; and what for."""

    purpose: Purpose
    subjects: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST)]


class OfficerName(BaseModel):
    """Name and title from a time on."""

    since: datetime
    name: str
    title: Text


class Named(BaseModel):
    """What an officer was called, the first first and the present last."""

    subject: str
    names: list[OfficerName]
