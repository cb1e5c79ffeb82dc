"""Whose a charge is, written once: for its dossier in memory and for the columns of `dossiers` (see `web/reading`)."""

from __future__ import annotations

from typing import Any

from shared.contracts.relation import Relation
from shared.reference.dossier import applies, reads

__all__ = ["reads", "stands"]


def stands(dossier: Any, who: Any) -> dict[Relation, Any]:
    """How a caller stands to a charge of this dossier. The agency that decides reads it, and no more."""
    return {
        Relation.OWNER: applies(dossier, who),
        Relation.RECEIVING: dossier.desk == who.agency,
    }
