"""All that workflow must know to decide about a batch of messages, loaded set-based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.intake import DossierAccepted
from shared.contracts.reference import Kind, Return, Step
from shared.contracts.relation import Relation
from shared.kernel.db import Tx
from shared.kernel.entity import Entity
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents, Key
from shared.reference.publication import IN_FORCE, Shelf
from workflow.case import models
from workflow.case.machine import CASE
from workflow.case.models import Case
from workflow.case.rules import Facts
from workflow.task import models as task_models
from workflow.task.machine import TASK, TaskState
from workflow.task.models import Task
from workflow.task.rules import TaskFacts, agency_of

CASES = "select * from cases where id = any($1::uuid[])"
TASKS = "select * from tasks where dossier = any($1::uuid[]) order by id"
OPEN = (TaskState.OPEN, TaskState.CLAIMED)


@dataclass(slots=True)
class Context:
    """What was loaded. Subjects are the rows that handlers move."""

    documents: Documents
    cases: dict[UUID, Case]
    tasks: dict[UUID, list[Task]]

    def find(self, entity: UUID) -> Entity | None:
        return self.cases.get(entity) or self.task(entity)

    def relations(self, incoming: Incoming[Any]) -> frozenset[Relation]:
        """How who asks stands to the task or the case the message is about."""
        if (task := self.task(incoming.entity)) is not None:
            return task_models.relations(task, incoming)
        case = self.cases[incoming.dossier]
        return models.relations(case, self.open_tasks(case), incoming)

    def task(self, entity: UUID | None) -> Task | None:
        return next((task for tasks in self.tasks.values() for task in tasks if task.id == entity), None)

    def open_tasks(self, case: Case) -> list[Task]:
        return [task for task in self.tasks.get(case.id, ()) if task.state in OPEN]

    def done(self, case: Case, facts: Facts) -> set[str]:
        """The steps of the case's route that are behind it: what was worked on, and collects with nothing to collect.

        All fees of the procedure are paid at once, so that none is left for another collect.
        """
        behind = {task.step for task in self.tasks.get(case.id, ()) if task.state == TaskState.DONE}
        steps = facts.route.steps
        free = [step for step in steps if step.kind is Kind.COLLECT and (case.paid or not facts.procedure.fees)]
        while ready := [step for step in free if step.code not in behind and facts.route.is_turn(step.code, behind)]:
            behind |= {step.code for step in ready}
        return behind

    def next(self, case: Case, facts: Facts) -> list[Step]:
        """The steps whose turn it is and that have not begun. The post needs no task, until it fails."""
        behind = self.done(case, facts)
        begun = behind | {task.step for task in self.open_tasks(case)}
        turn = [step for step in facts.route.steps if step.code not in begun and facts.route.is_turn(step.code, behind)]
        return [step for step in turn if step.kind is not Kind.RETURN or case.returns != Return.POST]

    def facts(self, case: Case, now: datetime, step: Step | None = None) -> Facts:
        """The facts of a case."""
        return Facts(case=case, now=now, documents=self.documents, step=step)

    def task_facts(self, facts: Facts, task: Task, step: Step, incoming: Incoming[Any]) -> TaskFacts:
        """The facts of one of its tasks; it counts by the calendar of the agency whose task it is."""
        agency = agency_of(step, facts.case.agency, facts.case.desk)
        return TaskFacts(
            task=task,
            step=step,
            agency=facts.case.agency,
            desk=facts.case.desk,
            reasons=frozenset(reason.code for reason in facts.procedure.refusal_reasons),
            calendar=self.documents.calendar(agency),
            now=facts.now,
            actor=incoming.actor,
            role=incoming.role,
        )


class Load:
    """Loads worlds for one process; keeps what never changes."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        ids = list(uow.streams)
        found, pending, in_force = await tx.fetch_all((CASES, [ids]), (TASKS, [ids]), IN_FORCE)
        cases = {row["id"]: CASE.of(row) for row in found}
        tasks: dict[UUID, list[Task]] = {}
        for row in pending:
            tasks.setdefault(row["dossier"], []).append(TASK.of(row))
        pinned = {key for case in cases.values() for key in _pinned(case)}
        pinned |= {
            ("procedure", each.message.procedure, each.message.version)
            for each in incoming
            if isinstance(each.message, DossierAccepted)
        }
        return Context(await self._shelf.take(tx, pinned, in_force), cases, tasks)


def _pinned(case: Case) -> tuple[Key, Key]:
    return ("procedure", case.procedure, case.version), ("route", case.route, case.route_version)
