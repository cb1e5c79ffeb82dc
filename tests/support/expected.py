"""What the table of a noun must do, written by hand and never computed from the machine.

One line says: in this state, on this message, knowing this, then that. Whatever has no line must be refused as
unlisted. `Expected.faults` names each place where the machine does something else, and each state, message, row, may,
guard, ignored message, deadline or call of the machine that no line mentions. A may or a guard is mentioned when one
line sees it open and another one sees it shut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts.message import Command, Event, Tick
from shared.kernel.entity import EntityType
from shared.kernel.errors import Refused, UnlistedMove
from shared.kernel.machine import Machine, always, anytime
from tests.support.machines import defects, machine_of
from tests.support.tables import answer


@dataclass(frozen=True, slots=True)
class Goes:
    """It moves to `target`, emits one event of this type, and renews these timers though it stays."""

    target: Any
    said: type[Event]
    renews: tuple[type[Tick], ...] = ()


@dataclass(frozen=True, slots=True)
class Refuses:
    """The message is refused for this reason; another one of its type may be taken."""

    reason: type[Refused]


@dataclass(frozen=True, slots=True)
class Bars:
    """Every message of the type is refused for this reason, as things stand."""

    reason: type[Refused]


@dataclass(frozen=True, slots=True)
class Ignored:
    """It comes late, and nothing happens."""


IGNORED = Ignored()
Then = Goes | Refuses | Bars | Ignored
#: state (None: before the first), message (a type: the sound one), what is known besides the plain facts, what then.
Line = tuple[Any, Any, Mapping[str, Any], Then]
PLAIN: Mapping[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The whole scenario of one noun.

    `sound`: one sound message of each type. `facts`: what is known in a state, but for these changes. `to_dos`: each
    state, with the deadlines and calls that belong to a stay in it. `moments`: state, deadline, row, and when it ends.
    """

    entity_type: EntityType[Any]
    sound: Mapping[type[Any], Any]
    facts: Callable[..., Any]
    scheduled: Mapping[Any, Sequence[type[Tick] | str]]
    final: AbstractSet[Any]
    lines: Sequence[Line]
    moments: Sequence[tuple[Any, type[Tick], Any, datetime | None]] = ()

    def faults(self) -> list[str]:
        """Everything in which the machine differs from what is expected; empty for the right one."""
        machine = machine_of(self.entity_type)
        kinds = (self._states, self._scheduled, self._moments, self._done, self._unlisted, self._rows, self._late)
        return [*defects(machine), *(fault for faults in kinds for fault in faults(machine))]

    def _states(self, machine: Machine[Any, Any]) -> Iterator[str]:
        if differing := {*machine.states} ^ self.scheduled.keys():
            yield f"states on one side only: {sorted(differing)}"
        if differing := machine.final ^ self.final:
            yield f"final on one side only: {sorted(differing)}"

    def _scheduled(self, machine: Machine[Any, Any]) -> Iterator[str]:
        for state in {*machine.states} & self.scheduled.keys():
            wanted = tuple(one if isinstance(one, str) else one.__name__ for one in self.scheduled[state])
            if machine.scheduled(state) != wanted:
                yield f"{state}: to do is {machine.scheduled(state)}, not {wanted}"
            if machine.calling.get(state, ()) != tuple(one for one in self.scheduled[state] if isinstance(one, str)):
                yield f"{state}: calls {machine.calling.get(state, ())}"

    def _moments(self, machine: Machine[Any, Any]) -> Iterator[str]:
        """When deadlines end, and that each has an example."""
        for state, tick, row, moment in self.moments:
            ends = [limit.at(row) for limit in machine.within.get(state, ()) if limit.tick is tick]
            if ends != [moment]:
                yield f"{state}: {tick.__name__} at {ends}, not {moment}"
        told = {(state, tick) for state, tick, *_ in self.moments}
        had = {(state, limit.tick) for state, limits in machine.within.items() for limit in limits}
        yield from (f"{state}: no moment for {tick.__name__}" for state, tick in had - told)

    def _read(self) -> list[Line]:
        """The lines, with a sound message for each type."""
        return [
            (line[0], self.sound[line[1]] if isinstance(line[1], type) else line[1], *line[2:]) for line in self.lines
        ]

    def _done(self, machine: Machine[Any, Any]) -> Iterator[str]:
        """Each line against what the machine does."""
        for state, message, known, then in self._read():
            facts = self.facts(state, **known)
            got, barred = answer(machine, state, (facts, message)), bars(machine, state, facts, type(message))
            if not does(got, then) or type(barred) is not (then.reason if isinstance(then, Bars) else type(None)):
                place_ = place(state, type(message))
                yield f"{place_} knowing {sorted(known)}: expected {then}, got {got!r}, any: {barred!r}"

    def _unlisted(self, machine: Machine[Any, Any]) -> Iterator[str]:
        """Each pair that is not listed is refused, and what may be asked instead is what the lines take."""
        for state in (None, *self.scheduled):
            here = [(type(message), then) for where, message, _, then in self._read() if where is state]
            taken = {kind for kind, then in here if issubclass(kind, Command) and isinstance(then, Goes)}
            if {*machine.commands(state)} != taken:
                yield f"{state or 'none'}: may be asked {machine.commands(state)}, not {taken}"
            for kind in self.sound.keys() - {kind for kind, _ in here}:
                got = answer(machine, state, (self.facts(state), self.sound[kind]))
                if not isinstance(got, UnlistedMove):
                    yield f"{place(state, kind)}: no line, so it must be refused as unlisted; got {got!r}"
                elif got.more["state"] != state:
                    yield f"{place(state, kind)}: says {got.more}"

    def _rows(self, machine: Machine[Any, Any]) -> Iterator[str]:
        """Transitions, mays and guards that no expectation covers."""
        for row in machine.transitions:
            told = [
                (is_open(row.may, facts), is_open(row.guard, facts, message))
                for state, message, known, _ in self._read()
                if row.state is state and row.on is type(message)
                for facts in [self.facts(state, **known)]
            ]
            if (True, True) not in told:
                yield f"{place(row.state, row.on)}: no line goes to {row.to} by this row"
            for n, (asked, without) in enumerate(((row.may, anytime), (row.guard, always))):
                if asked is not without and False not in {each[n] for each in told}:
                    yield f"{place(row.state, row.on)}: no line sees {asked.__name__} shut"

    def _late(self, machine: Machine[Any, Any]) -> Iterator[str]:
        """Ignored messages that no expectation covers, or without a reason."""
        told = {(state, type(message)) for state, message, _, then in self._read() if then is IGNORED}
        for (state, kind), why in machine.ignore.items():
            if (state, kind) not in told or not why:
                yield f"{place(state, kind)}: ignored by the machine, and no line says so, or it does not say why"


def does(got: object, then: Then) -> bool:
    """Is the machine's answer what was expected?"""
    match then:
        case Goes(target, said, renews):
            step: Any = got
            return (
                getattr(got, "after", None) is target
                and type(step.event) is said
                and {*step.renew} == {*renews}
                and len(step.renew) == len(renews)
            )
        case Refuses(reason) | Bars(reason):
            return type(got) is reason
        case Ignored():
            return got is None


def is_open(asked: Callable[..., bool], *known: Any) -> bool:
    """Does this may or guard let it through?"""
    try:
        return asked(*known)
    except Refused:
        return False


def bars(machine: Machine[Any, Any], state: Any, facts: Any, kind: type[Any]) -> Refused | None:
    """What every message of this type is refused with; None if some may be taken."""
    try:
        machine.may(state, facts, kind)
    except Refused as refusal:
        return refusal
    return None


def place(state: Any, kind: type[Any]) -> str:
    return f"{state or 'none'} on {kind.__name__}"
