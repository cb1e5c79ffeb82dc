"""How a caller stands to a dossier, and who writes and reads it: by hand for channels, roles and kinds of agency."""

from __future__ import annotations

import pytest

from intake.dossier import whose
from shared.contracts.relation import Relation, Who, those
from tests.support.dossiers import AGENCY, DESK
from tests.support.intake_facts import OWNER, dossier

OTHER = "applicant:two"
COUNTER, RECEIVING = Relation.COUNTER, Relation.RECEIVING


@pytest.mark.parametrize(
    ("channel", "who", "writes"),
    [
        ("online", Who(OWNER, "applicant", None), True),
        ("online", Who(OTHER, "applicant", None), False),
        ("online", Who(OWNER, "officer", DESK), False),
        ("online", Who("clerk", "supervisor", DESK), False),
        ("counter", Who("clerk", "officer", DESK), True),
        ("post", Who("clerk", "officer", DESK), True),
        ("counter", Who("clerk", "officer", AGENCY), False),
        ("counter", Who("clerk", "supervisor", DESK), False),
        ("counter", Who(OWNER, "applicant", None), False),
        ("post", Who(OWNER, "applicant", DESK), False),
    ],
)
def test_who_writes_what_was_handed_in(channel: str, who: Who, writes: bool) -> None:
    assert whose.writes(dossier(channel=channel, state="submitted"), OWNER, True, who) is writes


@pytest.mark.parametrize(
    ("channel", "who", "relations"),
    [
        ("online", Who(OWNER, "applicant", None), {Relation.OWNER}),
        ("online", Who("clerk", "officer", DESK), set()),
        ("counter", Who(OWNER, "officer", DESK), {COUNTER}),
        ("counter", Who(OTHER, "officer", DESK), set()),
        ("counter", Who(OWNER, "officer", AGENCY), set()),
        ("counter", Who("head", "supervisor", DESK), set()),
    ],
)
def test_what_was_never_handed_in_is_its_owners_alone(channel: str, who: Who, relations: set[Relation]) -> None:
    for state in ("draft", "withdrawn"):
        row = dossier(channel=channel, state=state)
        assert those(whose.stands(row, OWNER, False, who)) == relations
        assert whose.reads(row, OWNER, False, False, False, who) is bool(relations)
        assert whose.reads(row, OWNER, False, False, True, who) is bool(relations), "a draft is its author's alone"


@pytest.mark.parametrize(
    ("who", "involved", "relations", "reads"),
    [
        (Who("clerk", "officer", DESK), False, {COUNTER, RECEIVING}, True),
        (Who("head", "supervisor", DESK), False, set(), True),
        (Who("adviser", "officer", AGENCY), True, set(), True),
        (Who("adviser", "officer", AGENCY), False, set(), False),
        (Who(OWNER, "applicant", AGENCY), True, set(), False),
        (Who("operator", "operator", None), False, set(), False),
    ],
)
def test_what_was_handed_in_at_the_counter(who: Who, involved: bool, relations: set[Relation], reads: bool) -> None:
    row = dossier(channel="counter", state="submitted")
    assert those(whose.stands(row, OWNER, True, who)) == relations
    assert whose.reads(row, OWNER, True, involved, False, who) is reads
    is_theirs = who.role == "applicant"
    assert whose.reads(row, OWNER, True, involved, True, who) is (reads or is_theirs), "who has proved it is theirs"
