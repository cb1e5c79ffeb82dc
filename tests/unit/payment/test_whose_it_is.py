"""How a caller stands to a charge, and who reads it: by hand for roles and kinds of agency."""

from __future__ import annotations

import pytest

from payment.charge import whose
from shared.contracts.relation import Relation, Who, those
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
