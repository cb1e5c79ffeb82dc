"""Who reads a consignment: by hand for roles and kinds of agency."""

from __future__ import annotations

import pytest

from postal.consignment import whose
from shared.contracts.relation import Who
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
