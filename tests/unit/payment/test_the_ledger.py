"""Every entry sums to zero, whatever is entered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from payment.ledger.models import Line
from payment.ledger.rules import Entry
from tests.support.payment_facts import ID, NOON

ENTRY = Entry(charge=ID, dossier=ID, reference="GD1", at=NOON)
AMOUNTS = st.dictionaries(st.sampled_from(["phi", "le-phi"]), st.integers(1, 10**12), min_size=1)


def balance(lines: list[Line]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, 0) + line.amount
    return sums


@given(AMOUNTS, st.integers(1, 10**12))
def test_every_entry_sums_to_zero(amounts: dict[str, int], more: int) -> None:
    too_much = ENTRY.fee_paid("cash", amounts, more)
    for lines in (ENTRY.fee_paid("cash", amounts), too_much, ENTRY.fee_owed(amounts), ENTRY.stray("cash", more)):
        assert sum(line.amount for line in lines) == 0
        assert len({line.entry for line in lines}) == 1
        assert len({line.account for line in lines}) == len(lines)


def test_paid_then_owed_leaves_the_money_received_and_owed() -> None:
    amounts = {"phi": 120_000, "le-phi": 30_000}
    lines = [*ENTRY.fee_paid("national-platform", amounts), *ENTRY.fee_owed(amounts)]
    assert balance(lines) == {"received:national-platform": 150_000, "phi": 0, "le-phi": 0, "owed": -150_000}
    assert len({(line.entry, line.account) for line in lines}) == len(lines)


def test_what_comes_beyond_the_fee_is_owed() -> None:
    lines = ENTRY.fee_paid("national-platform", {"phi": 8_000}, 5_000)
    assert balance(lines) == {"received:national-platform": 13_000, "phi": -8_000, "owed": -5_000}


def test_a_second_payment_earns_nothing() -> None:
    assert balance(ENTRY.stray("national-platform", 7)) == {"received:national-platform": 7, "owed": -7}
