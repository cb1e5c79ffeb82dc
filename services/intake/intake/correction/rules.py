"""What a person wrote in a request about their data: sealed, and what of it corrects how they are reached. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.kernel.sealing import Box, place_of


def sealed(box: Box, request: UUID, written: Mapping[str, Any]) -> bytes:
    """As it is kept, under the key of the request."""
    return box.seal(json.dumps(written, ensure_ascii=False).encode(), _place(request))


def opened(box: Box | None, request: UUID, kept: bytes) -> dict[str, Any] | None:
    """As it was written; None: the key was destroyed, or it was not sealed for this place."""
    plain = box.open(kept, _place(request)) if box else None
    return None if plain is None else dict(json.loads(plain))


def corrected(applicant: dict[str, Any], correction: Mapping[str, Any] | None) -> dict[str, Any]:
    """An applicant with what was granted to be written instead; of several persons the one who is told."""
    if not correction:
        return applicant
    if contact := applicant.get("contact"):
        return {**applicant, "contact": {**contact, **correction}}
    return {**applicant, **correction}


def _place(request: UUID) -> bytes:
    return place_of("requests", request)
