"""The dossier's table: sound, and every message in every state has an answer; and lives told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from intake.dossier import commands as ask
from intake.dossier.errors import NotAsked
from intake.dossier.machine import DOSSIER, MACHINE, State, SupplementTimePassed
from intake.dossier.rules import SUPPLEMENTING
from shared.errors import UnlistedMove
from shared.machine import Step
from tests.support.intake_facts import SOUND, dossier, facts, heard_in, progress
from tests.support.tables import answer, messages, places, unlisted

S = State
OPEN = {(row.state, row.hearing) for row in MACHINE.rows}


def test_the_table_has_no_defects() -> None:
    assert MACHINE.defects() == []
    assert set(messages(MACHINE)) == SOUND.keys(), "a new message needs a sound example"


@pytest.mark.parametrize(("state", "kind"), places(MACHINE))
def test_every_message_has_an_answer_in_every_state(state: State | None, kind: type[Any]) -> None:
    got = answer(MACHINE, state, (heard_in(state), SOUND[kind]))
    assert isinstance(got, Step) if (state, kind) in OPEN else unlisted(MACHINE, state, got)


@pytest.mark.parametrize(
    ("story", "end"),
    [
        ((ask.Draft, ask.Submit, ask.Accept), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.AskSupplement, ask.HandIn, ask.Accept), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.AskSupplement, SupplementTimePassed), S.REFUSED),
        ((ask.Draft, ask.Submit, ask.Refuse), S.REFUSED),
        ((ask.Draft, ask.Withdraw), S.WITHDRAWN),
        ((ask.Draft, ask.Submit, ask.Withdraw), S.WITHDRAWN),
        ((ask.Draft, ask.Submit, ask.AskSupplement, ask.Withdraw), S.WITHDRAWN),
        ((ask.Draft, ask.Submit, ask.Accept, ask.Withdraw, ask.Withdraw), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.Accept, ask.HandIn, ask.Withdraw), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.AskSupplement, ask.HandIn, ask.Accept, ask.HandIn, ask.HandIn), S.ACCEPTED),
    ],
)
def test_lives(story: tuple[type[Any], ...], end: State) -> None:
    assert lived(*story) == end


@pytest.mark.parametrize(
    "story",
    [
        (ask.Submit,),
        (ask.Draft, ask.Draft),
        (ask.Draft, ask.Accept),
        (ask.Draft, ask.HandIn),
        (ask.Draft, ask.Submit, ask.Submit),
        (ask.Draft, ask.Submit, SupplementTimePassed),
        (ask.Draft, ask.Withdraw, ask.Submit),
        (ask.Draft, ask.Submit, ask.Refuse, ask.Accept),
        (ask.Draft, ask.Submit, ask.Accept, ask.Refuse),
        (ask.Draft, ask.Submit, ask.Accept, SupplementTimePassed),
    ],
)
def test_what_nobody_can_live_through(story: tuple[type[Any], ...]) -> None:
    lived(*story[:-1])
    with pytest.raises(UnlistedMove):
        lived(*story)


def test_what_is_handed_in_after_acceptance_was_asked_for() -> None:
    for told in (None, progress("processing"), progress("stopped")):
        with pytest.raises(NotAsked):
            MACHINE.decide(S.ACCEPTED, facts(told=told), SOUND[ask.HandIn])


def lived(*story: type[Any]) -> str | None:
    """The state after these messages; what events decide is folded in between, as the page does."""
    row = dossier(procedure="", version=0, desk="", channel="")
    state: str | None = None
    for kind in story:
        told = progress(SUPPLEMENTING) if state == S.ACCEPTED else None
        step = MACHINE.decide(state, facts(dossier=row, told=told), SOUND[kind])
        assert step is not None, "intake ignores nothing"
        DOSSIER.apply(row, step.said)
        state = step.after
    return state
