"""The shell variables of docs/tutorial.md: where each service is, and how each person in it signs in."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.web.auth import Role

DESK = "H99.01.01"
PEOPLE = {
    "APPLICANT": ("applicant:you", Role.APPLICANT, None),
    "DESK": ("officer:desk-1", Role.OFFICER, DESK),
    "OFFICER": ("officer:register-1", Role.OFFICER, DESK),
    "HEAD": ("supervisor:register-1", Role.SUPERVISOR, DESK),
}


def variables(addresses: Mapping[str, str]) -> dict[str, str]:
    """By name: `INTAKE` and so on."""
    return {name.replace("-", "_").upper(): address for name, address in addresses.items()}


def write(path: Path, addresses: Mapping[str, str], name: str) -> None:
    """A file for the shell, for its owner alone: addresses, and `sign_in`, which gets a new token of each person."""
    path.touch(mode=0o600)
    lines = [f"{variable}={shlex.quote(value)}" for variable, value in variables(addresses).items()]
    path.write_text("\n".join([*lines, "sign_in() {", *_signing_in(name), "}", "sign_in", ""]))


def _signing_in(name: str) -> Iterator[str]:
    motcua = shlex.quote(str(Path(sys.executable).with_name("motcua")))
    for person, (subject, role, agency) in PEOPLE.items():
        at = f" --agency {agency}" if agency else ""
        yield f"  {person}=$({motcua} token --name {shlex.quote(name)} --subject {subject} --role {role}{at})"
