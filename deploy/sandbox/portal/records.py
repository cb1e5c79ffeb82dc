"""The portal's ledger: per dossier its record and its progress lines in order of arrival. Append-only.

It also keeps complaints: data that was invalid, too early or out of order, whether it was accepted or not. A progress
line identical to an earlier one is kept once and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sandbox.book import Book, Fact, Ledger

ENDS: Final = ("3", "7", "8", "10")  # refused, withdrawn, stopped, returned: nothing follows


class Wrong(StrEnum):
    """What a complaint is about. The first three were refused, the others accepted."""

    INVALID = "invalid"
    PROGRESS_BEFORE_RECORD = "progress_before_record"
    UPDATE_OF_MISSING = "update_of_missing"
    PROGRESS_OUT_OF_ORDER = "progress_out_of_order"
    MOVED_AFTER_END = "moved_after_end"


@dataclass
class Dossier:
    """One dossier. `statuses` are those of its record, one after the other."""

    record: dict[str, Any]
    statuses: list[str] = field(default_factory=list)
    progress: list[dict[str, Any]] = field(default_factory=list)
    updates: int = 0
    repeated: int = 0


class Records(Ledger):
    """All dossiers by their code; the facts are `record`, `line`, `complaint` and `procedure`."""

    def __init__(self, book: Book) -> None:
        self.dossiers: dict[str, Dossier] = {}
        self.procedures: dict[str, dict[str, Any]] = {}
        self.complaints: list[dict[str, Any]] = []
        super().__init__(book)

    def keep(self, record: dict[str, Any]) -> None:
        """The record is created or replaced."""
        known = self.dossiers.get(record["MaHoSo"])
        status = record["TrangThaiHoSo"]
        if known and known.statuses[-1] in ENDS and status != known.statuses[-1]:
            self.complain(Wrong.MOVED_AFTER_END, record["MaHoSo"], f"{known.statuses[-1]} -> {status}")
        self.note("record", record=record)

    def add(self, line: dict[str, Any]) -> None:
        """A progress line of a dossier that is there."""
        lines = self.dossiers[line["MaHoSo"]].progress
        if lines and line not in lines and line["ThoiDiemXuLy"] < lines[-1]["ThoiDiemXuLy"]:
            found = f"{line['ThoiDiemXuLy']} after {lines[-1]['ThoiDiemXuLy']}"
            self.complain(Wrong.PROGRESS_OUT_OF_ORDER, line["MaHoSo"], found)
        self.note("line", line=line)

    def complain(self, about: Wrong, code: str, details: str) -> None:
        """Records a complaint: names of fields, codes and dates, never other values."""
        self.note("complaint", about=about, code=code, details=details)

    def on_record(self, fact: Fact) -> None:
        """A record was received."""
        record = fact["record"]
        known = self.dossiers.get(record["MaHoSo"])
        if known is None:
            known = self.dossiers[record["MaHoSo"]] = Dossier(record)
        else:
            known.record, known.updates = record, known.updates + 1
        if not known.statuses or known.statuses[-1] != record["TrangThaiHoSo"]:
            known.statuses.append(record["TrangThaiHoSo"])

    def on_line(self, fact: Fact) -> None:
        """A progress line was received."""
        dossier = self.dossiers[fact["line"]["MaHoSo"]]
        if fact["line"] in dossier.progress:
            dossier.repeated += 1
        else:
            dossier.progress.append(fact["line"])

    def on_complaint(self, fact: Fact) -> None:
        """A complaint was recorded."""
        self.complaints.append({"about": fact["about"], "MaHoSo": fact["code"], "details": fact["details"]})

    def on_procedure(self, fact: Fact) -> None:
        """A procedure was set for LayThuTuc."""
        self.procedures[fact["code"]] = fact["result"]
