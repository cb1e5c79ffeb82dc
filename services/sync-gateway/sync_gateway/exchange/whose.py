"""Whose an exchange is, written once for rows and SQL: the operators' alone."""

from __future__ import annotations

from typing import Any

from shared.contracts.relation import Relation


def reads(who: Any) -> Any:
    return who.role == "operator"


def stands(who: Any) -> dict[Relation, Any]:
    """How a caller stands to any exchange."""
    return {Relation.OPERATING: reads(who)}
