"""Reference data as rules see it: documents by kind, code and version, and the working calendar. Pure look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.reference import Reference
from shared.errors import NotYet
from shared.workdays import WorkCalendar

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Documents:
    """What a world knows of reference data."""

    versions: Mapping[tuple[str, str], int]
    read: Mapping[Key, Reference]
    calendars: dict[int, WorkCalendar]

    def calendar(self) -> WorkCalendar:
        """The working calendar in force; built once, building takes milliseconds. Raises NotYet."""
        document = self.only("calendar")
        if id(document) not in self.calendars:
            self.calendars[id(document)] = WorkCalendar(document)
        return self.calendars[id(document)]

    def only(self, kind: str) -> Any:
        """The document of a kind of which a province has one: its calendar, its directory. Raises NotYet."""
        codes = [code for known, code in self.versions if known == kind]
        return self.get(kind, min(codes, default=kind))

    def version(self, kind: str, code: str) -> int:
        """The version in force. Raises NotYet: it may still come."""
        if (kind, code) not in self.versions:
            raise NotYet(f"{kind} {code} is not published.", f"Chưa công bố {kind} {code}.")
        return self.versions[kind, code]

    def get(self, kind: str, code: str, version: int | None = None) -> Any:
        """This version of a document, by default the one in force. Raises NotYet."""
        key = (kind, code, self.version(kind, code) if version is None else version)
        if key not in self.read:
            raise NotYet(f"{kind} {code} version {version} has not come.", f"Chưa có {kind} {code} bản {version}.")
        return self.read[key]
