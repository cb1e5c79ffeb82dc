"""Running numbers: one counter for each key, such as an agency's day or year, in a service's table `numbers`.

A counter's row is the hottest lock of a transaction, so numbers are taken last, all at once and in the order of their
keys. A number that is taken by a transaction which fails is given out again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shared.kernel.db import Tx

Key = tuple[str, str]


class Numbers:
    """The counters of one service; their key has two columns of text."""

    def __init__(self, first: str, second: str) -> None:
        self._take = f"""
            insert into numbers as n ({first}, {second}, last)
            select * from unnest($1::text[], $2::text[], $3::bigint[]) u({first}, {second}, last) order by 1, 2
            on conflict ({first}, {second}) do update set last = n.last + excluded.last
            returning {first} as first, {second} as second, last
        """

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
