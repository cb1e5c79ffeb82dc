"""What an accepted loss explains, and what it never does."""

from __future__ import annotations

from uuid import UUID

import pytest

from motcua.verify.accepted import Accepted
from motcua.verify.accounts import Account
from shared.audit.invariants import Broken

DOSSIER = UUID("019a0000-0000-7000-8000-000000000001")
OTHER = UUID("019a0000-0000-7000-8000-000000000002")
NOTICE = "019a0000-0000-5000-8000-000000000003"
LOST = Accepted(names={str(DOSSIER), NOTICE, "H99.15-261129-0003", "EX9001VN"}, dossiers={DOSSIER})


@pytest.mark.parametrize(
    ("invariant", "what", "explained"),
    [
        (5, f"{{'dossier': UUID('{DOSSIER}'), 'producer': 'workflow', 'sequence': 3}}", True),
        (8, f"dossier {DOSSIER}: workflow has emitted 3 events, the last was not received", True),
        (5, f"{{'dossier': UUID('{OTHER}'), 'producer': 'workflow', 'sequence': 3}}", False),
        *((never, f"dossier {DOSSIER} sequence 2", False) for never in (1, 2, 3, 4, 7, 9, 10, 11)),
    ],
)
def test_a_loss_explains_what_waits_and_nothing_that_was_altered(invariant: int, what: str, explained: bool) -> None:
    broken = [Broken(invariant, "intake", what)]
    assert LOST.split(broken) == (([], [f"intake: {what}"]) if explained else (broken, []))
    assert Accepted().split(broken) == (broken, [])


@pytest.mark.parametrize(
    ("what", "explained"),
    [
        (f"notice {NOTICE} has 2 messages", True),
        (f"message {NOTICE}.send.4 came 2 times", True),
        ("H99.15-261129-0003: 3 at the portal, None for us", True),
        ("only one side knows parcel EX9001VN", True),
        ("only one side knows parcel EX9002VN", False),
    ],
)
def test_a_loss_explains_what_differs_outside(what: str, explained: bool) -> None:
    accounts, told = LOST.settle([Account("a rule", [what])])
    assert (accounts[0].broken, told) == (([], [what]) if explained else ([what], []))
