"""Whose a mandate is, written once for rows and columns: who gives it, who has it, and the desk that confirms it.

`theirs` says whether the caller acts under the id of one of the two.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from shared.contracts.relation import Relation, those


def stands(mandate: Any, theirs: Any, who: Any) -> dict[Relation, Any]:
    """How a caller stands to a mandate."""
    return {
        Relation.OWNER: (who.role == "applicant") & theirs,
        Relation.RECEIVING: ((who.role == "officer") | (who.role == "supervisor")) & (mandate.desk == who.agency),
    }


def relations(mandate: Any, parties: Collection[str], who: Any) -> frozenset[Relation]:
    """How somebody who acts under these ids stands to a mandate."""
    theirs = mandate.representative in parties or mandate.principal in parties
    return those(stands(mandate, theirs, who))


def reads(mandate: Any, theirs: Any, who: Any) -> Any:
    """Who may read it."""
    found = stands(mandate, theirs, who)
    return found[Relation.OWNER] | found[Relation.RECEIVING]
