"""Several reads in one round trip answer as each would alone, whatever their columns are."""

from __future__ import annotations

import asyncpg
import pytest

from shared.kernel.db import Read
from shared.kernel.node import Node

NUMBERS: Read = ("select n, n * 10 as tens from unnest($1::bigint[]) n order by n desc", [[1, 3, 2]])
WORDS: Read = (
    "select w as n, $2::text[] as both, null::jsonb as none, '{\"a\": [1]}'::jsonb as some from unnest($1::text[]) w",
    [["x"], ["y", "z"]],
)
NO_ROW: Read = ("select gen_random_uuid() as id, now() as at where false", ())
BYTES: Read = ("select $1::bytea as body, $1::bytea is null as empty, array[1, 2]::int[] as list", [b"\0\xff"])


@pytest.mark.parametrize("reads", [[NUMBERS], [WORDS, NO_ROW], [NO_ROW, NUMBERS, WORDS, BYTES, NUMBERS]])
async def test_each_answers_as_alone(echo: Node, reads: list[Read]) -> None:
    async with echo.database.begin() as tx:
        alone = [[dict(row) for row in await tx.fetch(sql, *values)] for sql, values in reads]
        for _ in range(2):  # put together, and known by then
            assert [list(map(dict, rows)) for rows in await tx.fetch_all(*reads)] == alone


async def test_all_see_the_same_instant(echo: Node) -> None:
    """What is committed between two statements is seen by both or by none."""
    counting: Read = ("select count(*) as n, txid_current_snapshot()::text as instant from streams", ())
    async with echo.database.begin() as tx:
        first, second = await tx.fetch_all(counting, counting)
    assert first == second


async def test_a_read_whose_columns_have_one_name_is_a_bug(echo: Node) -> None:
    async with echo.database.begin() as tx:
        with pytest.raises(asyncpg.AmbiguousColumnError):
            await tx.fetch_all(("select 1 as n, 2 as n", ()), NUMBERS)
