"""What of an application may be changed when. Pure: the dossier and the progress of its case are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.dossier.commands import Applicant
from intake.dossier.conditions import SUPPLEMENTING
from intake.dossier.errors import NotAskedFor, NotEditable, SameApplicant
from intake.dossier.models import Dossier, Progress


def check_component(dossier: Dossier, progress: Progress | None, component: str) -> None:
    """May documents of this component come and go now? Raises NotEditable, NotAskedFor."""
    asked = asked_now(dossier, progress)
    if asked is not None and component not in asked:
        raise NotAskedFor()


def asked_now(dossier: Dossier, progress: Progress | None) -> frozenset[str] | None:
    """The components asked for at this moment; None for a draft, which is open. Raises NotEditable."""
    if dossier.state == "draft":
        return None
    if dossier.state == SUPPLEMENTING:
        return frozenset(dossier.asked or ())
    if progress is not None and progress.stage == SUPPLEMENTING:
        return frozenset(progress.asked or ())
    raise NotEditable()


def check_applicant(dossier: Dossier, before: Mapping[str, Any], now: Applicant) -> None:
    """Once a dossier is handed in, name and identity stay; how to reach the person may change. Raises SameApplicant."""
    if dossier.state != "draft" and (before["name"], before["identity"]) != (now.name, now.identity):
        raise SameApplicant()
