"""The ledger of the running service: its writer adds lines that balance, and can do nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from motcua.stack.stack import Stack
from shared.kernel.ids import uuid7
from tests.integration.payment.bench import Bench

ADD = """
insert into ledger(entry, account, amount, charge, dossier, reference, at)
select $1, u.account, u.amount, $1, $1, 'by hand', now() from unnest($2::text[], $3::bigint[]) u(account, amount)
"""


@pytest.fixture
async def writer(bench: Bench, own_stack: Stack) -> AsyncIterator[asyncpg.Connection]:
    """As the service is connected; what is done is undone."""
    charge = await bench.charge()
    await charge.officer.act("payment", charge.path, "cash")
    connection = await asyncpg.connect(own_stack.addresses.writer_dsn("payment"))
    work = connection.transaction()
    await work.start()
    yield connection
    await work.rollback()
    await connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "update ledger set amount = amount * 2",
        "delete from ledger",
        "truncate ledger",
        "alter table ledger disable trigger all",
    ],
)
async def test_no_entry_is_changed_or_taken_away(writer: Any, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await writer.execute(sql)


@pytest.mark.parametrize("amounts", [[7, -6], [7], [2**62, 2**62]])
async def test_an_entry_that_does_not_balance_does_not_come_in(writer: Any, amounts: list[int]) -> None:
    with pytest.raises(asyncpg.RaiseError, match="sum to zero"):
        await writer.execute(ADD, uuid7(), ["phi", "owed"][: len(amounts)], amounts)


async def test_an_entry_that_balances_comes_in_once(writer: Any) -> None:
    entry = uuid7()
    await writer.execute(ADD, entry, ["phi", "owed"], [7, -7])
    with pytest.raises(asyncpg.UniqueViolationError):
        await writer.execute(ADD, entry, ["phi", "owed"], [7, -7])
