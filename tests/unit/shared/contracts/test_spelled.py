"""Dates, amounts, durations and sizes as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.contracts import spelled
from shared.contracts.names import Name

MIDNIGHT = datetime(2026, 11, 16, 17, 5, tzinfo=UTC)  # five past, in the province


@pytest.mark.parametrize(
    ("found", "vi", "en"),
    [
        (spelled.day(date(2026, 11, 7)), "07/11/2026", "7 November 2026"),
        (
            spelled.moment(MIDNIGHT),
            "00 giờ 05 ngày 17/11/2026",
            "00:05 on 17 November 2026",
        ),
        (spelled.money(1_200_000), "1.200.000 đồng", "VND 1,200,000"),
        (spelled.money(0), "0 đồng", "VND 0"),
        (spelled.duration(0.5), "1 giây", "1 second"),
        (spelled.duration(59), "59 giây", "59 seconds"),
        (spelled.duration(60), "1 phút", "1 minute"),
        (spelled.duration(3540), "59 phút", "59 minutes"),
        (spelled.duration(3541), "60 phút", "60 minutes"),
        (spelled.duration(7199), "120 phút", "120 minutes"),
        (spelled.duration(4 * 3600), "4 giờ", "4 hours"),
        (spelled.size(10 * spelled.MIB), "10 MB", "10 MB"),
        (spelled.size(spelled.MIB + spelled.MIB // 2), "1,5 MB", "1.5 MB"),
        (spelled.size(64 * spelled.KIB), "64 KB", "64 KB"),
        (spelled.alternatives([Name("một", "one")]), "một", "one"),
        (spelled.alternatives(Name(c, c) for c in "abc"), "a, b hoặc c", "a, b or c"),
    ],
)
def test_spelled_as_each_language_does(found: Name, vi: str, en: str) -> None:
    assert found == (vi, en)
