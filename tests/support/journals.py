"""Journals as tests read them: one short line a move."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.story import Move


def lines(moves: Iterable[Move]) -> list[str]:
    """`officer: DossierAccepted, dossier: submitted -> accepted`, move by move. The clock is called by its name."""
    return [f"{_who(move)}: {move.said}, {move.arrow}" for move in moves]


def _who(move: Move) -> str:
    return move.actor if move.actor == "clock" else move.role


#: How it begins when the applicant does it online, up to the open task of the agency.
ACCEPTED = [
    "applicant: DossierDrafted, dossier: none -> draft",
    "applicant: DossierSubmitted, dossier: draft -> submitted",
    "officer: DossierAccepted, dossier: submitted -> accepted",
    "officer: CaseReceived, case: none -> received",
    "officer: TaskOpened, task: none -> open",
]
#: An officer appraises it, the head signs it, and the desk finds the result in its queue.
DECIDED = [
    "officer: TaskClaimed, task: open -> claimed",
    "officer: ProcessingStarted, case: received -> processing",
    "officer: TaskCompleted, task: claimed -> done",
    "officer: TaskOpened, task: none -> open",
    "supervisor: TaskClaimed, task: open -> claimed",
    "supervisor: TaskCompleted, task: claimed -> done",
    "supervisor: CaseDecided, case: processing -> decided",
    "supervisor: TaskOpened, task: none -> open",
]
RETURNED = [
    "officer: TaskClaimed, task: open -> claimed",
    "officer: TaskCompleted, task: claimed -> done",
    "officer: ResultReturned, case: decided -> returned",
]
