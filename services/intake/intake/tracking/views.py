"""How a dossier's history is shown: in words of both languages, with the agencies' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from intake.tracking import store
from intake.tracking.rules import HISTORY
from intake.tracking.schemas import Agency, Bilingual, Happening, Timeline
from shared.contracts.names import Name
from shared.kernel.db import Tx


def bilingual(text: Name) -> Bilingual:
    return Bilingual(**text._asdict())


def agency(id_: str, known: Mapping[str, Any]) -> Agency:
    """An agency with its name in the directory in force; an agency that has left it is named by its id."""
    names = known.get(id_) or {"vi": id_, "en": id_}
    return Agency(id=id_, title=Bilingual(vi=names["vi"], en=names["en"]))


async def timeline(tx: Tx, dossier: UUID, *, actors: bool) -> Timeline:
    """What has happened to a dossier that the caller may read. `actors`: who acted is shown too."""
    rows = [row for row in await store.history(tx, dossier) if row["event"] in HISTORY]
    known = await store.titles(tx, {row["agency"] for row in rows if row["agency"]})
    return Timeline(happened=happened(rows, known, actors=actors))


def happened(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Any], *, actors: bool) -> list[Happening]:
    """Rows as they are shown. An applicant is told which agency acted, and never who."""
    return [
        Happening(
            event=row["event"],
            title=bilingual(HISTORY[row["event"]]),
            at=row["at"],
            agency=agency(row["agency"], known) if row["agency"] else None,
            actor=row["actor"] if actors else None,
            role=row["role"] if actors else None,
        )
        for row in rows
    ]
