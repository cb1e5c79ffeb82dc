"""How a caller stands to a dossier, and who writes and reads it: by hand for channels, roles and kinds of agency."""

from __future__ import annotations

import pytest

from intake.dossier import whose
from shared.contracts.relation import Relation, Who, those
from tests.support.dossiers import AGENCY, DESK
from tests.support.intake_facts import OWNER, dossier

COUNTER, RECEIVING = Relation.COUNTER, Relation.RECEIVING
APPLICANT, CLERK, ADVISER = (
    Who(OWNER, "applicant", None),
    Who("clerk", "officer", DESK),
    Who("adviser", "officer", AGENCY),
)


@pytest.mark.parametrize(
    ("channel", "held", "who", "writes"),
    [
        ("online", True, APPLICANT, True),
        ("online", False, APPLICANT, False),
        ("online", True, Who(OWNER, "officer", DESK), False),
        ("online", True, Who("clerk", "supervisor", DESK), False),
        ("counter", False, CLERK, True),
        ("post", False, CLERK, True),
        ("counter", True, ADVISER, False),
        ("counter", False, Who("clerk", "supervisor", DESK), False),
        ("counter", True, APPLICANT, False),
        ("post", True, Who(OWNER, "applicant", DESK), False),
    ],
)
def test_who_writes_what_was_handed_in(channel: str, held: bool, who: Who, writes: bool) -> None:
    row = dossier(channel=channel, state="submitted")
    assert whose.writes(row, held, False, True, who) is writes
    mine = channel == "online" and who.role == "applicant"
    assert whose.writes(row, held, True, True, who) is (writes or mine), "who has proved it is theirs goes on with it"


@pytest.mark.parametrize(
    ("channel", "held", "who", "relations"),
    [
        ("online", True, APPLICANT, {Relation.OWNER}),
        ("online", False, APPLICANT, set()),
        ("online", True, CLERK, set()),
        ("counter", False, CLERK, {COUNTER}),
        ("counter", True, Who(OWNER, "applicant", DESK), set()),
        ("counter", True, ADVISER, set()),
        ("counter", True, Who("head", "supervisor", DESK), set()),
    ],
)
def test_what_was_never_handed_in_is_of_who_holds_it(
    channel: str, held: bool, who: Who, relations: set[Relation]
) -> None:
    """At the counter the officers of the desk, no matter which of them has begun it: he assists, and owns nothing."""
    for state in ("draft", "withdrawn"):
        row = dossier(channel=channel, state=state)
        for proved in (False, True):
            assert those(whose.stands(row, held, proved, False, who)) == relations
            assert whose.reads(row, held, proved, False, False, who) is bool(relations)


@pytest.mark.parametrize(
    ("who", "involved", "relations", "reads"),
    [
        (CLERK, False, {COUNTER, RECEIVING}, True),
        (Who("head", "supervisor", DESK), False, set(), True),
        (ADVISER, True, set(), True),
        (ADVISER, False, set(), False),
        (Who(OWNER, "applicant", AGENCY), True, set(), False),
        (Who("operator", "operator", None), False, set(), False),
    ],
)
def test_what_was_handed_in_at_the_counter(who: Who, involved: bool, relations: set[Relation], reads: bool) -> None:
    row = dossier(channel="counter", state="submitted")
    assert those(whose.stands(row, False, False, True, who)) == relations
    assert whose.reads(row, False, False, True, involved, who) is reads
    is_theirs = who.role == "applicant"
    assert whose.reads(row, False, True, True, involved, who) is (reads or is_theirs), "who has proved it is theirs"
