"""The shell variables of docs/tutorial.md: where each service is, and a token for each person in it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from motcua.stack.issuer import Issuer
from shared.web.auth import Role

DESK = "H99.01.01"
PEOPLE = {
    "APPLICANT": ("applicant:you", Role.APPLICANT, None),
    "DESK": ("officer:desk-1", Role.OFFICER, DESK),
    "OFFICER": ("officer:register-1", Role.OFFICER, DESK),
    "HEAD": ("supervisor:register-1", Role.SUPERVISOR, DESK),
}


def variables(addresses: Mapping[str, str], issuer: Issuer) -> dict[str, str]:
    """By name: `INTAKE` and so on, and the tokens, valid for twelve hours."""
    places = {name.replace("-", "_").upper(): address for name, address in addresses.items()}
    return places | {name: issuer.token(*person) for name, person in PEOPLE.items()}


def write(path: Path, addresses: Mapping[str, str], issuer: Issuer) -> None:
    """A file for the shell, for its owner alone."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in variables(addresses, issuer).items()))
