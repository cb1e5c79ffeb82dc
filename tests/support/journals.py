"""Journals as tests read them: one short text a move."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.observe.moves import Move

#: What only follows a dossier: notices to its applicant, and the exchange with the portal.
FOLLOWERS = ("notice", "exchange")


def about(moves: Iterable[Move], *entity_types: str) -> list[Move]:
    """The moves of these nouns; without any, of all but those that only follow the dossier."""
    return [
        move
        for move in moves
        if (move.entity_type in entity_types if entity_types else move.entity_type not in FOLLOWERS)
    ]


def lines(moves: Iterable[Move], *entity_types: str) -> list[str]:
    """`officer: DossierAccepted, dossier: submitted -> accepted`, move by move. The clock is called by its name."""
    return [f"{_who(move)}: {move.event}, {move.arrow}" for move in about(moves, *entity_types)]


def said(moves: Iterable[Move], *entity_types: str) -> list[str]:
    """The events of these entity types, by name."""
    return [move.event for move in about(moves, *entity_types)]


def moved_by_money(moves: Iterable[Move]) -> list[str]:
    """The charge's events without the bank's own reports: those come before or after the answer to our query."""
    return [name for name in said(moves, "charge") if name != "PaymentReported"]


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
