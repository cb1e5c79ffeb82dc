"""What an erasure emits, and what its events change. Pure: the facts are given."""

from __future__ import annotations

from intake.erasure.commands import Archive, Erase
from intake.erasure.facts import Facts
from intake.erasure.models import Erasure
from shared.contracts import personal as events
from shared.contracts.message import Event


def archived(facts: Facts, receipt: Archive) -> Event:
    return events.ApplicantArchived(
        dossiers=sorted(facts.dossiers or (), key=str),
        sha256=receipt.sha256,
        size=receipt.size,
        files=receipt.files,
        archived_at=facts.now,
    )


def erased(facts: Facts, _message: Erase) -> Event:
    erasure = facts.erasure
    return events.ApplicantErased(
        applicant=str(erasure.id), dossiers=sorted(facts.dossiers or (), key=str), erased_at=facts.now
    )


def apply(row: Erasure, event: Event) -> None:
    """Folds an event into the columns of an erasure."""
    match event:
        case events.ApplicantArchived():
            row.dossiers, row.archived_at = [str(each) for each in event.dossiers], event.archived_at
            row.sha256, row.size, row.files = event.sha256, event.size, event.files
        case events.ApplicantErased():
            row.erased_at = event.erased_at
