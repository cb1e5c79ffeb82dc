"""Mutants: each part of a table is broken once, tables with a line too few let some live, and a sample of ours dies."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from motcua.registries import REGISTRIES
from shared.contracts.message import Command, Event, Tick
from shared.kernel.entity import Entity, EntityType
from shared.kernel.errors import UnlistedMove
from shared.kernel.machine import Machine, Transition, Within
from tests.mutate.judge import TESTS
from tests.mutate.mutants import mutants_of
from tests.support.expected import IGNORED, PLAIN, Bars, Expected, Goes, Refuses
from tests.support.machines import judged_instead

ROOT = Path(__file__).parents[3]
NEVER = datetime.max.replace(tzinfo=UTC)


class Light(StrEnum):
    ON = "on"
    OFF = "off"


class Press(Command):
    by = ("applicant",)
    firmly: bool = True


class Burn(Command):
    by = ("applicant",)


class Darkens(Tick):
    """The time is over."""


class Lit(Event, frozen=True, kw_only=True): ...


class Kept(Event, frozen=True, kw_only=True): ...


class Dark(Event, frozen=True, kw_only=True): ...


def has_power(facts: bool) -> bool:
    return facts


def is_firm(_facts: bool, press: Press) -> bool:
    return press.firmly


LAMP = EntityType(
    "lamp",
    "lamps",
    Entity,
    Machine(
        Light,
        final={Light.OFF},
        transitions=[
            Transition(None, Press, Light.ON, lambda *_: Lit(), has_power, is_firm),
            Transition(Light.ON, Burn, Light.ON, lambda *_: Kept(), renew=(Darkens,)),
            Transition(Light.ON, Darkens, Light.OFF, lambda *_: Dark()),
        ],
        ignore={(Light.OFF, Press): "it is broken"},
        within={Light.ON: [Within(Darkens, lambda _: NEVER)]},
        calling={Light.ON: ["glow"]},
    ),
)


DARK = {"power": False}
FAINT = Press(firmly=False)


def powered(_state: object, *, power: bool = True) -> bool:
    return power


EXPECTED = Expected(
    entity_type=LAMP,
    sound={Press: Press(), Burn: Burn(), Darkens: Darkens()},
    facts=powered,
    final={Light.OFF},
    scheduled={Light.ON: (Darkens, "glow"), Light.OFF: ()},
    moments=[(Light.ON, Darkens, None, NEVER)],
    lines=[
        (None, Press, PLAIN, Goes(Light.ON, Lit)),
        (None, Press, DARK, Bars(UnlistedMove)),
        (None, FAINT, PLAIN, Refuses(UnlistedMove)),
        (Light.ON, Burn, PLAIN, Goes(Light.ON, Kept, renews=(Darkens,))),
        (Light.ON, Darkens, PLAIN, Goes(Light.OFF, Dark)),
        (Light.OFF, Press, PLAIN, IGNORED),
    ],
)
WRONG = [
    "without row 1 (none on Press to on)",
    "row 1 (none on Press to on) without its may has_power",
    "row 1 (none on Press to on) that never may",
    "row 1 (none on Press to on) without its guard is_firm",
    "row 1 (none on Press to on) behind a guard that never opens",
    "without row 2 (on on Burn to on)",
    "row 2 (on on Burn to on) does not renew Darkens",
    "without row 3 (on on Darkens to off)",
    "off does not ignore Press",
    "on without its deadline Darkens",
    "on does not call glow",
    "off is not final",
]


def test_every_part_of_a_table_is_broken_once() -> None:
    assert [mutant.wrong for mutant in mutants_of(LAMP)] == WRONG


def survivors(expected: Expected) -> list[str]:
    """The mutants that the table of expectations does not tell from the machine."""
    known = expected.faults()
    alive = []
    for mutant in mutants_of(LAMP):
        with judged_instead(LAMP, mutant.machine):
            if expected.faults() == known:
                alive.append(mutant.wrong)
    return alive


def test_a_whole_table_lets_no_mutant_live() -> None:
    assert EXPECTED.faults() == []
    assert survivors(EXPECTED) == []


@pytest.mark.parametrize(("left_out", "asked"), [(1, "may has_power"), (2, "guard is_firm")])
def test_a_table_that_never_sees_a_may_or_a_guard_shut_is_told_so(left_out: int, asked: str) -> None:
    weak = replace(EXPECTED, lines=[line for n, line in enumerate(EXPECTED.lines) if n != left_out])
    assert weak.faults() == [f"none on Press: no line sees {asked.partition(' ')[2]} shut"]
    with judged_instead(LAMP, next(one.machine for one in mutants_of(LAMP) if f"without its {asked}" in one.wrong)):
        assert weak.faults() == []


@pytest.mark.parametrize("left_out", range(6))
def test_an_entry_too_few_is_a_fault(left_out: int) -> None:
    lines = [line for n, line in enumerate(EXPECTED.lines) if n != left_out]
    assert len(replace(EXPECTED, lines=lines).faults()) > len(EXPECTED.faults())


@pytest.mark.parametrize(
    "changes",
    [
        {"scheduled": {Light.ON: ("glow",), Light.OFF: ()}},
        {"scheduled": {Light.ON: (Darkens,), Light.OFF: ()}},
        {"scheduled": {Light.ON: (Darkens, "glow")}},
        {"moments": []},
        {"moments": [(Light.ON, Darkens, None, None)]},
        {"final": set()},
        {"lines": [*EXPECTED.lines, (Light.OFF, Burn, PLAIN, IGNORED)]},
        {"lines": [*EXPECTED.lines, (Light.ON, Press, PLAIN, Goes(Light.ON, Lit))]},
    ],
)
def test_an_expectation_the_machine_does_not_fulfil_is_a_fault(changes: dict[str, Any]) -> None:
    assert len(replace(EXPECTED, **changes).faults()) > len(EXPECTED.faults())


def test_every_noun_has_tests_that_judge_its_mutants() -> None:
    assert TESTS.keys() == {entity_type.name for registry in REGISTRIES for entity_type in registry.entity_types}


def test_a_sample_of_our_mutants_is_killed(record_property: Callable[[str, object], None]) -> None:
    """The seed is told at the end of the run; `make mutate` tries them all."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutate", "--sample", "40"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said = re.search(r"^seed \d+: 40 of \d+ mutants$", done.stdout, re.MULTILINE)
    assert said, done.stdout + done.stderr
    record_property("told", said[0])
    assert done.returncode == 0, done.stdout + done.stderr
