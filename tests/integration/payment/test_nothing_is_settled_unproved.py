"""Invariant 6 sees what was settled or booked without a proved outcome: each lie is told to the tables, seen, and
undone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from motcua.verify.settled import unproved
from tests.integration.payment.bench import Bench, Charge

OF = "where event = 'ChargeSettled' and dossier = $1"
SAYS = "update journal set body = (body::jsonb || $2::jsonb)::text " + OF


@pytest.fixture(scope="module")
async def charges(bench: Bench) -> dict[str, Charge]:
    """One paid online, one at the desk; all is well with them."""
    online, cash = await bench.charge(), await bench.charge()
    await bench.bank_pays(await online.pay())
    await online.comes_to("settled")
    await cash.officer.act("payment", cash.path, "cash")
    assert await bench.unproved() == []
    return {"online": online, "cash": cash}


@pytest.fixture
async def database(bench: Bench) -> AsyncIterator[Any]:
    """As the owner; what is done is undone."""
    connection = await asyncpg.connect(bench.dsn)
    work = connection.transaction()
    await work.start()
    yield connection
    await work.rollback()
    await connection.close()


@pytest.mark.parametrize(
    ("which", "lie", "seen"),
    [
        ("online", f"update journal set message = 'Reported' {OF}", "Reported by payment, proof query"),
        ("online", f"update journal set actor = 'national-platform' {OF}", "Paid by national-platform, proof query"),
        ("online", f"update journal set role = 'applicant' {OF}", "Paid by payment, proof query"),
        ("online", SAYS.replace("$2", """'{"proof": "callback"}'"""), "proof callback"),
        ("online", SAYS.replace("$2", """'{"proof": "counter"}'"""), "proof counter"),
        ("online", SAYS.replace("$2", """'{"proof": "trust me"}'"""), "proof trust me"),
        ("online", SAYS.replace("$2", """'{"surplus": 1}'"""), "reports 150001 VND received, the ledger has 150000"),
        ("online", SAYS.replace("$2", """'{"reference": "GD-of-none"}'"""), "the ledger has None"),
        ("cash", f"update journal set agency = 'H99.03' {OF}", "TakeCash by officer:desk, proof counter"),
        ("cash", f"update journal set role = 'applicant' {OF}", "TakeCash by officer:desk, proof counter"),
        ("cash", f"update journal set message = 'Paid' {OF}", "Paid by officer:desk, proof counter"),
        ("cash", SAYS.replace("$2", """'{"proof": "query"}'"""), "TakeCash by officer:desk, proof query"),
    ],
)
async def test_a_settlement_without_its_proof(
    charges: dict[str, Charge], database: Any, which: str, lie: str, seen: str
) -> None:
    dossier = charges[which].dossier
    assert await database.execute(lie, dossier) == "UPDATE 1"
    found = await unproved(database)
    assert any(str(dossier) in one and seen in one for one in found), found


async def test_money_that_no_move_has_brought(charges: dict[str, Charge], database: Any) -> None:
    copy = """
        insert into ledger select gen_random_uuid(), account, amount, charge, dossier, 'GD-of-none', at from ledger
        where dossier = $1 and account like 'received:%'
    """
    await database.execute("alter table ledger disable trigger ledger_balances")
    await database.execute(copy, charges["online"].dossier)
    assert await unproved(database) == ["150000 VND of GD-of-none were booked without a move"]
