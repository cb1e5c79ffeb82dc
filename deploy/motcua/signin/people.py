"""Who can be chosen at the page: some people of the sample province, and all its officers in each of their roles."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua.stack import folders
from shared.web.callers import Role


@dataclass(frozen=True)
class Someone:
    """One who can sign in. `level`: of assurance; `number` and `born` are of applicants, as an e-ID proves them.

    Role and agency say on the page what an officer is in the sample province; no token of a sign-in has them.
    """

    subject: str
    role: Role | None = None
    agency: str | None = None
    name: str = ""
    number: str = ""
    born: str = ""
    level: int = 2

    @property
    def claims(self) -> dict[str, Any]:
        """What an access token says beside the subject."""
        about = {"name": self.name, "number": self.number, "birthdate": self.born}
        return {"acr": str(self.level)} | {name: value for name, value in about.items() if value}


def officers(file: Path = folders.OFFICERS) -> tuple[Someone, ...]:
    """The officers of a file for `motcua officers import`, one for each role."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Someone(row["subject"], Role(row["role"]), row["agency"] or None, row["name"])
            for row in csv.DictReader(lines)
        )


#: The numbers of the applicants are invented. Companies are represented by the last two of them.
YOU = Someone("applicant:you", Role.APPLICANT, None, "Nguyễn Thị Bình", "099190000123", "1990-05-12")
NEIGHBOUR = Someone("applicant:neighbour", Role.APPLICANT, None, "Trần Văn Hùng", "099085000456", "1985-09-02", level=1)
DIRECTOR = Someone("applicant:director", Role.APPLICANT, None, "Lê Thị Mai Phương", "099188000789", "1988-11-23")
AGENT = Someone("applicant:agent", Role.APPLICANT, None, "Phạm Quốc Huy", "099079000321", "1979-03-30")
PEOPLE = (YOU, NEIGHBOUR, DIRECTOR, AGENT)
SAMPLE = (*PEOPLE, *officers())
#: What the officers are called.
OFFICERS = sorted({someone.name for someone in SAMPLE if someone.role is not Role.APPLICANT})


def known(subject: str) -> Someone:
    """The person of the page with this subject, or one who is not on it, and of whom nothing is proved."""
    return next((each for each in SAMPLE if each.subject == subject), Someone(subject))
