"""How a caller stands to a charge, and who reads it: by hand for roles and kinds of agency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from payment.charge import whose
from shared.contracts.relation import Parties, Relation, Who, those
from tests.support.dossiers import AGENCY, DESK
from tests.support.payment_facts import DOSSIER

OWNER = DOSSIER.owner
ELSEWHERE = "H99.99"


@pytest.mark.parametrize(
    ("who", "relations", "reads"),
    [
        (Who(OWNER, "applicant", None), {Relation.OWNER}, True),
        (Who("applicant:other", "applicant", None), set(), False),
        (Who(OWNER, "officer", ELSEWHERE), set(), False),
        (Who("officer:1", "officer", DESK), {Relation.RECEIVING}, True),
        (Who("head:1", "supervisor", DESK), {Relation.RECEIVING}, True),
        (Who("officer:1", "officer", AGENCY), set(), True),
        (Who("head:1", "supervisor", AGENCY), set(), True),
        (Who("officer:1", "officer", ELSEWHERE), set(), False),
        (Who("operator:1", "operator", None), set(), False),
    ],
)
def test_who_stands_how_and_who_reads(who: Who, relations: set[Relation], reads: bool) -> None:
    assert those(whose.stands(DOSSIER, who)) == relations
    assert whose.reads(DOSSIER, who) is reads


def test_who_applies_under_which_ids() -> None:
    """The applicant's own and the one it is held by online; the subject that had begun it counts no more."""
    known = replace(DOSSIER, applicant="one", held_by="two")
    for parties, own in ((("one",), True), (("x", "two"), True), (("x",), False), ((), False)):
        who = Who(DOSSIER.owner, "applicant", None, Parties(parties))
        assert whose.reads(known, who) is own
        assert whose.reads(replace(known, held_by=""), who) is ("one" in tuple(parties))
    assert not whose.reads(known, Who("officer:1", "officer", "H99.99", Parties(("one",))))
