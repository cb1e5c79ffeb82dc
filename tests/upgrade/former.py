"""People as the version before takes them: applicants of one number and one line of address, tokens of the issuer.

Refuses to know when they become those of today.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from motcua.simulation.applicants import Applicant
from motcua.stack.issuer import Issuer
from shared.web.callers import Role
from tests.upgrade.before import Before

SAID = ("name", "identity", "phone", "address", "email")
TODAYS = Path("services", "intake", "intake", "applicant")
EXCHANGE = Path("shared", "shared", "web", "exchange.py")
LASTS = timedelta(hours=12)


class Former(Applicant):
    """The same people, written down as before."""

    def application_for(self, procedure: str) -> dict[str, Any]:
        return super().application_for(procedure) | {"applicant": {name: getattr(self, name) for name in SAID}}


def written_for(before: Before, people: list[Applicant]) -> list[Applicant]:
    """These people as that version takes them."""
    if (before.folder / TODAYS).exists():
        return people
    return [Former(**{field.name: getattr(one, field.name) for field in fields(one)}) for one in people]


class FormerIssuer(Issuer):
    """Signs people's tokens itself, with their role, until tokens of ours are taken."""

    def __init__(self, folder: Path, before: Before) -> None:
        super().__init__(folder)
        self._ours = (before.folder / EXCHANGE).exists()

    def follow(self) -> None:
        """From now on tokens are ours."""
        self._ours = True

    def token(
        self, subject: str, role: Role, agency: str | None = None, lifetime: timedelta = LASTS, **more: Any
    ) -> str:
        if self._ours or role is Role.SERVICE:
            return super().token(subject, role, agency, lifetime, **more)
        return self.sign_in(subject, lifetime, role=str(role), **({"agency": agency} if agency else {}), **more)
