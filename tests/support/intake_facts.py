"""What intake knows of one dossier when it decides, as a test wants it; moments are in a week of work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from intake.applicant.models import Applicant
from intake.dossier import commands as ask
from intake.dossier.conditions import SUPPLEMENTING
from intake.dossier.facts import Facts
from intake.dossier.machine import CalendarChanges, State, SupplementTimePassed
from intake.dossier.models import Dossier, Progress
from intake.places.rules import InForce
from intake.version.models import Written
from shared.contracts.intake import Paper
from shared.kernel.machine import Transition
from tests.support import dossiers
from tests.support.documents import VERSION, documents

ID = UUID("01990000-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
PLACES = InForce({}, NOON.date())  # no list: no code is held against anybody
OWNER = "applicant:one"
PAPERS = tuple(Paper(document=ID, component=code, sha256="00" * 32) for code in ("TP01", "TP02", "TP03"))

WRITTEN = Written(1, ID, b"", "11" * 32)


APPLICANT: TypeAdapter[Applicant] = TypeAdapter(Applicant)


def applicant(**changes: Any) -> Applicant:
    """One who applies, as written; a person if nothing else is said."""
    return APPLICANT.validate_python(dossiers.applicant(**changes))


def dossier(**changes: Any) -> Dossier:
    plain = {"procedure": "2.000004", "version": VERSION, "desk": dossiers.DESK, "channel": "online"}
    return Dossier(**{"id": ID, "dossier": ID, **plain, **changes})


#: One whose applicant has less time than the calendar gives.
SHORT = dossier(asked=["TP03"], supplement_from=NOON, supplement_until=NOON)


def progress(stage: str, **changes: Any) -> Progress:
    """What workflow has published of the case: its stage."""
    plain = {"agency": dossiers.AGENCY, "due_at": NOON, "apologies": 0, "withdrawal_declined": False, "at": NOON}
    return Progress(**{"dossier": ID, "stage": stage, **plain, **changes})


def facts(**changes: Any) -> Facts:
    plain = {
        "dossier": dossier(),
        "now": NOON,
        "documents": documents(),
        "papers": PAPERS,
        "answers": dossiers.answers(),
        "progress": None,
        "owner": OWNER,
        "held_by": "",
        "applicant": str(ID),
        "number": ("261110", 1),
        "written": WRITTEN,
        "before": None,
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
    CalendarChanges: CalendarChanges(),
}


def opened(row: Transition[State, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the dossier's table takes."""
    return facts(dossier=SHORT) if row.on is CalendarChanges else received_in(row.state), SOUND[row.on]


def received_in(state: State | None) -> Facts:
    """Facts that open every guard of a state: an accepted dossier's case waits for a supplement."""
    return facts(progress=progress(SUPPLEMENTING)) if state is State.ACCEPTED else facts()
