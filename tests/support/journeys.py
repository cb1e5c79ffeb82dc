"""One case on its way through any route, in memory: the real handlers and machines, with the events that payment and
postal would emit. Nothing is written, so that thousands of journeys take seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from shared.contracts import intake, payment, postal
from shared.contracts import workflow as said
from shared.contracts.message import Command
from shared.contracts.reference import Procedure, Reference, Route
from shared.kernel.errors import Refused
from shared.kernel.incoming import Incoming
from shared.kernel.streams import Stream
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents
from tests.support import documents as sample
from tests.support.reference import Document
from tests.support.workflow_facts import ACCEPTED, ID, NOON, SETTLED
from workflow.case import commands as ask
from workflow.case.commands import DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.context import Context
from workflow.case.machine import OVER, CaseState
from workflow.case.models import Case
from workflow.registry import REGISTRY
from workflow.task.commands import Claim, Complete, Outcome, Release
from workflow.task.context import TaskSet
from workflow.task.machine import TaskState
from workflow.task.models import Task

Move = tuple[str, Callable[[], None]]
OFFICER, SUPERVISOR = ("officer:one", "officer"), ("officer:two", "supervisor")
APPROVE, REFUSE = Complete(outcome=Outcome.APPROVED), Complete(outcome=Outcome.REFUSED, reason="no")
ASK = ask.RequestSupplement(components=("TP01",))
TICKS: dict[str, type[Any]] = {each.__name__: each for each in (DueDateNears, DueDatePasses, SupplementTimePasses)}


class Journey:
    """The context of one case. `charge` is payment's: None, open, expired, settled, cancelled or owed."""

    def __init__(self, route: Document, procedure: Document, returns: str) -> None:
        self.route, self.procedure = Route.model_validate(route), Procedure.model_validate(procedure)
        self.uow = UnitOfWork("workflow", {ID: Stream()}, NOON)
        self.context = Context(self._documents(), {}, TaskSet())
        self.charge: str | None = None
        self.posted: str | None = None
        self.said: list[str] = []
        self.accepted: dict[str, Any] = {"procedure": self.procedure.code, "route": self.route.code, "returns": returns}

    def _documents(self) -> Documents:
        plain = sample.documents()
        own: dict[tuple[str, str, int], Reference] = {
            ("route", self.route.code, 1): self.route,
            ("procedure", self.procedure.code, 1): self.procedure,
        }
        read = {**{key: plain.read[key] for key in plain.read if key[0] in ("calendar", "agencies")}, **own}
        return Documents({(kind, code): version for kind, code, version in read}, read, plain.calendars)

    # ---- what stands

    @property
    def case(self) -> Case:
        return self.context.cases[ID]

    @property
    def open(self) -> list[Task]:
        return self.context.tasks.open(ID)

    @property
    def over(self) -> bool:
        """Nothing but a late payment can move it, and that only if it was stopped for want of it."""
        return self.case.state in OVER

    def done(self) -> set[str]:
        """The steps that are behind the case."""
        return self.context.done(self.context.facts(self.case, self.uow.now))

    def deadlines(self) -> list[str]:
        """The named deadlines of the case that are set."""
        return [
            scheduled.name
            for (entity, _), scheduled in self.uow.scheduled.items()
            if entity == ID and scheduled is not None
        ]

    # ---- receiving

    def begin(self) -> None:
        changes = {name: getattr(ACCEPTED, name) for name in ACCEPTED.__struct_fields__} | self.accepted
        self.receive(intake.DossierAccepted(**changes))

    def receive(self, message: Any, task: Task | None = None, by: tuple[str, str] = OFFICER) -> None:
        """One message, as the kernel receives it: all its moves or none. Payment and the post note what is emitted."""
        incoming = self._incoming(message, task, by)
        before = len(self.uow.moves)
        barred = self._barred(incoming) if isinstance(message, Command) else None
        refused: Refused | None = None
        try:
            with self.uow.atomic(ID):
                REGISTRY.handlers[type(message)](self.context, self.uow, incoming)
        except Refused as refusal:
            refused = refusal
            raise
        finally:
            assert barred is None or str(barred) == str(refused), "another fate was foretold"
        for entry in self.uow.moves[before:]:
            self.said.append(entry.event)
            self._outside(entry.event)

    def _barred(self, incoming: Incoming[Any]) -> Refused | None:
        """What every command of this type is refused with now, as callers are told before they ask."""
        kind = type(incoming.message)
        try:
            for each in self.context.concerns(kind, incoming, self.uow.now):
                each.may(kind)
        except Refused as refusal:
            return refusal
        return None

    def _incoming(self, message: Any, task: Task | None = None, by: tuple[str, str] = OFFICER) -> Incoming[Any]:
        return Incoming(message=message, dossier=ID, entity=task and task.id, actor=by[0], role=by[1])

    def _outside(self, event: str) -> None:
        match event:
            case "FeeRequested":
                assert self.charge is None, "a fee is asked for once"
                self.charge = "open"
            case "CaseStopped" | "CaseWithdrawn" | "CaseRefused" if self.case.reason != said.FEE_LATE:
                self.charge = {"settled": "owed", None: None}.get(self.charge, "cancelled")
            case "CaseDecided" if self.case.returns == "post":
                self.posted = "travelling"

    # ---- what may happen next

    def moves(self) -> Iterator[Move]:
        """Everything that may be tried now."""
        yield from self.forward()
        for task in self.open:
            if task.officer:
                hand = hand_of(task)
                yield f"release {task.step}", partial(self.receive, Release(), task, hand)
                yield f"refuse {task.step}", partial(self.receive, REFUSE, task, hand)
                yield f"ask at {task.step}", partial(self.receive, ASK, None, hand)
        yield "withdraw", partial(self.receive, intake.WithdrawalRequested())
        yield "stop", partial(self.receive, ask.Stop(reason="no"), None, SUPERVISOR)
        later = self.uow.now + timedelta(days=90)
        yield "apologise", partial(self.receive, ask.Apologise(reason="many-dossiers", due_at=later))
        yield from ((name, partial(self.receive, TICKS[name]())) for name in self.deadlines())
        if self.charge == "open":
            yield "expire", self.expire
        if self.charge == "cancelled":
            yield "pay too late", self.pay_too_late
        if self.posted == "travelling":
            yield "come back", partial(self.arrive, postal.ConsignmentReturned(at=NOON))

    def forward(self) -> Iterator[Move]:
        """What brings the case nearer to its end."""
        if self.case.state == CaseState.SUPPLEMENTING:
            yield "supply", partial(self.receive, intake.SupplementSupplied(papers=[]))
        if self.charge in ("open", "expired"):
            yield "pay", self.pay
        if self.posted == "travelling":
            yield "deliver", partial(self.arrive, postal.ConsignmentDelivered(proof="P1", at=NOON))
        for task in self.open:
            word = APPROVE if task.state == TaskState.CLAIMED else Claim()
            yield f"{type(word).__name__} {task.step}", partial(self.receive, word, task, hand_of(task))

    def pay(self) -> None:
        self.charge = "settled"
        self.receive(SETTLED)

    def pay_too_late(self) -> None:
        """Payment has not received of the end when the money comes; when it does, it owes it back."""
        self.charge = "owed"
        self.receive(SETTLED)

    def expire(self) -> None:
        self.charge = "expired"
        self.receive(payment.ChargeExpired())

    def arrive(self, news: Any) -> None:
        self.posted = "over"
        self.receive(news)

    def taken(self, move: Move) -> bool:
        """Whether the move was taken; a refused one leaves everything as it was."""
        before = self.charge, self.posted
        self.uow.now += timedelta(hours=5)
        try:
            move[1]()
        except Refused:
            self.charge, self.posted = before
            return False
        return True

    def waits_for(self) -> list[str]:
        """What the case waits for, by name: tasks in queues, and what has a deadline of its own."""
        waits = [f"task {task.step}" for task in self.open]
        if self.case.state == CaseState.SUPPLEMENTING and SupplementTimePasses.__name__ in self.deadlines():
            waits.append("supplement")
        if self.case.state == CaseState.AWAITING_PAYMENT and self.charge == "open":
            waits.append("fee")
        if self.case.state == CaseState.DECIDED and self.posted == "travelling":
            waits.append("post")
        return waits


def hand_of(task: Task) -> tuple[str, str]:
    return SUPERVISOR if task.role == "supervisor" else OFFICER
