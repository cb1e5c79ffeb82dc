"""What one dossier costs (phí, lệ phí)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.contracts.reference.words import Code, Reference, Text


class FeeKind(StrEnum):
    """phí (for a service) or lệ phí (statutory): on separate receipts (Luật Phí và lệ phí)."""

    CHARGE = "phi"
    FEE = "le-phi"


class Fee(Reference):
    """What one dossier costs. amount in VND."""

    code: Code
    kind: FeeKind
    title: Text
    amount: Annotated[int, Field(strict=True, gt=0, le=10_000_000_000)]
