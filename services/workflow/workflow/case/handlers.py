"""Which subjects hear a message: the case, its tasks, or both; and which task comes next."""

from __future__ import annotations

import dataclasses
from typing import Any

from shared.contracts.intake import DossierAccepted
from shared.contracts.reference import Kind
from shared.errors import NotFound, NotYet
from shared.heard import Heard
from shared.ids import uuid7
from shared.journal import advance
from shared.page import Page
from workflow.case.commands import Complete
from workflow.case.machine import CASE, TASK, CaseState, TaskState
from workflow.case.models import Case, Task
from workflow.case.rules import Facts
from workflow.case.world import World


def receive(world: World, page: Page, heard: Heard[DossierAccepted]) -> None:
    """A dossier was accepted: its case begins, with the task of the route's first step."""
    case = world.cases.get(heard.dossier) or Case(id=heard.dossier, dossier=heard.dossier)
    world.cases[heard.dossier] = case
    advance(page, CASE, case, world.facts(case, heard, page.now), heard)
    facts = world.facts(case, heard, page.now)
    open_task(world, page, facts, heard, facts.route.first)


def open_task(world: World, page: Page, facts: Facts, heard: Heard[Any], step: str) -> None:
    """A new task for this step of the case's route."""
    task = Task(id=uuid7(), dossier=facts.case.id)
    world.tasks.setdefault(facts.case.id, []).append(task)
    advance(page, TASK, task, dataclasses.replace(facts, task=task, step=facts.route.step(step)), heard)


def claim(world: World, page: Page, heard: Heard[Any]) -> None:
    """The first claim of any task starts the processing."""
    case, task = _both(world, heard)
    advance(page, TASK, task, world.facts(case, heard, page.now, task), heard)
    if case.state == CaseState.RECEIVED:
        advance(page, CASE, case, world.facts(case, heard, page.now), heard)


def release(world: World, page: Page, heard: Heard[Any]) -> None:
    case, task = _both(world, heard)
    advance(page, TASK, task, world.facts(case, heard, page.now, task), heard)


def complete(world: World, page: Page, heard: Heard[Complete]) -> None:
    """The task is done; a signature or a return decides about the case; then comes the next step, if any."""
    case, task = _both(world, heard)
    facts = world.facts(case, heard, page.now, task)
    facts = dataclasses.replace(facts, step=facts.route.step(task.step))
    advance(page, TASK, task, facts, heard)
    assert facts.step is not None, "a task has a step"
    if facts.step.kind is not Kind.APPRAISE:
        advance(page, CASE, case, facts, heard)
    if case.state not in CASE.machine.final:
        for step in facts.route.step(task.step).next:
            open_task(world, page, facts, heard, step)


def withdraw(world: World, page: Page, heard: Heard[Any]) -> None:
    """The applicant wants it back: granted until it is decided; then what is still open is cancelled."""
    case = _case(world, heard)
    advance(page, CASE, case, world.facts(case, heard, page.now), heard)
    if case.state == CaseState.WITHDRAWN:
        for task in world.tasks.get(case.id, ()):
            if task.state in (TaskState.OPEN, TaskState.CLAIMED):
                advance(page, TASK, task, world.facts(case, heard, page.now, task), heard)


def case_hears(world: World, page: Page, heard: Heard[Any]) -> None:
    """What concerns the case alone: its deadlines, an apology."""
    case = _case(world, heard)
    advance(page, CASE, case, world.facts(case, heard, page.now), heard)


def _case(world: World, heard: Heard[Any]) -> Case:
    if heard.dossier not in world.cases:
        raise NotYet("The dossier was not accepted yet.", "Hồ sơ chưa được tiếp nhận.")
    return world.cases[heard.dossier]


def _both(world: World, heard: Heard[Any]) -> tuple[Case, Task]:
    task = world.task(heard.subject)
    if task is None:
        raise NotFound("There is no such task.", "Không có công việc này.")
    return _case(world, heard), task
