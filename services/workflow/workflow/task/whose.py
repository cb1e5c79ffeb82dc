"""Whose a task is, written once: for a row in memory and for the columns of its table alike (see `web/reading`)."""

from __future__ import annotations

from typing import Any

from shared.contracts.relation import Relation


def stands(task: Any, who: Any) -> dict[Relation, Any]:
    """How a caller stands to a task: at the agency in whose queue it is, and having claimed it, in that role."""
    queue = task.agency == who.agency
    return {Relation.QUEUE: queue, Relation.HOLDER: queue & (task.officer == who.actor) & (task.role == who.role)}


def reads(task: Any, who: Any) -> Any:
    """Who may read it: the agency in whose queue it is."""
    return stands(task, who)[Relation.QUEUE]
