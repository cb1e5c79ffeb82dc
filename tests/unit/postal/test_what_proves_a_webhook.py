"""A webhook of MyVNPost is signed over fields with nothing between them: each must say by itself where it ends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal.carrier.myvnpost.proof import Unsound, text

SENT, ITEM = "21/11/2025 15:30:00", "EH000000016VN"
SIGNED = f"MYVNP{SENT}{ITEM}14".encode()


def test_the_bytes_are_the_documented_ones() -> None:
    assert text(SENT, ITEM, 14) == text(SENT, ITEM, "14") == SIGNED


@given(st.tuples(*[st.integers(0, len(SIGNED))] * 2))
def test_wherever_the_signed_bytes_are_cut_they_are_one_webhook_only(cuts: tuple[int, int]) -> None:
    """Every way to read a signed text as date, waybill and status, but the one that was meant, is refused."""
    first, second = sorted(cuts)
    whole = SIGNED.decode().removeprefix("MYVNP")
    fields = (whole[:first], whole[first:second], whole[second:])
    if fields != (SENT, ITEM, "14"):
        with pytest.raises(Unsound):
            text(*fields)


DIGITS = st.text("0123456789", max_size=4)
WAYBILLS = st.one_of(st.from_regex(r"[A-Z]{1,3}[0-9]{8,10}[A-Z]{0,3}", fullmatch=True), DIGITS)
DATES = st.sampled_from([SENT, SENT + "E", "1/11/2025 15:30:00", "21/11/2025 15:30:001", "2025-11-21T15:30:00"])


@given(*[st.tuples(DATES, WAYBILLS, DIGITS)] * 2)
def test_no_two_different_webhooks_have_the_same_bytes_to_sign(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    try:
        signed = text(*one), text(*other)
    except Unsound:
        return
    assert (signed[0] == signed[1]) == (one == other)


@pytest.mark.parametrize(
    "fields",
    [
        (SENT, "EH00000001", "614"),
        (SENT, ITEM, -1),
        (SENT, ITEM, ""),
        (SENT, ITEM, "VN14"),
        (SENT, ITEM, "14\n"),
        (SENT, ITEM, "١٤"),
        (SENT, ITEM.lower(), 14),
        (f"{SENT}E", "H000000016VN", 14),
        ("", f"{SENT}{ITEM}", 14),
    ],
    ids=repr,
)
def test_fields_of_another_shape_are_refused_before_the_signature(fields: tuple[Any, ...]) -> None:
    with pytest.raises(Unsound):
        text(*fields)
