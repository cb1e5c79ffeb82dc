"""Losses that were accepted: what they explain is shown as accepted, and is no breach. Reads the table `losses`.

A loss explains what is deferred, not received, or differs at a counterpart for a dossier, an entity, a code or a
reference that it lists. It explains nothing that is altered, sent, moved twice, or named twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from motcua.verify.accounts import MONEY, Account
from shared.audit.invariants import Broken, Place

#: 5: nothing is deferred; 8: what was received is what was emitted.
EXPLAINED = frozenset({5, 8, MONEY})
WORD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.:-]*\w")  # an id, or what stands alone
LOSSES = """
select l.id, l.actor, l.why, l.begun_at, l.finished_at, count(e.id) as events, count(distinct e.dossier) as dossiers
from losses l left join lost e on e.loss = l.id group by l.id order by l.id
"""
NAMES = "select dossier, entity, code, outside from lost"


@dataclass(frozen=True)
class Loss:
    """One loss of one service."""

    service: str
    id: int
    actor: str
    why: str
    begun_at: datetime
    finished_at: datetime | None
    events: int
    dossiers: int

    @property
    def line(self) -> str:
        """One line of text."""
        what = f"{self.events} events of {self.dossiers} dossiers, by {self.actor}: {self.why}"
        if self.finished_at is None:
            return f"Loss {self.id} of {self.service} is being accepted since {self.begun_at:%Y-%m-%d %H:%M}: {what}"
        return f"Loss {self.id} of {self.service}, accepted {self.finished_at:%Y-%m-%d %H:%M}: {what}"


@dataclass(frozen=True)
class Accepted:
    """All accepted losses, and what they name."""

    losses: Sequence[Loss] = ()
    dossiers: Collection[UUID] = ()
    names: Collection[str] = field(default_factory=frozenset)

    def explains(self, what: str) -> bool:
        """Does this text name something that is lost?"""
        return bool(self.names) and any(word in self.names for word in WORD.findall(what))

    def split(self, broken: Iterable[Broken]) -> tuple[list[Broken], list[str]]:
        """What breaks an invariant, and what is explained."""
        left, explained = [], []
        for one in broken:
            if one.invariant in EXPLAINED and self.explains(one.what):
                explained.append(f"{one.service}: {one.what}")
            else:
                left.append(one)
        return left, explained

    def settle(self, accounts: Iterable[Account]) -> tuple[list[Account], list[str]]:
        """The same for accounts with counterparts."""
        found, explained = [], []
        for account in accounts:
            lost = [what for what in account.broken if self.explains(what)]
            explained += lost
            found.append(account._replace(broken=[what for what in account.broken if what not in lost]))
        return found, explained


async def accepted(places: Sequence[Place]) -> Accepted:
    """What the services have accepted, or are accepting."""
    losses, dossiers, names = [], set[UUID](), set[str]()
    for place in places:
        connection = await asyncpg.connect(place.dsn)
        try:
            losses += [Loss(place.name, **dict(row)) for row in await connection.fetch(LOSSES)]
            for row in await connection.fetch(NAMES):
                dossiers.add(row["dossier"])
                names.update(_texts(row))
        finally:
            await connection.close()
    return Accepted(losses, frozenset(dossiers), frozenset(names))


def _texts(row: Any) -> Iterable[str]:
    return (str(value) for value in row.values() if value is not None)
