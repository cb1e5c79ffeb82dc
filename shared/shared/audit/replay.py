"""Invariants 1 and 2 over one journal: its entries are replayed, dossier by dossier. Pure: the caller reads the rows.

An entry that was altered may hold anything, so a replay raises nothing: it yields what is wrong and goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec

from shared.contracts.message import Event
from shared.kernel.entity import Entity, EntityType
from shared.kernel.entry import Entry, digest_of
from shared.kernel.registry import Registry
from shared.kernel.streams import GENESIS


class Replay:
    """One replay of a journal: the last entry of the chain, and every entity as replayed so far.

    `streams` are the rows of that table by dossier; the replay removes those whose journal it has found.
    """

    def __init__(self, registry: Registry[Any], streams: dict[UUID, Any]) -> None:
        self._entity_types = {entity_type.name: entity_type for entity_type in registry.entity_types}
        self._events = _events(registry.producer)
        self._streams = streams
        self._last: Entry | None = None
        self._rows: dict[str, dict[UUID, Entity]] = {name: {} for name in self._entity_types}

    def step(self, entry: Entry) -> Iterator[tuple[int, str]]:
        """What is wrong with the next entry: the invariant, and what breaks it."""
        before = self._last if self._last is not None and self._last.dossier == entry.dossier else None
        if before is None:
            yield from ((2, what) for what in self._ends())
        yield from ((2, what) for what in _chained(before, entry))
        yield from ((1, what) for what in self._replayed(entry))
        self._last = entry

    def end(self) -> Iterator[str]:
        """What is wrong with the last chain, and streams that have no journal at all."""
        yield from self._ends()
        lost = [(dossier, stream["sequence"]) for dossier, stream in self._streams.items() if stream["sequence"]]
        yield from (
            f"dossier {dossier} sequence 1: is missing, as are all {emitted} events" for dossier, emitted in lost
        )

    def compare(self, entity_type: EntityType[Any], stored: Iterable[Entity]) -> Iterator[str]:
        """Compares the rows of an entity type with their replay. To be called once, after the last step."""
        replayed = self._rows[entity_type.name]
        for row in stored:
            expected, found = replayed.pop(row.id, None), entity_type.values_of(row)
            given = entity_type.values_of(expected) if expected is not None else {}
            if odd := [name for name, value in found.items() if name not in given or given[name] != value]:
                named = f"{entity_type.name} {row.id}"
                yield f"dossier {row.dossier}, {named}: the row is not what its journal gives ({', '.join(odd)})"
        for row in replayed.values():
            yield f"dossier {row.dossier}, {entity_type.name} {row.id}: has a journal, but no row"

    def _ends(self) -> Iterator[str]:
        """Compares the chain that ends here with its stream row, and removes that; a row that stays has no journal."""
        if self._last is None:
            return
        dossier, sequence = self._last.dossier, self._last.sequence
        stream = self._streams.pop(dossier, None)
        emitted = stream["sequence"] if stream is not None else 0
        if emitted > sequence:
            yield f"dossier {dossier} sequence {sequence + 1}: is missing, {emitted} events were emitted"
        elif emitted < sequence:
            yield f"dossier {dossier} sequence {sequence}: was never emitted, the stream ends at {emitted}"
        elif stream["digest"] != self._last.digest:
            yield f"dossier {dossier} sequence {sequence}: the stream ends with another digest"

    def _replayed(self, entry: Entry) -> Iterator[str]:
        """Applies one move to its entity, as the unit of work did."""
        where = f"dossier {entry.dossier} sequence {entry.sequence}"
        try:
            entity_type = self._entity_types[entry.entity_type]
            row = self._rows[entity_type.name].setdefault(
                entry.entity, entity_type.row(id=entry.entity, dossier=entry.dossier)
            )
            if row.state != entry.before:
                yield f"{where}: moved {entity_type.name} {entry.entity} from {entry.before}, but it was {row.state}"
            entity_type.restore(row, entity_type.moved(row, entry.after, entry.sequence))
            entity_type.apply(row, msgspec.json.decode(entry.body, type=self._events[entry.event]))
        except Exception as error:  # `apply` may raise anything for a body that was never emitted
            yield f"{where}: cannot be replayed ({type(error).__name__})"


def _events(producer: str) -> dict[str, type[Event]]:
    known: list[type[Event]] = [Event]
    for kind in known:
        known += kind.__subclasses__()
    return {kind.__name__: kind for kind in known if getattr(kind, "producer", None) == producer}


def _chained(before: Entry | None, entry: Entry) -> Iterator[str]:
    where, due = f"dossier {entry.dossier} sequence", before.sequence + 1 if before else 1
    if entry.sequence != due:
        yield f"{where} {due}: is missing, {entry.sequence} comes instead"
    if entry.previous != (before.digest if before else GENESIS):
        yield f"{where} {entry.sequence}: does not follow the digest before it"
    if entry.digest != digest_of(entry) or "" in (entry.before, entry.agency, entry.traceparent):
        yield f"{where} {entry.sequence}: was altered"
