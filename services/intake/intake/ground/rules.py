"""What is written of a mandate: sealed under the key of who is represented. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.kernel.sealing import Box, Masters, place_of


def sealed(box: Box, mandate: UUID, text: str) -> bytes:
    """As it is kept."""
    return box.seal(text.encode(), _place(mandate))


def opened(masters: Masters, row: Mapping[str, Any]) -> str | None:
    """What a row has, with the key of it; None: that was destroyed. Raises Unavailable."""
    box = masters.box(row["master"], row["wrapped"]) if row["wrapped"] else None
    plain = box.open(row["sealed"], _place(row["mandate"])) if box else None
    return plain.decode() if plain else None


def _place(mandate: UUID) -> bytes:
    return place_of("mandate_texts", mandate, mandate)
