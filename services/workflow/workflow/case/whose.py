"""Whose a case is, written once: for a row in memory and for the columns of its table alike (see `web/reading`)."""

from __future__ import annotations

from typing import Any

from shared.contracts.relation import Relation


def stands(case: Any, holds: Any, who: Any) -> dict[Relation, Any]:
    """How a caller stands to a case. `holds`: the caller has claimed one of its open tasks.

    An agency that is consulted, or that received the dossier, reads the case and does its own tasks, and no more.
    """
    deciding = case.agency == who.agency
    return {Relation.DECIDING: deciding, Relation.HOLDER: deciding & holds}


def reads(case: Any, is_consulted: Any, who: Any) -> Any:
    """Who may read it: the agency that decides, the desk, and any other that has or had a task of it."""
    return (case.agency == who.agency) | (case.desk == who.agency) | is_consulted
