"""Waybills, plans, and parcels after a restart."""

from pathlib import Path

import pytest

from sandbox.book import Book
from sandbox.post.parcels import Parcels, check_digit, view
from sandbox.post.statuses import MEANS, NAMES, Stage, road


def test_the_check_digit_is_upu_s10() -> None:
    assert check_digit("47312482") == 9  # the example of the standard, RR473124829GB
    assert [check_digit(f"{n:08d}") for n in range(1, 8)] == [4, 8, 1, 5, 9, 2, 6]


@pytest.mark.parametrize(
    ("plan", "end"),
    [
        ([Stage.DELIVERED], [12, 14]),
        ([Stage.FAILED, Stage.DELIVERED], [12, 15, 12, 14]),
        ([Stage.FAILED, Stage.FAILED, Stage.RETURNED], [12, 15, 12, 15, 16, 17, 18, 24, 19]),
        ([Stage.LOST], []),
    ],
)
def test_a_plan_is_a_road_of_statuses(plan: list[Stage], end: list[int]) -> None:
    assert road(plan) == [2, 6, 7, 10, 11, *end]


def test_a_deferred_parcel_has_no_road_and_all_statuses_have_names() -> None:
    assert road([Stage.HELD]) == []
    assert {status for statuses in MEANS.values() for status in statuses} <= set(NAMES)


def ordered(parcels: Parcels, reference: str) -> str:
    code, original = parcels.next_code()
    parcels.note(
        "order", code=code, original=original, customer="T", reference=reference, print="", order={}, created=""
    )
    parcels.note("status", code=code, status=1, at="", reason="", receiver="", planned=False)
    return code


def test_a_parcel_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    parcels = Parcels(Book(tmp_path / "post.jsonl"))
    parcels.note("plan", reference="R2", stages=[Stage.FAILED, Stage.RETURNED])
    first, second = ordered(parcels, "R1"), ordered(parcels, "R2")
    parcels.note("status", code=second, status=2, at="", reason="", receiver="", planned=True)
    parcels.note("notified", changes=[[second, 1]], fate="taken", tries=1)
    parcels.book.close()

    again = Parcels(Book(tmp_path / "post.jsonl"))
    assert [view(one) for one in again.parcels.values()] == [view(one) for one in parcels.parcels.values()]
    assert again.parcels[first].ahead == [2, 6, 7, 10, 11, 12, 14]
    assert again.parcels[second].ahead == [6, 7, 10, 11, 12, 15, 16, 17, 18, 24, 19]
    assert [one.fate for one in again.parcels[second].changes] == [None, "taken"]
    again.book.close()


def test_a_new_plan_goes_on_from_where_the_parcel_is(tmp_path: Path) -> None:
    parcels = Parcels(Book(tmp_path / "post.jsonl"))
    code = ordered(parcels, "R1")
    for status in (2, 6):
        parcels.note("status", code=code, status=status, at="", reason="", receiver="", planned=True)
    parcels.note("plan", reference="R1", stages=[Stage.FAILED])
    assert parcels.parcels[code].ahead == [7, 10, 11, 12, 15]
    parcels.note("plan", reference="R1", stages=[Stage.HELD])
    assert parcels.parcels[code].ahead == []
    parcels.book.close()
