"""Running numbers: one counter for each key, such as an agency's day or year, in a service's table `numbers`.

A counter's row is the hottest lock of a transaction, so numbers are taken last, all at once and in the order of their
keys. A number that is taken by a transaction which fails is given out again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from shared.kernel.db import Tx

Key = tuple[str, str]
MOST = 2**53  # of a number that a code may hold


class Numbers:
    """The counters of one service; their key has two columns of text: whose, and of which period.

    `spelled`: the pattern of a code, with the two and its number as groups. `period`: the second column at a time.
    After a loss that was accepted the counters of the present period go on above the next multiple of `room`: numbers
    that were given out and reached nobody else are below it.
    """

    def __init__(self, first: str, second: str, spelled: str, period: Callable[[datetime], str], room: int) -> None:
        self._spelled = re.compile(spelled)
        self._period = period
        self._room = room
        self._take = f"""
            insert into numbers as n ({first}, {second}, last)
            select * from unnest($1::text[], $2::text[], $3::bigint[]) u({first}, {second}, last) order by 1, 2
            on conflict ({first}, {second}) do update set last = n.last + excluded.last
            returning {first} as first, {second} as second, last
        """
        self._raise = f"""
            insert into numbers as n ({first}, {second}, last)
            select * from unnest($1::text[], $2::text[], $3::bigint[]) u({first}, {second}, last) order by 1, 2
            on conflict ({first}, {second}) do update set last = excluded.last where n.last < excluded.last
            returning {first} as first, {second} as second, last
        """
        self._known = f"select {first} as first, {second} as second, last from numbers"

    async def take(self, tx: Tx, keys: Sequence[Key]) -> list[int]:
        """The next number of each of these keys, in their order; a key that comes twice gets two."""
        if not keys:
            return []
        counts = Counter(keys)
        rows = await tx.fetch(self._take, *map(list, zip(*counts, strict=True)), list(counts.values()))
        given = {(row["first"], row["second"]): row["last"] - counts[row["first"], row["second"]] for row in rows}
        numbers = []
        for key in keys:
            given[key] += 1
            numbers.append(given[key])
        return numbers

    async def raise_above(self, tx: Tx, codes: Sequence[str], now: datetime) -> list[str]:
        """See `registry.Counters`."""
        known = {(row["first"], row["second"]): row["last"] for row in await tx.fetch(self._known)}
        wanted = self.above(known, codes, self._period(now))
        if not wanted:
            return []
        rows = await tx.fetch(self._raise, *map(list, zip(*wanted, strict=True)), list(wanted.values()))
        return sorted(f"{row['first']} {row['second']}: {row['last']}" for row in rows)

    def above(self, known: dict[Key, int], codes: Sequence[str], period: str) -> dict[Key, int]:
        """What the counters must stand at, by those known and the codes that were given out. Pure."""
        found: dict[Key, int] = {}
        for code in codes:
            if spelled := self._spelled.fullmatch(code):
                first, second, number = spelled.groups()
                if int(number) < MOST:
                    found[first, second] = max(found.get((first, second), 0), int(number))
        for first in {first for first, _ in (*known, *found)}:
            last = max(found.get((first, period), 0), known.get((first, period), 0))
            found[first, period] = -(-(last + 1) // self._room) * self._room
        return found
