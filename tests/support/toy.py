"""Three tiny producers that use every path of the kernel: `ask` and `bell` emit events, `echo` receives both.

ask asks, pokes and closes; bell rings about the same dossier; echo begins when asked, answers a ring, fades
if nothing comes in time, and calls out once it is closed. Each test makes its own (`Toys("x1")`): names of
producers and topics end in its tail, so tests do not see each other. `Toys.trouble` breaks things on purpose.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec

from shared.contracts.message import Answer, Event, Tick
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, EntityType
from shared.kernel.errors import NotYet, Refused
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.machine import Machine, Transition, Within
from shared.kernel.registry import Caller, Handler, Registry
from shared.kernel.unit_of_work import UnitOfWork
from tests.support.toy_words import (
    STIRRED,
    Ask,
    Close,
    Context,
    E,
    Echo,
    Fade,
    Fetched,
    Gossip,
    Nudge,
    Poke,
    Q,
    Question,
    R,
    Ring,
    Stir,
    StirAll,
    fold_echo,
    fold_question,
)


class Trouble:
    """What goes wrong on purpose when a message has one of these words. `lethal` words kill the process.

    `raised`: what else a handler comes to, by word.
    """

    def __init__(self) -> None:
        self.bugs: set[str] = set()
        self.refused: dict[str, str] = {}
        self.raised: dict[str, BaseException] = {}
        self.lethal = os.environ.get("MOTCUA_TOY_LETHAL", "")

    def befall(self, words: str) -> None:
        if words in self.bugs:
            raise RuntimeError(f"a bug about {words}")
        if words in self.refused:
            raise Refused(self.refused[words])
        if words in self.raised:
            raise self.raised[words]
        if self.lethal and words == self.lethal:
            os.kill(os.getpid(), signal.SIGKILL)


class Toys:
    """The three producers of one test."""

    def __init__(self, tail: str) -> None:
        self.tail = tail
        self.trouble = Trouble()
        self.asked: list[tuple[str, int]] = []  # the calls that echo has made: key, tries
        self.answers: list[Answer | Exception | asyncio.Event] = []  # what its next calls come to; then Fetched
        self._events()
        self.question = EntityType("question", "questions", Question, self._questions(), fold_question)
        self.ring = EntityType("ring", "rings", Entity, self._rings())
        self.echo_noun = EntityType("echo", "echoes", Echo, self._echoes(), fold_echo)
        self.ask, self.bell, self.echo = self._registries()
        self.registries: Mapping[str, Registry[Any]] = {"ask": self.ask, "bell": self.bell, "echo": self.echo}

    def _events(self) -> None:
        def said(producer: str, name: str, *fields: Any) -> type[Event]:
            about = {"producer": f"{producer}-{self.tail}"}
            made: Any = msgspec.defstruct(name, fields, bases=(Event,), namespace=about, frozen=True, kw_only=True)
            return cast("type[Event]", made)

        self.Asked = said("ask", "Asked", ("words", str), ("fades", float | None, None))
        self.Poked = said("ask", "Poked", ("words", str))
        self.Closed = said("ask", "Closed")
        self.Answered = said("ask", "Answered")
        self.Rung = said("bell", "Rung", ("words", str, "ding"))
        self.Began = said("echo", "Began", ("fades_at", datetime | None, None))
        self.Noted = said("echo", "Noted")
        self.Echoed = said("echo", "Echoed")
        self.Called = said("echo", "Called")
        self.Finished = said("echo", "Finished", ("what", str))
        self.Faded = said("echo", "Faded")

    def _questions(self) -> Machine[Any, Any]:
        return Machine(
            Q,
            final={Q.CLOSED},
            transitions=[
                Transition(None, Ask, Q.OPEN, lambda _, m: self.Asked(words=m.words, fades=m.fades)),
                Transition(Q.OPEN, Poke, Q.OPEN, lambda _, m: self.Poked(words=m.words)),
                Transition(Q.OPEN, self.Echoed, Q.ANSWERED, lambda _, m: self.Answered()),
                Transition(Q.ANSWERED, Poke, Q.ANSWERED, lambda _, m: self.Poked(words=m.words)),
                Transition(Q.OPEN, Close, Q.CLOSED, lambda _, m: self.Closed()),
                Transition(Q.ANSWERED, Close, Q.CLOSED, lambda _, m: self.Closed()),
            ],
            ignore={(Q.ANSWERED, self.Echoed): "answered once is enough", (Q.CLOSED, self.Echoed): "too late"},
        )

    def _rings(self) -> Machine[Any, Any]:
        return Machine(
            R,
            final={R.RUNG},
            transitions=[
                Transition(state, Ring, R.RUNG, lambda _, m: self.Rung(words=m.words)) for state in (None, R.RUNG)
            ],
        )

    def _echoes(self) -> Machine[Any, Any]:
        return Machine(
            E,
            final={E.DONE, E.FADED},
            transitions=[
                Transition(None, self.Asked, E.WAITING, self._began),
                Transition(E.WAITING, self.Poked, E.WAITING, lambda _, m: self.Noted()),
                *(
                    Transition(state, Nudge, state, lambda _, m: self.Noted())
                    for state in (E.WAITING, E.RINGING, E.CALLING)
                ),
                Transition(E.WAITING, self.Rung, E.RINGING, lambda _, m: self.Echoed()),
                Transition(E.WAITING, Stir, E.WAITING, lambda _, m: self.Noted()),
                Transition(E.WAITING, Fade, E.FADED, lambda _, m: self.Faded()),
                Transition(E.WAITING, self.Closed, E.CALLING, lambda _, m: self.Called()),
                Transition(E.RINGING, self.Poked, E.RINGING, lambda _, m: self.Noted()),
                Transition(E.RINGING, self.Rung, E.RINGING, lambda _, m: self.Echoed()),
                Transition(E.RINGING, self.Closed, E.CALLING, lambda _, m: self.Called()),
                Transition(E.CALLING, self.Rung, E.CALLING, lambda _, m: self.Echoed()),
                Transition(E.CALLING, Fetched, E.DONE, lambda _, m: self.Finished(what=m.what)),
            ],
            ignore={(E.DONE, self.Rung): "it is over", (E.FADED, self.Rung): "too late", (E.RINGING, Stir): "it rings"},
            within={E.WAITING: [Within(Fade, lambda row: row.fades_at)]},
            calling={E.CALLING: ["fetch"]},
        )

    def _began(self, context: Context, message: Any) -> Event:
        at = None if message.fades is None else context.now + timedelta(seconds=message.fades)
        return self.Began(fades_at=at)

    def _registries(self) -> tuple[Registry[Any], Registry[Any], Registry[Any]]:
        questions, rings, echoes = (
            _Receives(self, entity_type) for entity_type in (self.question, self.ring, self.echo_noun)
        )
        asks: dict[type[Any], Handler[Any]] = dict.fromkeys((Ask, Poke, Close, self.Echoed), questions.receive)
        receives = (self.Asked, self.Poked, self.Closed, self.Rung, Nudge, Fade, Stir, Fetched)
        ask: Registry[Context] = Registry(
            producer=f"ask-{self.tail}",
            entity_types=(self.question,),
            load=questions.load,
            handlers=asks,
            unhandled=frozenset({self.Began, self.Noted, self.Called, self.Finished, self.Faded}),
        )
        bell: Registry[Context] = Registry(
            producer=f"bell-{self.tail}", entity_types=(self.ring,), load=rings.load, handlers={Ring: rings.receive}
        )
        echo: Registry[Context] = Registry(
            producer=f"echo-{self.tail}",
            entity_types=(self.echo_noun,),
            load=echoes.load,
            handlers={**dict.fromkeys(receives, echoes.receive), StirAll: _stir},
            fanouts={Stir: STIRRED},
            unhandled=frozenset({self.Answered}),
            calls={"fetch": Caller("bell", _nothing_to_ask, self._fetch)},
        )
        return ask, bell, echo

    async def _fetch(self, _question: Any, key: str, tries: int) -> Answer:
        self.asked.append((key, tries))
        answer = self.answers.pop(0) if self.answers else Fetched(what="water")
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return Fetched(what="at last")
        return answer


@dataclass(frozen=True)
class _Receives:
    """One noun, one entity per dossier with the dossier's own id."""

    toys: Toys
    entity_type: EntityType[Any]

    async def load(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        rows = await tx.fetch(
            f"select * from {self.entity_type.table} where dossier = any($1::uuid[])", list(uow.streams)
        )
        return Context({row["id"]: self.entity_type.of(row) for row in rows}, uow.now)

    def receive(self, context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
        row = context.rows.get(incoming.dossier)
        if row is None or row.state is None:
            if not isinstance(incoming.message, Ask | Ring | self.toys.Asked):
                raise NotYet("Nothing was asked.", "Chưa có câu hỏi.")
            row = context.rows[incoming.dossier] = self.entity_type.row(id=incoming.dossier, dossier=incoming.dossier)
        advance(uow, self.entity_type, row, context, incoming)
        words = getattr(incoming.message, "words", type(incoming.message).__name__)
        if isinstance(incoming.message, Event):
            uow.project(Gossip(dossier=incoming.dossier, about=type(incoming.message).__name__, words=words))
            self.toys.trouble.befall(words)  # after the move: what is taken back must be taken back
        elif isinstance(incoming.message, Tick):
            self.toys.trouble.befall(f"fade of {incoming.dossier}")
        elif isinstance(incoming.message, Fetched):
            self.toys.trouble.befall(f"answer {incoming.message.what}")


def _stir(_context: Context, uow: UnitOfWork, incoming: Incoming[StirAll]) -> None:
    uow.fan_out(Stir, {"most": incoming.message.most})


async def _nothing_to_ask(_tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
    return dict.fromkeys(entities)
