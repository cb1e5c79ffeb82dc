"""What of an application may be changed when. Pure: the dossier and the progress of its case are given."""

from __future__ import annotations

from intake.applicant.models import Applicant
from intake.applicant.rules import check, same
from intake.dossier.conditions import SUPPLEMENTING
from intake.dossier.errors import NotAskedFor, NotEditable, SameApplicant
from intake.dossier.facts import DRAFT
from intake.dossier.models import Dossier, Progress
from intake.places.rules import InForce
from shared.contracts.reference import Return


def check_component(dossier: Dossier, progress: Progress | None, component: str) -> None:
    """May documents of this component come and go now? Raises NotEditable, NotAskedFor."""
    asked = asked_now(dossier, progress)
    if asked is not None and component not in asked:
        raise NotAskedFor()


def asked_now(dossier: Dossier, progress: Progress | None) -> frozenset[str] | None:
    """The components asked for at this moment; None for a draft, which is open. Raises NotEditable."""
    if dossier.state == DRAFT:
        return None
    if dossier.state == SUPPLEMENTING:
        return frozenset(dossier.asked or ())
    if progress is not None and progress.stage == SUPPLEMENTING:
        return frozenset(progress.asked or ())
    raise NotEditable()


def check_applicant(dossier: Dossier, before: Applicant, now: Applicant, places: InForce) -> None:
    """Once a dossier is handed in, who applies stays; how to reach them may change, and is held against the rules.

    Raises SameApplicant, Invalid.
    """
    if dossier.state != DRAFT and not same(before, now):
        raise SameApplicant()
    check("/applicant", now, places, before, posted=dossier.returns == Return.POST)
