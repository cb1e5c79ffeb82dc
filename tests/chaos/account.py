"""What was promised against what is stored: lost promises, and effects nobody was promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import asyncpg

from shared.contracts.message import Command
from shared.laws import Place
from tests.chaos.load import Promise

KEPT = "select key from answers"
CAUSED = """
select j.subject, j.line, j.cause, j.heard = any($1::text[]) as asked from journal j
"""


class Balance(NamedTuple):
    """Keys whose promise is not kept; causes of moves that nobody was promised."""

    accepted: int
    lost: list[str]
    doubled: list[str]


async def balance(places: Sequence[Place], promises: Iterable[Promise]) -> Balance:
    """Compares, service by service. A promise is kept when its answer is stored and the move it names is too.

    A command that moved something without a promise was done twice: every client has asked until it got one.
    """
    by_service: dict[str, dict[str, Promise]] = defaultdict(dict)
    for promise in promises:
        by_service[promise.service][promise.key] = promise
    lost, doubled = [], []
    for place in places:
        mine = by_service[place.name]
        kept, moves, asked = await _stored(place)
        lost += [f"{place.name}: {key}" for key, one in mine.items() if key not in kept or not _moved(one, moves)]
        promised = {moves[one.subject, one.line] for one in mine.values() if (one.subject, one.line) in moves}
        doubled += [f"{place.name}: {cause}" for cause in asked - promised]
    return Balance(sum(map(len, by_service.values())), lost, doubled)


def _moved(promise: Promise, moves: dict[object, object]) -> bool:
    return promise.subject is None or (promise.subject, promise.line) in moves


async def _stored(place: Place) -> tuple[set[str], dict[object, object], set[object]]:
    """Keys with an answer, the cause of each move, and the causes that were commands."""
    commands = [kind.__name__ for kind in place.hearing.handlers if issubclass(kind, Command)]
    connection = await asyncpg.connect(place.dsn)
    try:
        kept = {row["key"] for row in await connection.fetch(KEPT)}
        rows = await connection.fetch(CAUSED, commands)
    finally:
        await connection.close()
    moves: dict[object, object] = {(row["subject"], row["line"]): row["cause"] for row in rows}
    return kept, moves, {row["cause"] for row in rows if row["asked"]}
