"""What a CSV file of officers says, what is wrong with it, and what it changes. Pure: officers and time are given.

A file adds: officers and roles that it does not name stay as they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from shared.contracts.relation import Who
from shared.kernel.errors import FieldError, Forbidden, Invalid, Refused
from shared.web.translations import field_errors
from workflow.officer import rules
from workflow.officer.models import HeldRole, Officer
from workflow.officer.schemas import officer_in, role_in
from workflow.officer.store import Changed

TOLD = 100  # wrong lines in one answer
TITLE = {"vi": "", "en": ""}  # as a body has it; a file has two columns
COLUMN_OF = {"/title/vi": "/title_vi", "/title/en": "/title_en"}


@dataclass(slots=True)
class Written:
    """An officer of the file: the first line, and the line of each role."""

    line: int
    officer: Officer
    roles: dict[HeldRole, int] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """What a file says, by subject, and what is wrong with it."""

    officers: dict[str, Written] = field(default_factory=dict)
    wrong: list[FieldError] = field(default_factory=list)

    def read(self, number: int, told: dict[str, str]) -> None:
        """One line of the file."""
        try:
            officer, role = officer_in(told), role_in(told).held()
        except ValidationError as error:
            self.wrong += _of_line(number, field_errors(_in_body(error), told | {"title": TITLE}))
            return
        written = self.officers.setdefault(officer.subject, Written(number, officer))
        if written.officer.person != officer.person:
            en, vi = f"Otherwise in line {written.line}.", f"Khác với dòng {written.line}."
            self.wrong += _of_line(number, [FieldError("/subject", "told_otherwise", vi, en)])
        elif any(role.key == known.key for known in written.roles):
            en, vi = "This role is listed twice.", "Vai trò này bị lặp lại."
            self.wrong += _of_line(number, [FieldError("/role", "listed_twice", vi, en)])
        written.roles[role] = number

    def check(self) -> None:
        """Raises Invalid for the lines that are wrong."""
        if self.wrong:
            en, vi = "Nothing was imported: some lines are wrong.", "Không nhập dữ liệu vì có dòng không hợp lệ."
            raise Invalid(en, vi, self.wrong[:TOLD], wrong=len(self.wrong))

    def agencies(self) -> dict[str, int]:
        """The agencies that are named, each with its first line."""
        found: dict[str, int] = {}
        for written in self.officers.values():
            for role, number in written.roles.items():
                if role.agency is not None:
                    found.setdefault(role.agency, number)
        return found

    def refuse(self, number: int, column: str, code: str, vi: str, en: str) -> None:
        """A line that is wrong for what is known elsewhere."""
        self.wrong += _of_line(number, [FieldError(column and f"/{column}", code, vi, en)])

    def changes(self, who: Who, known: Mapping[str, Officer], now: datetime) -> list[Changed]:
        """What the file changes. Raises Invalid with each line that this caller may not have written."""
        found = [change for each in self.officers.values() if (change := self._change(each, who, known, now))]
        self.check()
        return found

    def _change(self, written: Written, who: Who, known: Mapping[str, Officer], now: datetime) -> Changed | None:
        before = known.get(written.officer.subject)
        try:
            after = rules.extended(before, dataclasses.replace(written.officer, held=tuple(written.roles)), now)
            rules.permit(who, before, after, now)
        except Refused as refusal:
            told = refusal.errors[0] if refusal.errors else None
            vi, en = (told.vi, told.en) if told else (f"{refusal.vi}.", f"{refusal.en}.")
            column = "subject" if isinstance(refusal, Forbidden) else "role"
            self.refuse(written.line, column, refusal.kind.replace("-", "_"), vi, en)
            return None
        return Changed(before, after)


def _of_line(number: int, errors: Iterable[FieldError]) -> list[FieldError]:
    """Errors of a line, each with its number; `pointer` is the line and its column."""
    return [
        dataclasses.replace(
            error,
            pointer=f"/{number}{COLUMN_OF.get(error.pointer, error.pointer)}",
            vi=f"Dòng {number}: {error.vi}",
            en=f"Line {number}: {error.en}",
        )
        for error in errors
    ]


def _in_body(error: ValidationError) -> Iterator[Mapping[str, Any]]:
    """The errors of a line that was checked by itself, as if it were a body."""
    for each in error.errors(include_url=False, include_input=False):
        yield {**each, "loc": ("body", *each["loc"])}
