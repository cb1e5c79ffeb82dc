"""What a table does, found by asking it: every row walked with facts that open its guard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shared.contracts.message import Event
from shared.kernel.entity import EntityType
from shared.kernel.errors import Refused
from shared.kernel.machine import Machine, Step, Transition

Case = tuple[Any, Any]  # facts and message
Opened = Callable[[Transition[Any, Any, Any]], Case]


def answer(machine: Machine[Any, Any], state: Any, case: Case) -> Step[Any] | Refused | None:
    """A step, None for old news, or the refusal. Anything else it raises is a bug."""
    try:
        return machine.decide(state, *case)
    except Refused as refusal:
        return refusal


def arrows(entity_type: EntityType[Any], opened: Opened) -> dict[type[Event], str]:
    """Each event the table emits, with its arrow: `noun: a, b -> c`, or `noun: a, b stays`."""
    told: dict[type[Event], set[tuple[Any, Any]]] = defaultdict(set)
    for row in entity_type.machine.transitions:
        told[type(row.emit(*opened(row)))].add((row.state, row.to))
    return {event: _arrow(entity_type, moves) for event, moves in told.items()}


def _arrow(entity_type: EntityType[Any], moves: Iterable[tuple[Any, Any]]) -> str:
    order = [None, *entity_type.machine.states]
    ways = sorted(set(moves), key=lambda way: order.index(way[0]))
    before = ", ".join(str(state or "none") for state, _ in ways)
    if all(state is target for state, target in ways):
        return f"{entity_type.name}: {before} stays"
    targets = {target for _, target in ways}
    assert len(targets) == 1, f"one event for {ways} cannot have an arrow"
    return f"{entity_type.name}: {before} -> {targets.pop()}"


def told(events: Mapping[type[Event], str]) -> dict[type[Event], str]:
    """The arrows these events claim in their docstrings."""
    return {event: (event.__doc__ or "").strip() for event in events}
