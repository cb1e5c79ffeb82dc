"""State machines: tables of transitions. Pure.

`decide` takes an entity's state and a message and returns a Step, or None if the table lists the message under
`ignore`, or raises UnlistedMove. The unit of work carries the step out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from shared.contracts.message import Command, Event, Tick
from shared.contracts.names import Noun
from shared.kernel.errors import UnlistedMove

S = TypeVar("S", bound=StrEnum)
F = TypeVar("F")
M = TypeVar("M")


def anytime(_facts: Any) -> bool:
    """The `may` of a transition that has none."""
    return True


def always(_facts: Any, _message: Any) -> bool:
    """The guard of a transition that has none."""
    return True


def no_more(_facts: object) -> tuple[str, ...]:
    """The guard wants nothing that the command does not require anyway."""
    return ()


@dataclass(frozen=True, slots=True)
class Transition(Generic[S, F, M]):
    """In `state`, on `on`, if it `may` and `guard` holds: go to `to` and `emit` one event.

    `state` None: the entity does not exist yet. `may` asks what is known without the message, `guard` what needs it;
    each returns False to let the next transition try, or raises Refused with its reason. A transition that stays in
    its state keeps the state's deadlines but for those in `renew`. `needs` names the optional fields that the guard
    wants, as things stand.
    """

    state: S | None
    on: type[M]
    to: S
    emit: Callable[[F, M], Event]
    may: Callable[[F], bool] = anytime
    guard: Callable[[F, M], bool] = always
    renew: tuple[type[Tick], ...] = ()
    needs: Callable[[F], tuple[str, ...]] = no_more


@dataclass(frozen=True, slots=True)
class Within:
    """A deadline of a state: `tick` fires at the time that `at` gives (None: no deadline)."""

    tick: type[Tick]
    at: Callable[[Any], datetime | None]


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """One move to be carried out."""

    before: S | None
    after: S
    event: Event
    renew: tuple[type[Tick], ...]


class Machine(Generic[S, F]):
    """The transitions of one entity type. What is not listed is refused; `ignore` lists late messages with reasons.

    `noun` has the words for refusals; a machine without it refuses with the title of UnlistedMove alone.
    """

    def __init__(
        self,
        states: type[S],
        *,
        final: AbstractSet[S],
        transitions: Sequence[Transition[S, F, Any]],
        ignore: Mapping[tuple[S, type[Any]], str] | None = None,
        within: Mapping[S, Sequence[Within]] | None = None,
        calling: Mapping[S, Sequence[str]] | None = None,
        noun: Noun | None = None,
    ) -> None:
        self.states = states
        self.noun = noun
        self.final = frozenset(final)
        self.transitions = tuple(transitions)
        self.ignore = dict(ignore or {})
        self.within = {state: tuple(limits) for state, limits in (within or {}).items()}
        self.calling = {state: tuple(names) for state, names in (calling or {}).items()}
        self._index: dict[tuple[str | None, type[Any]], list[Transition[S, F, Any]]] = {}
        for transition in self.transitions:
            self._index.setdefault((transition.state, transition.on), []).append(transition)
        self._commands: dict[str | None, dict[type[Command], None]] = {}
        for state, kind in self._index:
            if issubclass(kind, Command):
                self._commands.setdefault(state, {})[kind] = None
        self._scheduled: dict[str, tuple[str, ...]] = {
            state: (*(limit.tick.__name__ for limit in self.within.get(state, ())), *self.calling.get(state, ()))
            for state in states
        }

    def decide(self, state: S | str | None, facts: F, message: Any) -> Step[S] | None:
        """The step this message demands; None if it is ignored. Raises UnlistedMove otherwise."""
        kind = type(message)
        for transition in self._index.get((state, kind), ()):
            if transition.may(facts) and transition.guard(facts, message):
                return Step(transition.state, transition.to, transition.emit(facts, message), transition.renew)
        self._late(state, kind)
        return None

    def may(self, state: S | str | None, facts: F, kind: type[Any]) -> tuple[str, ...]:
        """What a message of this type needs. Raises what `decide` refuses every one with, as things stand."""
        for transition in self._index.get((state, kind), ()):
            if transition.may(facts):
                return transition.needs(facts)
        self._late(state, kind)
        return ()

    def _late(self, state: S | str | None, kind: type[Any]) -> None:
        """Nothing, for what is ignored. Raises UnlistedMove otherwise."""
        here = None if state is None else self.states(state)
        if here is None or (here, kind) not in self.ignore:
            vi, en = self.noun.refusal(here, kind) if self.noun else ("", "")
            raise UnlistedMove(en, vi, move=kind.__name__, state=here)

    def commands(self, state: S | str | None, role: str | None = None) -> list[type[Command]]:
        """The commands listed in this state, for this role or any; they may still be refused."""
        return [kind for kind in self._commands.get(state, ()) if role is None or role in kind.by]

    def scheduled(self, state: S | str | None) -> tuple[str, ...]:
        """The names of the scheduled items that belong to a stay in this state."""
        return () if state is None else self._scheduled[state]
