"""Each way to break a machine a little: what is written in its table, left out or opened, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from motcua.registries import REGISTRIES
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, always, anytime

Table = Machine[Any, Any]


@dataclass(frozen=True)
class Mutant:
    """One broken machine of a noun, and what is wrong with it."""

    entity_type: EntityType[Any]
    wrong: str
    machine: Table

    def __str__(self) -> str:
        return f"{self.entity_type.name}: {self.wrong}"


def entity_types() -> list[EntityType[Any]]:
    """Every noun of every service, once."""
    found = {entity_type.name: entity_type for registry in REGISTRIES for entity_type in registry.entity_types}
    return [found[name] for name in sorted(found)]


def mutants_of(entity_type: EntityType[Any]) -> Iterator[Mutant]:
    """All of a noun, in the order of its table."""
    machine = entity_type.machine
    for wrong, changes in (*_rows(machine), *_lists(machine)):
        plain: dict[str, Any] = {
            "final": machine.final,
            "transitions": machine.transitions,
            "ignore": machine.ignore,
            "within": machine.within,
            "calling": machine.calling,
            "noun": machine.noun,
        }
        yield Mutant(entity_type, wrong, Machine(machine.states, **(plain | changes)))


def never(*_known: Any) -> bool:
    """The `may` or guard of a row that nothing takes."""
    return False


def _rows(machine: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    for n, row in enumerate(machine.transitions):
        name = f"row {n + 1} ({row.state or 'none'} on {row.on.__name__} to {row.to})"
        yield f"without {name}", {"transitions": _instead(machine, n)}
        if row.may is not anytime:
            yield f"{name} without its may {row.may.__name__}", {"transitions": _instead(machine, n, may=anytime)}
            yield f"{name} that never may", {"transitions": _instead(machine, n, may=never)}
        if row.guard is not always:
            yield f"{name} without its guard {row.guard.__name__}", {"transitions": _instead(machine, n, guard=always)}
            yield f"{name} behind a guard that never opens", {"transitions": _instead(machine, n, guard=never)}
        for tick in row.renew:
            kept = tuple(one for one in row.renew if one is not tick)
            yield f"{name} does not renew {tick.__name__}", {"transitions": _instead(machine, n, renew=kept)}


def _instead(machine: Table, n: int, **changes: Any) -> list[Transition[Any, Any, Any]]:
    """The rows with these changes of the nth; without it, if there are none."""
    changed = [replace(machine.transitions[n], **changes)] if changes else []
    return [*machine.transitions[:n], *changed, *machine.transitions[n + 1 :]]


def _lists(machine: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    for state, kind in machine.ignore:
        rest = {key: why for key, why in machine.ignore.items() if key != (state, kind)}
        yield f"{state} does not ignore {kind.__name__}", {"ignore": rest}
    for state, limits in machine.within.items():
        for limit in limits:
            rest = {**machine.within, state: tuple(one for one in limits if one is not limit)}
            yield f"{state} without its deadline {limit.tick.__name__}", {"within": rest}
    for state, names in machine.calling.items():
        for name in names:
            rest = {**machine.calling, state: tuple(one for one in names if one != name)}
            yield f"{state} does not call {name}", {"calling": rest}
    for state in sorted(machine.final):
        yield f"{state} is not final", {"final": machine.final - {state}}
