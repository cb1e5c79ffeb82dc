"""Running numbers: each key counts on its own, without a gap and without a double."""

from __future__ import annotations

from shared.kernel.node import Node
from shared.reference.numbering import Numbers

TABLE = "create temporary table numbers (desk text, day text, last bigint not null, primary key (desk, day))"
NUMBERS = Numbers("desk", "day", r"(.+)-([0-9]{6})-([0-9]+)", lambda now: f"{now:%y%m%d}", room=1000)
ONE, TWO = ("H99.15", "261128"), ("H99.15", "261129")


async def test_numbers_are_given_out_in_the_order_asked(echo: Node) -> None:
    async with echo.database.begin() as tx:
        await tx.do(TABLE)
        assert await NUMBERS.take(tx, []) == []
        assert await NUMBERS.take(tx, [ONE, TWO, ONE]) == [1, 1, 2]
        assert await NUMBERS.take(tx, [TWO, ONE]) == [2, 3]
