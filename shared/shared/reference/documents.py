"""Reference data as rules see it: documents by kind, code and version, and the working calendar. Pure look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.names import DOCUMENTS
from shared.contracts.reference import Agencies, Calendar, Reference
from shared.kernel.errors import NotYet, Refused
from shared.reference.working_calendar import WorkCalendar

Key = tuple[str, str, int]


class Ambiguous(Refused):
    """Several documents are in force where there may be one."""

    vi = "Có nhiều danh mục cùng loại đang có hiệu lực trong khi chỉ được có một"


@dataclass(frozen=True, slots=True)
class Documents:
    """What a context knows of reference data."""

    versions: Mapping[tuple[str, str], int]
    read: Mapping[Key, Reference]
    calendars: dict[int, WorkCalendar]
    by_kind: dict[str, dict[str, Any]] = field(default_factory=dict)

    def calendar(self, agency: str | None = None) -> WorkCalendar:
        """The working calendar in force of an agency: the one the directory names for it, else the default one.

        Built once, building takes milliseconds. Raises NotYet, Ambiguous.
        """
        document = self.get("calendar", self.calendar_of(agency))
        if id(document) not in self.calendars:
            self.calendars[id(document)] = WorkCalendar(document)
        return self.calendars[id(document)]

    def calendar_of(self, agency: str | None = None) -> str:
        """The code of the calendar an agency counts by: the directory's for it, else the default one."""
        return self._named().get(agency or "") or str(self.only("calendar").code)

    def counted_by(self, agency: str) -> dict[str, Any]:
        """The calendar in force of an agency, as an event names it: by code and version. Raises NotYet."""
        code = self.calendar_of(agency)
        return {"calendar": code, "version": self.version("calendar", code)}

    def recounts(self, newer: Reference) -> dict[str, Any] | None:
        """The agencies whose limits this newer document changes: these, or with `except` all but these. None: none's.

        A calendar concerns those that count by it; a directory those for which it names another calendar.
        """
        named = self._named()
        if isinstance(newer, Calendar):
            those = {agency for agency, code in named.items() if (code == newer.code) is not newer.default}
            return {"agencies": sorted(those), "except": newer.default}
        after = self._named(newer) if isinstance(newer, Agencies) else named
        those = {agency for agency in named.keys() | after.keys() if named.get(agency) != after.get(agency)}
        return {"agencies": sorted(those), "except": False} if those else None

    def _named(self, newer: Agencies | None = None) -> dict[str, str]:
        """The calendars that agencies name, by agency: in the directory in force, or in this newer one."""
        every = {**self.every("agencies"), **({newer.code: newer} if newer else {})}
        return {agency: code for each in every.values() if each.default for agency, code in each.calendars.items()}

    def only(self, kind: str) -> Any:
        """The document of which a province has one: its default calendar, its directory. Raises NotYet, Ambiguous."""
        found = {code: each for code, each in self.every(kind).items() if getattr(each, "default", True)}
        if len(found) > 1:
            codes, (vi, en) = ", ".join(sorted(found)), DOCUMENTS[kind]
            raise Ambiguous(f"{codes}: only one {en} may be in force.", f"{codes}: chỉ được có một {vi} có hiệu lực.")
        if not found:
            vi, en = DOCUMENTS[kind]
            raise NotYet(f"No {en} is published yet.", f"Chưa công bố {vi}.")
        return self.get(kind, next(iter(found)))

    def every(self, kind: str) -> dict[str, Any]:
        """All documents of a kind that are in force, by code. Raises NotYet."""
        if kind not in self.by_kind:
            self.by_kind[kind] = {code: self.get(kind, code) for known, code in self.versions if known == kind}
        return self.by_kind[kind]

    def version(self, kind: str, code: str) -> int:
        """The version in force. Raises NotYet: it may still come."""
        if (kind, code) not in self.versions:
            vi, en = DOCUMENTS[kind]
            raise NotYet(f"The {en} {code} is not published yet.", f"Chưa công bố {vi} mang mã {code}.")
        return self.versions[kind, code]

    def get(self, kind: str, code: str, version: int | None = None) -> Any:
        """This version of a document, by default the one in force. Raises NotYet."""
        key = (kind, code, self.version(kind, code) if version is None else version)
        if key not in self.read:
            vi, en = DOCUMENTS[kind]
            raise NotYet(f"Version {version} of the {en} {code} is missing.", f"Chưa có {vi} {code}, bản {version}.")
        return self.read[key]
