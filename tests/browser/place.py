"""Where the console runs, and what one of its people has handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motcua.simulation.province import Province
from motcua.stack.passes import Passes
from tests.support import dossiers


@dataclass(frozen=True)
class Place:
    """`url`: the staff's pages; `public`: everybody's; `peers`: the services by name; `sandbox`: the outside world.

    `dsn`: the database of a service or of the console.
    """

    url: str
    public: str
    peers: dict[str, str]
    passes: Passes
    sandbox: str
    dsn: Callable[[str], str]


#: Who `applicant:you` of the sign-in page is.
YOU = {"name": "Nguyễn Thị Bình", "identity": {"kind": "citizen-id", "number": "099190000123"}, "born": "1990-05-12"}


async def handed_in(people: Province, **query: Any) -> str:
    """A dossier of `applicant:you` that was handed in with all its papers; its id. `query`: of each upload."""
    owner = people.applicant("applicant:you")
    own = dossiers.application(applicant=dossiers.applicant(**YOU))
    dossier = await dossiers.drafted(owner, application=own)
    for component in ("TP01", "TP02", "TP03"):
        assert (await dossiers.uploaded(owner, dossier, component, query=query)).status_code == 201
    await owner.act("intake", dossier, "submission")
    return dossier.rpartition("/")[2]
