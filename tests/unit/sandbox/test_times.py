"""Vietnam's time, as the counterparts write it."""

from datetime import UTC, datetime

import pytest

from sandbox.times import compact, is_compact, slashed


def test_a_moment_is_written_in_gmt_plus_7() -> None:
    at = datetime(2026, 11, 22, 20, 30, 5, tzinfo=UTC)
    assert (compact(at), slashed(at)) == ("20261123033005", "23/11/2026 03:30:05")


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("20261123033005", True),
        ("20260230000000", False),
        ("2026112303300", False),
        ("٢٠٢٦١١٢٣٠٣٣٠٠٥", False),
        ("", False),
    ],
)
def test_only_real_moments_count(text: str, real: bool) -> None:
    assert is_compact(text) is real
