"""Which machine the unit tests of a noun judge: its own, or the mutant that `make mutate` puts in its place.

Tests ask here, never the noun. So a mutant is judged by the very tests that judge the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine

_instead: dict[str, Machine[Any, Any]] = {}


def machine_of(entity_type: EntityType[Any]) -> Machine[Any, Any]:
    """The machine to judge."""
    return _instead.get(entity_type.name, entity_type.machine)


@contextmanager
def judged_instead(entity_type: EntityType[Any], mutant: Machine[Any, Any]) -> Iterator[None]:
    """Within the block the tests of this noun judge the mutant."""
    _instead[entity_type.name] = mutant
    try:
        yield
    finally:
        del _instead[entity_type.name]


def defects(machine: Machine[Any, Any]) -> list[str]:
    """States that no transition reaches, that none leaves, and final ones that are left."""
    reached = {transition.to for transition in machine.transitions if transition.state is None}
    frontier = list(reached)
    while frontier:
        here = frontier.pop()
        ahead = {transition.to for transition in machine.transitions if transition.state is here} - reached
        reached |= ahead
        frontier += ahead
    leaving = {transition.state for transition in machine.transitions if transition.to is not transition.state}
    return [
        *(f"{state} is unreachable" for state in machine.states if state not in reached),
        *(f"{state} is a dead end" for state in machine.states if state not in leaving | machine.final),
        *(f"{state} is final but moves on" for state in sorted(machine.final & leaving)),
    ]
