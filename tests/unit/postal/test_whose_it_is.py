"""Who reads a consignment: by hand for roles and kinds of agency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postal.consignment import whose
from shared.contracts.relation import Parties, Who
from shared.kernel.ids import uuid7
from shared.reference.dossier import OwnedDossier
from tests.support.dossiers import AGENCY, DESK

DOSSIER = OwnedDossier(dossier=uuid7(), code="H99.15-1", desk=DESK, agency=AGENCY, owner="applicant:lan")


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        (Who("applicant:lan", "applicant", None), True),
        (Who("applicant:other", "applicant", None), False),
        (Who("applicant:other", "applicant", DESK), False),
        (Who("officer:1", "officer", DESK), True),
        (Who("head:1", "supervisor", AGENCY), True),
        (Who("applicant:lan", "officer", "H99.99"), False),
        (Who("operator:1", "operator", None), False),
    ],
)
def test_who_reads(who: Who, reads: bool) -> None:
    assert whose.reads(DOSSIER, who) is reads


def test_who_applies_under_which_ids() -> None:
    """The applicant's own and the one it is held by online; the subject that had begun it counts no more."""
    known = replace(DOSSIER, applicant="one", held_by="two")
    for parties, own in ((("one",), True), (("x", "two"), True), (("x",), False), ((), False)):
        who = Who(DOSSIER.owner, "applicant", None, Parties(parties))
        assert whose.reads(known, who) is own
        assert whose.reads(replace(known, held_by=""), who) is ("one" in tuple(parties))
    assert not whose.reads(known, Who("officer:1", "officer", "H99.99", Parties(("one",))))
