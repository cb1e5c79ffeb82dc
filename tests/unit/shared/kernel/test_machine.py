"""`decide` on a small machine: listed, ignored, unlisted, guarded; and what `defects` finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from shared.contracts.message import Command, Event, Tick
from shared.kernel.errors import Refused, UnlistedMove
from shared.kernel.machine import Machine, Transition, Within


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


class Build(Command):
    by = ("carpenter",)


class Shut(Command):
    by = ("anybody", "carpenter")


class Draught(Tick):
    """It blows."""


class Said(Event, frozen=True, kw_only=True):
    producer = "door"
    what: str


@dataclass(frozen=True)
class Facts:
    locked: bool = False
    forbidden: bool = False


def unlocked(facts: Facts, _message: object) -> bool:
    if facts.forbidden:
        raise Refused("not this door")
    return not facts.locked


def say(what: str):  # type: ignore[no-untyped-def]
    return lambda _facts, _message: Said(what=what)


ROWS: list[Transition[Door, Facts, Any]] = [
    Transition(None, Build, Door.OPEN, say("built")),
    Transition(Door.OPEN, Shut, Door.SHUT, say("shut"), unlocked),
    Transition(Door.OPEN, Shut, Door.OPEN, say("rattled")),
    Transition(Door.OPEN, Draught, Door.OPEN, say("slammed"), renew=(Draught,)),
    Transition(Door.SHUT, Draught, Door.GONE, say("blown away")),
]
MACHINE: Machine[Door, Facts] = Machine(
    Door,
    final={Door.GONE},
    transitions=ROWS,
    ignore={(Door.SHUT, Shut): "it is shut already"},
    within={Door.OPEN: [Within(Draught, lambda _: datetime.now(UTC))]},
    calling={Door.OPEN: ["knock"]},
)


@pytest.mark.parametrize("state", [Door.OPEN, "open"])
def test_a_listed_move_is_a_step(state: Door | str) -> None:
    step = MACHINE.decide(state, Facts(), Shut())
    assert step is not None
    assert (step.before, step.after, step.event, step.renew) == (Door.OPEN, Door.SHUT, Said(what="shut"), ())


def test_creation_is_a_move_from_none() -> None:
    step = MACHINE.decide(None, Facts(), Build())
    assert step is not None
    assert (step.before, step.after) == (None, Door.OPEN)


def test_a_guard_that_says_no_lets_the_next_row_try() -> None:
    step = MACHINE.decide(Door.OPEN, Facts(locked=True), Shut())
    assert step is not None
    assert (step.after, step.event) == (Door.OPEN, Said(what="rattled"))


def test_a_guard_may_refuse_with_its_own_reason() -> None:
    with pytest.raises(Refused, match="not this door"):
        MACHINE.decide(Door.OPEN, Facts(forbidden=True), Shut())


def test_what_is_listed_as_late_is_no_step() -> None:
    assert MACHINE.decide(Door.SHUT, Facts(), Shut()) is None


@pytest.mark.parametrize(
    ("state", "message", "moves"),
    [(None, Shut(), ["Build"]), (Door.OPEN, Build(), ["Shut"]), (Door.GONE, Shut(), []), (Door.SHUT, Build(), [])],
)
def test_what_is_not_listed_is_refused_and_says_what_is_possible(
    state: Door | None, message: Command, moves: list[str]
) -> None:
    with pytest.raises(UnlistedMove) as refused:
        MACHINE.decide(state, Facts(), message)
    assert refused.value.more == {"state": state, "moves": moves}


def test_a_row_names_the_deadlines_it_renews() -> None:
    step = MACHINE.decide(Door.OPEN, Facts(), Draught())
    assert step is not None
    assert step.renew == (Draught,)


def test_moves_are_the_commands_of_a_state_for_a_role() -> None:
    assert MACHINE.moves(None) == ["Build"]
    assert MACHINE.moves("open") == ["Shut"]
    assert MACHINE.moves(None, "carpenter") == ["Build"]
    assert MACHINE.moves(None, "anybody") == []


def test_to_dos_are_the_deadlines_and_calls_of_a_state() -> None:
    assert MACHINE.scheduled(Door.OPEN) == ("Draught", "knock")
    assert MACHINE.scheduled("shut") == MACHINE.scheduled(None) == ()


def test_a_sound_machine_has_no_defects() -> None:
    assert MACHINE.defects() == []


def test_defects_are_found() -> None:
    broken: Machine[Door, Facts] = Machine(
        Door,
        final={Door.OPEN},
        transitions=[
            Transition(None, Build, Door.OPEN, say("built")),
            Transition(Door.OPEN, Shut, Door.SHUT, say("shut")),
        ],
    )
    assert broken.defects() == [
        "gone is unreachable",
        "shut is a dead end",
        "gone is a dead end",
        "open is final but moves on",
    ]


def test_a_drawing_has_every_row_and_every_deadline() -> None:
    drawing = MACHINE.mermaid()
    assert drawing.count("-->") == len(ROWS) + len(MACHINE.final)
    assert "[*] --> open: Build" in drawing
    assert "note right of open: within: Draught" in drawing


def test_an_unknown_state_is_no_state() -> None:
    with pytest.raises(ValueError, match="ajar"):
        MACHINE.decide("ajar", Facts(), Shut())
