"""What intake knows of one dossier when it decides, as a test wants it; moments are in a week of work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from intake.dossier import commands as ask
from intake.dossier.machine import State, SupplementTimePassed
from intake.dossier.models import Dossier
from intake.dossier.rules import Facts
from shared.contracts.intake import Paper
from shared.machine import Row
from tests.support import dossiers
from tests.support.documents import VERSION, documents

ID = UUID("01990000-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
PAPERS = tuple(Paper(document=ID, component=code, sha256="00" * 32) for code in ("TP01", "TP02", "TP03"))


def dossier(**changes: Any) -> Dossier:
    plain = {"procedure": "2.000004", "version": VERSION, "desk": dossiers.DESK, "channel": "online"}
    return Dossier(**{"id": ID, "dossier": ID, **plain, **changes})


def facts(**changes: Any) -> Facts:
    plain = {
        "dossier": dossier(),
        "now": NOON,
        "documents": documents(),
        "papers": PAPERS,
        "answers": dossiers.answers(),
        "stage": None,
        "number": ("261110", 1),
    }
    return Facts(**{**plain, **changes})


#: A sound message of each type.
SOUND: dict[type[Any], Any] = {
    ask.Draft: ask.Draft.model_validate(dossiers.draft()),
    ask.Submit: ask.Submit(),
    ask.HandIn: ask.HandIn(),
    ask.Withdraw: ask.Withdraw(),
    ask.Accept: ask.Accept(),
    ask.AskSupplement: ask.AskSupplement(components=("TP03",)),
    ask.Refuse: ask.Refuse(reason="prohibited"),
    SupplementTimePassed: SupplementTimePassed(),
}


def opened(row: Row[State, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the dossier's table takes."""
    return facts(), SOUND[row.hearing]
