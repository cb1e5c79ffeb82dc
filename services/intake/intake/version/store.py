"""Opens what was written, as rows of the view `handed_in` or of a table have it beside the key of its subject.

The names of files too: people put their own into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from intake.version.rules import Text, masked, opened
from shared.kernel.db import Tx
from shared.kernel.sealing import Box, Masters, place_of

#: What was handed in last of each of these dossiers, or is written of a draft.
LAST = "select dossier, subject, number, sealed, master, wrapped from handed_in where dossier = any($1::uuid[])"


def text_of(masters: Masters, row: Mapping[str, Any], prefix: str = "") -> Text | None:
    """The text in the columns `{prefix}subject`, `number`, `sealed`, `master`, `wrapped`. Raises Unavailable.

    None: the key was destroyed.
    """
    subject, number, kept, master, wrapped = (
        row[f"{prefix}{name}"] for name in ("subject", "number", "sealed", "master", "wrapped")
    )
    if wrapped is None:
        return None
    return opened(masters.box(master, wrapped), subject, row["dossier"], number, kept)


async def masked_names(tx: Tx, masters: Masters, dossiers: Iterable[UUID]) -> dict[UUID, str]:
    """Whose these dossiers are, for a list; without those that were erased. Raises Unavailable."""
    rows = await tx.fetch(LAST, list(dossiers))
    found = ((row["dossier"], text_of(masters, row)) for row in rows)
    return {dossier: masked(text.parts["applicant"]) for dossier, text in found if text}


def named(box: Box, subject: UUID, document: UUID, name: str) -> bytes:
    """A file's name as it is kept."""
    return box.seal(name.encode(), _place(subject, document))


def name_of(masters: Masters, row: Mapping[str, Any]) -> str:
    """A document's name by its row beside its key; empty once that was destroyed. Raises Unavailable."""
    if row["wrapped"] is None:
        return ""
    plain = masters.box(row["master"], row["wrapped"]).open(row["named"], _place(row["subject"], row["id"]))
    return (plain or b"").decode()


def _place(subject: UUID, document: UUID) -> bytes:
    return place_of("documents", subject, document, "name")
