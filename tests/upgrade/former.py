"""Applicants as the version before takes them: one person with one number and one line of address.

Refuses to know when they become those of today.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from motcua.simulation.applicants import Applicant
from tests.upgrade.before import Before

SAID = ("name", "identity", "phone", "address", "email")
TODAYS = Path("services", "intake", "intake", "applicant")


class Former(Applicant):
    """The same people, written down as before."""

    def application_for(self, procedure: str) -> dict[str, Any]:
        return super().application_for(procedure) | {"applicant": {name: getattr(self, name) for name in SAID}}


def written_for(before: Before, people: list[Applicant]) -> list[Applicant]:
    """These people as that version takes them."""
    if (before.folder / TODAYS).exists():
        return people
    return [Former(**{field.name: getattr(one, field.name) for field in fields(one)}) for one in people]
