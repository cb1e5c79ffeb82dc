"""What counters must stand at after a loss was accepted: no number that was given out is given out again."""

from __future__ import annotations

import pytest

from intake.dossier.rules import CODE, code_of
from payment.charge.rules import RECEIPT
from shared.reference.numbering import Numbers

NUMBERS = Numbers("desk", "day", CODE, lambda now: f"{now:%y%m%d}", room=1000)
TODAY, BEFORE = "261129", "261128"


@pytest.mark.parametrize(
    ("known", "codes", "wanted"),
    [
        ({}, [], {}),
        ({("H99.15", TODAY): 12}, [], {("H99.15", TODAY): 1000}),
        ({("H99.15", TODAY): 12}, [code_of("H99.15", TODAY, 57)], {("H99.15", TODAY): 1000}),
        ({("H99.15", TODAY): 999}, [], {("H99.15", TODAY): 1000}),
        ({("H99.15", TODAY): 1000}, [], {("H99.15", TODAY): 2000}),
        ({}, [code_of("H99.15", TODAY, 12345), code_of("H99.15", TODAY, 7)], {("H99.15", TODAY): 13000}),
        # a day that is over goes on above what was found, if ever; today has its room wherever the desk is known
        (
            {("H99.15", BEFORE): 3},
            [code_of("H99.15", BEFORE, 5)],
            {("H99.15", BEFORE): 5, ("H99.15", TODAY): 1000},
        ),
        ({}, ["H99.03-2025-0000017", "nonsense", f"H99.15-{TODAY}-{'9' * 40}"], {}),
    ],
)
def test_counters_go_on_above_all_that_was_given_out(
    known: dict[tuple[str, str], int], codes: list[str], wanted: dict[tuple[str, str], int]
) -> None:
    assert NUMBERS.above(known, codes, TODAY) == wanted


def test_receipts_are_counted_by_agency_and_year() -> None:
    receipts = Numbers("agency", "year", RECEIPT, lambda now: f"{now:%Y}", room=10_000)
    assert receipts.above({}, ["H99.03-2026-0000017"], "2026") == {("H99.03", "2026"): 10_000}
