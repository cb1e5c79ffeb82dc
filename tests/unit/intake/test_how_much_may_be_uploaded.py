"""The quotas of uploads, by hand: the last file that fits, and the first that does not."""

from __future__ import annotations

import pytest

from intake.quota.errors import QuotaUsedUp
from intake.quota.rules import MIB, Limits, Used, check

LIMITS = Limits(dossier_uploads=4, dossier_bytes=10 * MIB, draft_uploads=6, draft_bytes=20 * MIB)
NONE = Used(0, 0)


@pytest.mark.parametrize(
    ("dossier", "drafts"),
    [(NONE, NONE), (Used(4, 10 * MIB), Used(6, 20 * MIB)), (Used(1, 1), Used(6, 1)), (Used(4, 1), NONE)],
)
def test_what_fits(dossier: Used, drafts: Used) -> None:
    check(dossier, drafts, LIMITS)


@pytest.mark.parametrize(
    ("dossier", "drafts", "told"),
    [
        (Used(5, 1), NONE, "4 files and 10 MB"),
        (Used(1, 10 * MIB + 1), NONE, "4 files and 10 MB"),
        (Used(1, 1), Used(7, 1), "6 files and 20 MB"),
        (Used(1, 1), Used(1, 20 * MIB + 1), "6 files and 20 MB"),
    ],
)
def test_what_does_not_fit_is_told_with_its_limits(dossier: Used, drafts: Used, told: str) -> None:
    with pytest.raises(QuotaUsedUp) as refused:
        check(dossier, drafts, LIMITS)
    assert told in refused.value.detail_en
    assert refused.value.status == 429
