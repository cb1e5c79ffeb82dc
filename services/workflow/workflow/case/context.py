"""What workflow loads to decide about a batch of messages, set-based: cases, their tasks, and reference data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.intake import DossierAccepted
from shared.contracts.names import titled
from shared.contracts.reference import Kind, Return, Step
from shared.contracts.relation import Relation, those
from shared.kernel.db import Tx
from shared.kernel.entity import Concerned, Entity
from shared.kernel.errors import NotYet
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents, Key
from shared.reference.publication import IN_FORCE, Shelf
from workflow.case import tables, whose
from workflow.case.facts import Facts
from workflow.case.machine import CASE, CaseState
from workflow.case.models import Case
from workflow.task import tables as task_tables
from workflow.task import whose as whose_task
from workflow.task.commands import Claim, Complete, Release
from workflow.task.context import TaskSet
from workflow.task.machine import TASK
from workflow.task.models import Task
from workflow.task.rules import TaskFacts, agency_of

OF_A_TASK = (Claim, Release, Complete)


@dataclass(slots=True)
class Context:
    """What was loaded: cases by dossier, and their tasks."""

    documents: Documents
    cases: dict[UUID, Case]
    tasks: TaskSet
    received: dict[UUID, datetime] = field(default_factory=dict)

    def find(self, entity: UUID) -> Entity | None:
        return self.cases.get(entity) or self.tasks.find(entity)

    def relations(self, incoming: Incoming[Any]) -> frozenset[Relation]:
        """How the caller stands to the task or the case the message is about."""
        if (task := self.tasks.find(incoming.entity)) is not None:
            return those(whose_task.stands(task, incoming))
        case = self.cases[incoming.dossier]
        holds = any(whose_task.stands(task, incoming)[Relation.HOLDER] for task in self.tasks.open(case.id))
        return those(whose.stands(case, holds, incoming))

    def concerns(self, kind: type[Any], incoming: Incoming[Any], now: datetime) -> Iterator[Concerned]:
        """The case; or a task, and then its case, which the first claim starts and a signature or a return decides."""
        case = self.case(incoming.dossier)
        if kind not in OF_A_TASK:
            yield Concerned(CASE, case, self.facts(case, now))
            return
        task = self.tasks.get(incoming.entity)
        facts = self.task_facts(task, incoming, now)
        yield Concerned(TASK, task, facts)
        starts = kind is Claim and case.state == CaseState.RECEIVED
        if starts or (kind is Complete and facts.step.kind in (Kind.SIGN, Kind.RETURN)):
            yield Concerned(CASE, case, self.facts(case, now, facts.step))

    def case(self, dossier: UUID) -> Case:
        """Raises NotYet before the dossier was accepted."""
        if dossier not in self.cases:
            raise NotYet("The dossier was not accepted yet.", "Hồ sơ chưa được tiếp nhận.")
        return self.cases[dossier]

    def case_of(self, task: Task) -> Case:
        return self.case(task.dossier)

    def done(self, facts: Facts) -> set[str]:
        """The steps of the case's route that are behind it: tasks that are done, and collects with nothing to collect.

        All fees of the procedure are paid at once, so that none is left for another collect.
        """
        case, steps = facts.case, facts.route.steps
        behind = self.tasks.done(case.id)
        free = [step for step in steps if step.kind is Kind.COLLECT and (case.paid or not facts.procedure.fees)]
        while ready := [step for step in free if step.code not in behind and facts.route.is_turn(step.code, behind)]:
            behind |= {step.code for step in ready}
        return behind

    def next(self, facts: Facts) -> list[Step]:
        """The steps whose turn it is and that have not begun. The post needs no task, until it fails."""
        behind = self.done(facts)
        begun = behind | {task.step for task in self.tasks.open(facts.case.id)}
        turn = [step for step in facts.route.steps if step.code not in begun and facts.route.is_turn(step.code, behind)]
        return [step for step in turn if step.kind is not Kind.RETURN or facts.case.returns != Return.POST]

    def facts(self, case: Case, now: datetime, step: Step | None = None) -> Facts:
        """The facts of a case."""
        return Facts(case=case, now=now, documents=self.documents, step=step)

    def task_facts(self, task: Task, incoming: Incoming[Any], now: datetime) -> TaskFacts:
        """The facts of a task; it counts by the calendar of the agency in whose queue it is."""
        facts = self.facts(self.case_of(task), now)
        step = facts.route.step(task.step)
        agency = agency_of(step, facts.case.agency, facts.case.desk)
        return TaskFacts(
            task=task,
            step=step,
            agency=facts.case.agency,
            desk=facts.case.desk,
            procedure=facts.case.procedure,
            reasons=titled(facts.procedure.refusal_reasons),
            calendar=self.documents.calendar(agency),
            counted_by=self.documents.counted_by(agency),
            now=now,
            actor=incoming.actor,
            role=incoming.role,
        )


class Load:
    """The loader of one process; it keeps the documents it has read."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        ids = list(uow.streams)
        found, tasks, in_force = await tx.fetch_all(
            (tables.BY_DOSSIER, [ids]), (task_tables.BY_DOSSIER, [ids]), IN_FORCE
        )
        cases = {row["id"]: CASE.of(row) for row in found}
        pinned = {key for case in cases.values() for key in _pinned(case)}
        pinned |= {
            ("procedure", each.message.procedure, each.message.version)
            for each in incoming
            if isinstance(each.message, DossierAccepted)
        }
        received = {row["id"]: row["received_at"] for row in found}
        return Context(await self._shelf.take(tx, pinned, in_force), cases, TaskSet.of(tasks), received)


def _pinned(case: Case) -> tuple[Key, Key]:
    return ("procedure", case.procedure, case.version), ("route", case.route, case.route_version)
