"""Compares the answers that clients were given with what is stored: lost promises, and moves without a request."""

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
    """The number of promises, those that are not kept, and the causes of moves that no promise explains."""

    accepted: int
    lost: list[str]
    doubled: list[str]


class Stored(NamedTuple):
    """The move in the answer of each key, the cause of each move, and the causes that were commands."""

    kept: dict[bytes, Move | None]
    causes: dict[Move, Any]
    asked: set[Any]

    def holds(self, promise: Promise) -> bool:
        """True if the answer and the move it names are stored."""
        move = promise.move
        key = digest_of(promise.key)
        return key in self.kept and move in (None, self.kept[key]) and (move is None or move in self.causes)


async def balance(places: Sequence[Place], promises: Iterable[Promise]) -> Balance:
    """Compares service by service. One key makes one move; a move by any other command is a double."""
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
