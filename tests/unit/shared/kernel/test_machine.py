"""`decide` on a small machine: listed, ignored, unlisted, guarded; and what `defects` finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any

import pytest

from motcua.generate.drawing import mermaid
from shared.contracts.message import Command, Event, Tick
from shared.kernel.errors import Refused, UnlistedMove
from shared.kernel.machine import Machine, Transition, Within
from tests.support.machines import defects


class Gate(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


class Build(Command):
    by = ("carpenter",)


class Shut(Command):
    by = ("anybody", "carpenter")
    loudly: bool = False


class Draught(Tick):
    """It blows."""


class Said(Event, frozen=True, kw_only=True):
    producer = "door"
    what: str


@dataclass(frozen=True)
class Facts:
    locked: bool = False
    forbidden: bool = False


def unlocked(facts: Facts) -> bool:
    if facts.forbidden:
        raise Refused("not this door")
    return not facts.locked


def gently(_facts: Facts, shut: Shut) -> bool:
    if shut.loudly:
        raise Refused("not so loudly")
    return True


def say(what: str):  # type: ignore[no-untyped-def]
    return lambda _facts, _message: Said(what=what)


ROWS: list[Transition[Gate, Facts, Any]] = [
    Transition(None, Build, Gate.OPEN, say("built")),
    Transition(Gate.OPEN, Shut, Gate.SHUT, say("shut"), unlocked, gently),
    Transition(Gate.OPEN, Shut, Gate.OPEN, say("rattled")),
    Transition(Gate.OPEN, Draught, Gate.OPEN, say("slammed"), renew=(Draught,)),
    Transition(Gate.SHUT, Draught, Gate.GONE, say("blown away")),
]
MACHINE: Machine[Gate, Facts] = Machine(
    Gate,
    final={Gate.GONE},
    transitions=ROWS,
    ignore={(Gate.SHUT, Shut): "it is shut already"},
    within={Gate.OPEN: [Within(Draught, lambda _: datetime.now(UTC))]},
    calling={Gate.OPEN: ["knock"]},
)


@pytest.mark.parametrize("state", [Gate.OPEN, "open"])
def test_a_listed_move_is_a_step(state: Gate | str) -> None:
    step = MACHINE.decide(state, Facts(), Shut())
    assert step is not None
    assert (step.before, step.after, step.event, step.renew) == (Gate.OPEN, Gate.SHUT, Said(what="shut"), ())


def test_creation_is_a_move_from_none() -> None:
    step = MACHINE.decide(None, Facts(), Build())
    assert step is not None
    assert (step.before, step.after) == (None, Gate.OPEN)


def test_what_may_not_be_lets_the_next_transition_try() -> None:
    step = MACHINE.decide(Gate.OPEN, Facts(locked=True), Shut(loudly=True))
    assert step is not None
    assert (step.after, step.event) == (Gate.OPEN, Said(what="rattled"))


def test_a_may_and_a_guard_refuse_with_their_own_reasons_the_may_first() -> None:
    with pytest.raises(Refused, match="not so loudly"):
        MACHINE.decide(Gate.OPEN, Facts(), Shut(loudly=True))
    with pytest.raises(Refused, match="not this door"):
        MACHINE.decide(Gate.OPEN, Facts(forbidden=True), Shut(loudly=True))


@pytest.mark.parametrize(
    ("state", "known", "kind", "why"),
    [
        (Gate.OPEN, {}, Shut, None),
        (Gate.OPEN, {"locked": True}, Shut, None),
        (Gate.OPEN, {"forbidden": True}, Shut, "not this door"),
        (Gate.SHUT, {}, Shut, None),  # ignored, which is no refusal
        (Gate.GONE, {}, Shut, "move=Shut"),
        (None, {}, Shut, "move=Shut"),
        (None, {}, Build, None),
    ],
)
def test_may_tells_without_the_message_what_every_one_is_refused_with(
    state: Gate | None, known: dict[str, bool], kind: type[Command], why: str | None
) -> None:
    asked = partial(MACHINE.may, state, Facts(**known), kind)
    if why is None:
        asked()
        return
    with pytest.raises(Refused, match=why):
        asked()


def test_what_is_listed_as_late_is_no_step() -> None:
    assert MACHINE.decide(Gate.SHUT, Facts(), Shut()) is None


@pytest.mark.parametrize(
    ("state", "message"), [(None, Shut()), (Gate.OPEN, Build()), (Gate.GONE, Shut()), (Gate.SHUT, Build())]
)
def test_what_is_not_listed_is_refused(state: Gate | None, message: Command) -> None:
    with pytest.raises(UnlistedMove) as refused:
        MACHINE.decide(state, Facts(), message)
    assert (refused.value.more["move"], refused.value.more["state"]) == (type(message).__name__, state)


def test_a_transition_names_the_deadlines_it_renews() -> None:
    step = MACHINE.decide(Gate.OPEN, Facts(), Draught())
    assert step is not None
    assert step.renew == (Draught,)


def test_commands_are_those_of_a_state_for_a_role() -> None:
    assert MACHINE.commands(None) == [Build]
    assert MACHINE.commands("open") == [Shut]
    assert MACHINE.commands(None, "carpenter") == [Build]
    assert MACHINE.commands(None, "anybody") == MACHINE.commands(Gate.GONE) == []


def test_scheduled_items_are_the_deadlines_and_calls_of_a_state() -> None:
    assert MACHINE.scheduled(Gate.OPEN) == ("Draught", "knock")
    assert MACHINE.scheduled("shut") == MACHINE.scheduled(None) == ()


def test_a_sound_machine_has_no_defects() -> None:
    assert defects(MACHINE) == []


def test_defects_are_found() -> None:
    broken: Machine[Gate, Facts] = Machine(
        Gate,
        final={Gate.OPEN},
        transitions=[
            Transition(None, Build, Gate.OPEN, say("built")),
            Transition(Gate.OPEN, Shut, Gate.SHUT, say("shut")),
        ],
    )
    assert defects(broken) == [
        "gone is unreachable",
        "shut is a dead end",
        "gone is a dead end",
        "open is final but moves on",
    ]


def test_a_drawing_has_every_transition_and_every_deadline() -> None:
    drawing = mermaid(MACHINE)
    assert drawing.count("-->") == len(ROWS) + len(MACHINE.final)
    assert "[*] --> open: Build" in drawing
    assert "note right of open: within: Draught" in drawing


def test_an_unknown_state_is_no_state() -> None:
    with pytest.raises(ValueError, match="ajar"):
        MACHINE.decide("ajar", Facts(), Shut())
