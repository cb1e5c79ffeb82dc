"""What was promised against what is stored: lost promises, and effects without a key of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from shared.audit.invariants import Place
from shared.contracts.message import Command
from shared.web.idempotency import digest_of
from tests.chaos.load import Move, Promise

KEPT = "select key, entity, sequence from replies"
MOVES = "select entity, sequence, cause, message = any($1::text[]) as asked from journal"


class Balance(NamedTuple):
    """How many keys were promised something; promises that are not kept; causes of moves no key answers for."""

    accepted: int
    lost: list[str]
    doubled: list[str]


class Stored(NamedTuple):
    """The move each key was answered with, the cause of each move, and the causes that were commands."""

    kept: dict[bytes, Move | None]
    causes: dict[Move, Any]
    asked: set[Any]

    def holds(self, promise: Promise) -> bool:
        """Whether the same answer is stored, and the move it names."""
        move = promise.move
        key = digest_of(promise.key)
        return key in self.kept and move in (None, self.kept[key]) and (move is None or move in self.causes)


async def balance(places: Sequence[Place], promises: Iterable[Promise]) -> Balance:
    """Compares, service by service. A key is answered once, with the move it has made: other commands are doubles."""
    promised: dict[str, set[Promise]] = defaultdict(set)
    for promise in promises:
        promised[promise.service].add(promise)
    lost, doubled = [], []
    for place in places:
        stored = await _stored(place)
        lost += [f"{place.name}: {one.key}" for one in promised[place.name] if not stored.holds(one)]
        answered = {stored.causes[move] for move in stored.kept.values() if move in stored.causes}
        doubled += [f"{place.name}: {cause}" for cause in stored.asked - answered]
    return Balance(sum(map(len, promised.values())), lost, doubled)


async def _stored(place: Place) -> Stored:
    commands = [kind.__name__ for kind in place.registry.handlers if issubclass(kind, Command)]
    connection = await asyncpg.connect(place.dsn)
    try:
        kept = {row["key"]: _move(row["entity"], row["sequence"]) for row in await connection.fetch(KEPT)}
        rows = await connection.fetch(MOVES, commands)
    finally:
        await connection.close()
    causes = {Move(row["entity"], row["sequence"]): row["cause"] for row in rows}
    return Stored(kept, causes, {row["cause"] for row in rows if row["asked"]})


def _move(entity: UUID | None, sequence: int | None) -> Move | None:
    return None if entity is None or sequence is None else Move(entity, sequence)
