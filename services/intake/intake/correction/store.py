"""How applicants are reached now: what was granted to be written instead of what they wrote in their dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from intake.correction.rules import opened
from intake.correction.tables import GRANTED
from shared.kernel.db import Tx
from shared.kernel.sealing import Masters


async def corrections(tx: Tx, masters: Masters, dossiers: Collection[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """By dossier; without an entry nothing was corrected."""
    rows = await tx.fetch(GRANTED, list(dossiers))
    texts = {
        row["dossier"]: opened(masters.box(row["master"], row["wrapped"]), row["request"], row["sealed"])
        for row in rows
    }
    return {dossier: text["correction"] for dossier, text in texts.items() if text and text["correction"]}
