"""The bench procedure: 12 moves of a case in `desk`, 11 answers of `partner`, begun by the events of `counter`.

These are small services on the real kernel. As in the real ones an entity has facts, an event carries ids, codes and
dates, and a context is loaded set-based. Each ground appends a suffix of its own to the names of its producers, so that
rounds are separate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, ClassVar, cast

import msgspec

from shared.contracts.message import Command, Event
from shared.contracts.relation import Relation
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, EntityType
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.machine import Machine, Transition
from shared.kernel.registry import Registry
from shared.kernel.unit_of_work import UnitOfWork
from tests.support.toy_words import Context

MOVES = 12
HELPS = MOVES - 1
HANDLED = MOVES + HELPS
PLACES = ("desk", "partner")
TABLES = """
create table {table} (id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
    procedure text not null, agency text not null, due_at timestamptz, steps bigint not null);
create index {table}_dossier on {table} (dossier);
"""


class Submit(Command):
    by: ClassVar = {"applicant": (Relation.OWNER,)}


class Handed(StrEnum):
    IN = "in"


Step = StrEnum("Step", {f"STEP_{n}": f"step {n}" for n in range(1, MOVES + 1)})  # type: ignore[misc]
STEPS = list(Step)


@dataclass(slots=True, kw_only=True)
class Errand(Entity):
    """A case at the desk, or the partner's work for it."""

    procedure: str = ""
    agency: str = ""
    due_at: datetime | None = None
    steps: int = 0


def fold(row: Errand, event: Any) -> None:
    row.procedure, row.agency, row.due_at, row.steps = event.procedure, event.agency, event.due_at, row.steps + 1


class Bench:
    """The three producers of one ground; `tables` by producer."""

    def __init__(self, tail: str) -> None:
        self.tail = tail
        self.Submitted = self._said("counter", "DossierSubmitted")
        self.Asked, self.Finished = (self._said("desk", name) for name in ("HelpRequested", "CaseFinished"))
        self.Helped = self._said("partner", "HelpGiven")
        self.entity_types = {
            "counter": EntityType("paper", "papers", Errand, self._papers(), fold),
            "desk": EntityType("case", "cases", Errand, self._cases(), fold),
            "partner": EntityType("help", "helps", Errand, self._helps(), fold),
        }
        receives: dict[str, tuple[set[Any], set[Any]]] = {
            "counter": ({Submit}, set()),
            "desk": ({self.Submitted, self.Helped}, set()),
            "partner": ({self.Asked}, {self.Finished}),
        }
        self.registries = {name: self._registry(name, *kinds) for name, kinds in receives.items()}

    def _said(self, producer: str, name: str) -> type[Event]:
        fields: Any = [("step", int), ("procedure", str), ("agency", str), ("route", str), ("due_at", datetime)]
        about = {"producer": f"{producer}-{self.tail}"}
        made: Any = msgspec.defstruct(name, fields, bases=(Event,), namespace=about, frozen=True, kw_only=True)
        return cast("type[Event]", made)

    def _papers(self) -> Machine[Any, Any]:
        return Machine(
            Handed, final={Handed.IN}, transitions=[Transition(None, Submit, Handed.IN, saying(self.Submitted))]
        )

    def _cases(self) -> Machine[Any, Any]:
        rows = [Transition(None, self.Submitted, STEPS[0], saying(self.Asked))]
        for before, after in pairwise(STEPS):
            say = self.Finished if after is STEPS[-1] else self.Asked
            rows.append(Transition(before, self.Helped, after, saying(say)))
        return Machine(Step, final={STEPS[-1]}, transitions=rows)

    def _helps(self) -> Machine[Any, Any]:
        rows = [
            Transition(before, self.Asked, after, saying(self.Helped))
            for before, after in zip([None, *STEPS], STEPS[:HELPS], strict=False)
        ]
        return Machine(Step, final={STEPS[HELPS - 1]}, transitions=rows)

    def _registry(self, name: str, incoming: set[Any], unhandled: set[Any]) -> Registry[Context]:
        receives = Receives(self.entity_types[name])
        return Registry(
            producer=f"{name}-{self.tail}",
            entity_types=(receives.entity_type,),
            load=receives.load,
            handlers=dict.fromkeys(incoming, receives.receive),
            unhandled=frozenset(unhandled),
        )


def saying(event: Any) -> Any:
    """An `emit` of this event, with the errand's owner, step and due date."""

    def say(facts: tuple[Errand, Context], _message: Any) -> Event:
        row, context = facts
        said: Event = event(
            step=row.steps + 1,
            procedure="2.000004",
            agency="H99.03",
            route="promotion-registration/7",
            due_at=row.due_at or context.now + timedelta(days=5),
        )
        return said

    return say


@dataclass(frozen=True)
class Receives:
    """Handlers of one entity type with one entity per dossier, under the dossier's id; the first message creates it."""

    entity_type: EntityType[Errand]

    async def load(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        rows = await tx.fetch(
            f"select * from {self.entity_type.table} where dossier = any($1::uuid[])", list(uow.streams)
        )
        return Context({row["id"]: self.entity_type.of(row) for row in rows}, uow.now)

    def receive(self, context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
        row = context.rows.get(incoming.dossier)
        if row is None:
            row = context.rows[incoming.dossier] = Errand(id=incoming.dossier, dossier=incoming.dossier)
        advance(uow, self.entity_type, row, (row, context), incoming)
