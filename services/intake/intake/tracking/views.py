"""How a dossier's history is shown: in words of both languages, with the names of agencies and officers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from intake.tracking import store
from intake.tracking.rules import HISTORY
from intake.tracking.schemas import Agency, Bilingual, Event, Happening, Officer
from shared.contracts.names import Name
from shared.kernel.db import Tx
from shared.reference.officers import Act, Called


class Past(NamedTuple):
    """What has happened, in order, and the agencies' names by id."""

    rows: Sequence[Mapping[str, Any]]
    agencies: Mapping[str, Any]

    @property
    def acts(self) -> list[Act]:
        """Who has acted for an agency, and when."""
        return [(row["actor"], row["at"]) for row in self.rows if row["agency"]]


async def past(tx: Tx, dossier: UUID, agencies: Iterable[str] = ()) -> Past:
    """What has happened to a dossier that the caller may read. `agencies`: others that are named too."""
    rows = [row for row in await store.history(tx, dossier) if row["event"] in HISTORY]
    named = {row["agency"] for row in rows if row["agency"]} | {*agencies}
    return Past(rows, await store.titles(tx, named))


def bilingual(text: Name) -> Bilingual:
    return Bilingual(**text._asdict())


def agency(id_: str, known: Mapping[str, Any]) -> Agency:
    """An agency with its name in the directory in force; an agency that has left it is named by its id."""
    names = known.get(id_) or {"vi": id_, "en": id_}
    return Agency(id=id_, title=Bilingual(vi=names["vi"], en=names["en"]))


def events(happened: Past, called: Mapping[Act, Called]) -> list[Event]:
    """As anybody is told who may see the dossier."""
    return [Event(**_told(row, happened.agencies, called)) for row in happened.rows]


def happenings(happened: Past, called: Mapping[Act, Called], *, actors: bool) -> list[Happening]:
    """As the applicant and the agencies are told. `actors`: subject and role of who acted are shown too."""
    return [
        Happening(
            **_told(row, happened.agencies, called),
            actor=row["actor"] if actors else None,
            role=row["role"] if actors else None,
        )
        for row in happened.rows
    ]


def _told(row: Mapping[str, Any], agencies: Mapping[str, Any], called: Mapping[Act, Called]) -> dict[str, Any]:
    officer = called.get((row["actor"], row["at"])) if row["agency"] else None
    return {
        "event": row["event"],
        "title": bilingual(HISTORY[row["event"]]),
        "at": row["at"],
        "agency": agency(row["agency"], agencies) if row["agency"] else None,
        "officer": Officer(name=officer.name, title=bilingual(officer.title)) if officer else None,
    }
