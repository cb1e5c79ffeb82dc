"""The applicants of the demo: the same at every run, all different, and fictitious."""

import re
from collections import Counter

import pytest
from pydantic import SecretStr

from intake.applicant.proof import Pepper
from intake.applicant.rules import check, proof_of
from intake.dossier.commands import Application
from motcua.signin.people import PEOPLE, Someone
from motcua.simulation.applicants import Applicant, applicants
from motcua.simulation.scenarios import SCENARIOS, cast
from tests.support.intake_facts import PLACES

APPLICANTS = applicants(300)
PEPPER = Pepper(SecretStr("of a test"))


def test_they_are_always_the_same() -> None:
    assert applicants(20) == APPLICANTS[:20]


@pytest.mark.parametrize("what", ["identity", "phone", "email", "tax_code", "address", "subject"])
def test_no_two_share_what_tells_them_apart(what: str) -> None:
    assert len({getattr(applicant, what) for applicant in APPLICANTS}) == len(APPLICANTS)


@pytest.mark.parametrize("applicant", APPLICANTS[:20], ids=lambda applicant: applicant.subject)
def test_intake_takes_what_they_write(applicant: Applicant) -> None:
    check("/applicant", Application.model_validate(applicant.application).applicant, PLACES, posted=True)


@pytest.mark.parametrize("someone", PEOPLE, ids=lambda someone: someone.subject)
@pytest.mark.parametrize("kind", ["person", "organisation", "group"])
def test_intake_takes_what_the_people_of_the_sign_in_page_write(someone: Someone, kind: str) -> None:
    applicant = APPLICANTS[0].signed_in(someone.subject, someone.name, someone.number, someone.born, kind)
    written = Application.model_validate(applicant.application).applicant
    assert written.kind == kind
    check("/applicant", written, PLACES, posted=True)
    assert proof_of(written, PEPPER) is not None


def test_sixty_play_every_scenario() -> None:
    assert set(cast(60)) == set(SCENARIOS)
    assert Counter(cast(120)) == Counter({each: 2 * many for each, many in Counter(cast(60)).items()})


def test_two_companies_and_two_households_are_among_sixty() -> None:
    kinds = Counter(applicant.application["applicant"]["kind"] for applicant in APPLICANTS[:60])
    assert kinds == {"person": 56, "organisation": 2, "group": 2}


def test_their_numbers_are_unassigned() -> None:
    assert all(re.fullmatch("099[0-9]{9}", applicant.identity) for applicant in APPLICANTS), "no province is 099"
    assert all(re.fullmatch("0199[0-9]{6}", applicant.phone) for applicant in APPLICANTS), "no network is 0199"
    assert all(applicant.email.endswith(".example") for applicant in APPLICANTS), "RFC 2606"


def test_a_subject_contains_nothing_personal() -> None:
    assert not [each for each in APPLICANTS if any(secret in each.subject for secret in each.secrets)]
