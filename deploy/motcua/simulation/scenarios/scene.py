"""The people of one dossier and their actions, in which scenarios are written.

Every action is an HTTP request with the person's own token. Attempts that must be refused are recorded in
`refusals`, with the status and the problem of the response.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar, cast
from uuid import uuid4

from motcua.signin.people import Someone
from motcua.simulation.applicants import Applicant
from motcua.simulation.province import Province
from motcua.simulation.scenarios.clock import Clock
from motcua.simulation.scenarios.matters import CONSULTED, DESK, PROMOTION, Matter
from motcua.simulation.scenarios.outside import Outside
from motcua.stack.people import Person, Unexpected
from motcua.stack.waiting import until
from motcua_client.base import Answer
from motcua_client.intake import Intake
from motcua_client.models.intake import Application, Channel, Draft
from motcua_client.models.workflow import Complete, Outcome, TaskState
from motcua_client.workflow import Workflow

T = TypeVar("T")

OFFICERS = 3  # at the desk, and as many in every agency


class Refusal(NamedTuple):
    """An attempt that was refused: what was tried, the status, and the kind of the problem."""

    tried: str
    status: int
    kind: str


class NotRefused(Exception):
    """A command succeeded that had to be refused."""


def nobody_looks(_scene: Scene) -> None:
    """The default `begun`: does nothing."""


@dataclass
class Scene(Outside):
    """One applicant, the officers who deal with the dossier, and the clock.

    `begun` is called when the dossier, or something beside it (`others`), has begun. `notes`: what a reader of the
    report is told.
    """

    province: Province
    applicant: Applicant
    clock: Clock
    begun: Callable[[Scene], None] = nobody_looks
    dossier: str = ""
    others: set[str] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.owner: Person = self.province.applicant(self.applicant.subject)
        self.is_about(PROMOTION)

    def is_about(self, matter: Matter) -> None:
        """Sets the matter, and with it the agency and its officers."""
        turn = self.applicant.number % OFFICERS + 1
        self.matter = matter
        self.desk = self.province.officer(f"officer:desk-{turn}", DESK)
        self.appraiser = self.province.officer(f"officer:{matter.unit}-{turn}", matter.agency)
        self.head = self.province.supervisor(f"supervisor:{matter.unit}-1", matter.agency)
        self.consulted = self.province.officer(f"officer:land-{turn}", CONSULTED)

    # ---- the applicant, and the desk

    def is_of(self, someone: Someone, kind: str = "person") -> None:
        """Sets who applies: somebody whose sign-in proves who they are."""
        about = someone.subject, someone.name, someone.number, someone.born
        self.applicant = self.applicant.signed_in(*about, kind)
        self.owner = self.province.applicant(someone.subject)

    def beside(self, entity: str) -> str:
        """Something with a stream of its own has begun."""
        self.others.add(entity)
        self.begun(self)
        return entity

    async def begin(self, channel: Channel = "online", desk: str = DESK, mandate: str | None = None) -> None:
        """A draft: by the applicant online, or at the counter by an officer, who is then its owner."""
        self.owner = self.desk if channel == "counter" else self.owner
        draft: Draft = {
            "procedure": self.matter.procedure,
            "desk": desk,
            "channel": channel,
            "returns": self.matter.returns,
            "mandate": mandate,
            "application": cast("Application", self.applicant.application_for(self.matter.procedure)),
        }
        self.dossier = (await self.owner.intake.draft_dossier(draft)).body["id"]
        self.begun(self)

    async def bring(self, *components: str) -> None:
        """Uploads a document for each of these components of the procedure."""
        for component in components:
            await self.upload(component, f"%PDF-1.7\n{component} {self.applicant.name}\n%%EOF\n".encode())

    async def upload(self, component: str, content: bytes) -> None:
        paper, name = str(uuid4()), self.applicant.file
        await self.owner.intake.upload_document(
            self.dossier, paper, content, "application/pdf", component=component, name=name
        )

    async def hand_in(self, channel: Channel = "online", mandate: str | None = None) -> None:
        """Begun, complete, and handed in."""
        await self.begin(channel, mandate=mandate)
        await self.bring(*self.matter.required)
        await self.move(self.owner, Intake.submit_dossier)

    async def accepted(self, channel: Channel = "online") -> None:
        """Handed in and accepted at the desk."""
        await self.hand_in(channel)
        await self.move(self.desk, Intake.accept_dossier)

    async def move(self, person: Person, command: Callable[..., Awaitable[Answer[T]]], **body: Any) -> T:
        """A command of intake on the dossier, e.g. `Intake.submit_dossier`."""
        asked = [body] if body else []
        return await person.decides(
            lambda: person.intake.read_dossier(self.dossier),
            lambda seen: command(person.intake, self.dossier, *asked, seen=seen),
        )

    # ---- the agency

    async def task(self, person: Person, step: str, state: TaskState = "open") -> str:
        """The task at this step, once it is in the queue of the person's agency."""

        async def look() -> str | None:
            queue = (await person.workflow.list_tasks(dossier=self.dossier, state=[state])).body
            return next((task["id"] for task in queue["tasks"] if task["step"] == step), None)

        return await until(look, f"the task {step} of dossier {self.dossier}")

    async def work(self, person: Person, step: str, outcome: Outcome = "approved", reason: str | None = None) -> None:
        """Claims the task at this step and completes it."""
        await self.complete(person, await self.take(person, step), outcome, reason)

    async def take(self, person: Person, step: str) -> str:
        """Claims the task at this step; its id."""
        task, there = await self.task(person, step), person.workflow
        await person.decides(lambda: there.read_task(task), lambda seen: there.claim_task(task, seen=seen))
        return task

    async def complete(
        self, person: Person, task: str, outcome: Outcome = "approved", reason: str | None = None
    ) -> None:
        """Completes a task the person has claimed."""
        there, body = person.workflow, Complete(outcome=outcome)
        if reason:
            body["reason"] = reason
        await person.decides(lambda: there.read_task(task), lambda seen: there.complete_task(task, body, seen=seen))

    async def ask_for(self, person: Person, *components: str) -> Any:
        """The appraiser requests a supplement (form 02); returns when the applicant sees the request."""
        asked = await self.on_case(person, Workflow.request_supplement, components=components)
        await self.until_stage("supplementing")
        return asked

    async def stop(self, person: Person, reason: str) -> Any:
        """The case is stopped, with a reason (form 05)."""
        return await self.on_case(person, Workflow.stop_case, reason=reason)

    async def on_case(self, person: Person, command: Callable[..., Awaitable[Answer[T]]], **body: Any) -> T:
        """A command of workflow on the case, e.g. `Workflow.stop_case`."""
        there = person.workflow
        return await person.decides(
            lambda: there.read_case(self.dossier), lambda seen: command(there, self.dossier, body, seen=seen)
        )

    async def supply(self, *components: str) -> None:
        """The applicant supplies what was requested; returns when processing resumes."""
        await self.bring(*components)
        await self.move(self.owner, Intake.hand_in_supplement)
        await self.until_stage("processing")

    async def decide(self) -> None:
        """Appraised by an officer, signed by the head of the agency."""
        await self.work(self.appraiser, "appraise")
        await self.work(self.head, "sign")

    async def hand_over(self) -> None:
        """The desk hands over the result; returns when the applicant sees that."""
        await self.work(self.desk, "return")
        await self.until_stage("returned")

    async def apologise(self, reason: str, due_at: datetime) -> Any:
        return await self.on_case(self.head, Workflow.apologise, reason=reason, due_at=due_at.isoformat())

    async def refused(self, tried: str, attempt: Awaitable[Any]) -> Refusal:
        """Expects a command to be refused and returns the refusal. Raises NotRefused."""
        try:
            await attempt
        except Unexpected as unexpected:
            status, problem = unexpected.answer.status_code, unexpected.problem
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
        else:
            raise NotRefused(f"{tried}: succeeded on dossier {self.dossier}")
        self.refusals.append(Refusal(tried, status, problem["type"].removeprefix("/problems/")))
        return self.refusals[-1]
