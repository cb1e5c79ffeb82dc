"""What of an application may be changed when. Pure: the dossier and what workflow has told of it are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.dossier.commands import Applicant
from intake.dossier.errors import NotAskedFor, NotEditable, SameApplicant
from intake.dossier.models import Dossier, Progress
from intake.dossier.rules import SUPPLEMENTING


def check_component(dossier: Dossier, told: Progress | None, component: str) -> None:
    """May documents of this component come and go now? Raises NotEditable, NotAskedFor."""
    asked = asked_now(dossier, told)
    if asked is not None and component not in asked:
        raise NotAskedFor()


def asked_now(dossier: Dossier, told: Progress | None) -> frozenset[str] | None:
    """The components asked for at this moment; None for a draft, which is open. Raises NotEditable."""
    if dossier.state == "draft":
        return None
    if dossier.state == SUPPLEMENTING:
        return frozenset(dossier.asked or ())
    if told is not None and told.stage == SUPPLEMENTING:
        return frozenset(told.asked or ())
    raise NotEditable()


def check_applicant(dossier: Dossier, before: Mapping[str, Any], now: Applicant) -> None:
    """Once a dossier is handed in, name and identity stay; how to reach the person may change. Raises SameApplicant."""
    if dossier.state != "draft" and (before["name"], before["identity"]) != (now.name, now.identity):
        raise SameApplicant()
