"""Opens what was written, as rows of the view `handed_in` or of a table have it beside the key of its subject.

The names of files too: people put their own into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from intake.version.rules import Text, opened
from shared.kernel.sealing import Box, Masters, place_of


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
