"""What an erasure's table must do, line by line, written by hand."""

from __future__ import annotations

from intake.erasure.commands import Archive, Erase
from intake.erasure.errors import KeptByLaw, NotArchived
from intake.erasure.machine import ERASURE, ErasureState
from intake.erasure.store import RETENTION
from intake.registry import REGISTRY
from shared.contracts import personal as events
from tests.support.erasure_facts import ID, SOUND, facts
from tests.support.expected import PLAIN, Bars, Expected, Goes

S = ErasureState
KEPT, MORE = {"dossiers": None}, {"dossiers": (ID, ID)}
EXPECTED = Expected(
    entity_type=ERASURE,
    sound=SOUND,
    facts=lambda _state, **known: facts(**known),
    final={S.ERASED},
    scheduled={state: () for state in S},
    lines=[
        (None, Archive, PLAIN, Goes(S.ARCHIVED, events.ApplicantArchived)),
        (None, Archive, KEPT, Bars(KeptByLaw)),
        (S.ARCHIVED, Archive, MORE, Goes(S.ARCHIVED, events.ApplicantArchived)),
        (S.ARCHIVED, Archive, KEPT, Bars(KeptByLaw)),
        (S.ARCHIVED, Erase, PLAIN, Goes(S.ERASED, events.ApplicantErased)),
        (S.ARCHIVED, Erase, KEPT, Bars(KeptByLaw)),
        (S.ARCHIVED, Erase, MORE, Bars(NotArchived)),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


def test_every_message_of_the_table_is_received() -> None:
    assert SOUND.keys() <= REGISTRY.handlers.keys()


def test_every_retention_has_its_law_and_no_one_waits_longer_for_having_asked() -> None:
    assert {each.kind for each in RETENTION} == {"result", "no-result", "not-accepted", "draft"}
    assert all("/" in each.source and each.asked_years <= each.years for each in RETENTION)
