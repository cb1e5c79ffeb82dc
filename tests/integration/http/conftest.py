"""People and a dossier for anyone who webhooks at the doors."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from motcua.simulation.province import Province
from motcua.stack.people import Person
from motcua.stack.services import Services
from motcua.stack.stack import Stack
from shared.web.auth import Role
from shared.web.callers import AGENTS
from shared.web.problems import Problem
from tests.support import dossiers
from tests.support.codes import codes_in


@pytest.fixture(scope="session", autouse=True)
def quiet(stack: Stack, services: Services) -> Iterator[None]:
    """Whatever these tests send, and the stories after them: no bug is logged, and nothing personal."""
    logs = [stack.folder / "logs" / f"{name}.log" for name in services.names]
    before = [log.stat().st_size for log in logs]
    yield
    for log, size in zip(logs, before, strict=True):
        with log.open("rb") as file:
            file.seek(size)
            told = file.read().decode()
        assert '"event": "bug"' not in told, f"there are bugs in {log}"
        found = [secret for secret in dossiers.SECRETS if secret in told]
        assert not found, f"{log} tells {found}"


AGENCIES = dict.fromkeys(AGENTS, dossiers.DESK) | {Role.SUPERVISOR: dossiers.AGENCY}


@dataclass(frozen=True)
class Scenario:
    """One dossier in workflow's hands and all that hangs on it, by path; and a draft of the same applicant."""

    owner: Person
    dossier: str
    task: str
    document: str
    draft: str
    request: str = ""

    @property
    def id(self) -> str:
        return self.dossier.rpartition("/")[2]

    @property
    def parts(self) -> dict[str, str]:
        """What the placeholders of a path stand for."""
        return {
            "dossier": self.id,
            "case": self.id,
            "task": self.task.rpartition("/")[2],
            "document": self.document,
            "request": self.request,
            "code": "2.000004",
            "number": "1",
            "producer": "intake",
        }


@pytest.fixture(scope="session")
async def scenario(installation: Province) -> Scenario:
    owner = installation.applicant("applicant:owner")
    dossier, task = await dossiers.accepted(installation, owner)
    documents = await owner.get("intake", f"{dossier}/documents")
    request = await owner.post("intake", "/v1/requests", dossiers.request())
    return Scenario(owner, dossier, task, documents[0]["id"], await dossiers.drafted(owner), request["id"])


@pytest.fixture(scope="session")
def everybody(installation: Province) -> dict[Role, Person]:
    """One stranger of each role; none has anything to do with the dossiers of the tests."""
    there = {role: installation.person(f"{role}:stranger", role, AGENCIES.get(role)) for role in Role}
    return there | {role: installation.person(f"{role}:stranger", role, dossiers.ELSEWHERE) for role in AGENTS}


def problem_of(answer: httpx2.Response, *statuses: int) -> Problem:
    """The problem this answer is; in both languages, and without a word of what was sent."""
    assert answer.status_code in statuses, f"{answer.request.method} {answer.request.url}: {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:200]
    problem = Problem.model_validate(answer.json())
    assert problem.status == answer.status_code
    assert all((problem.vi.title, problem.vi.detail, problem.en.title, problem.en.detail, problem.type))
    assert not [secret for secret in dossiers.SECRETS if secret in answer.text]
    assert codes_in(problem.vi.detail, problem.en.detail) == []
    return problem


async def spoken(address: str, head: bytes, *, hang_up: bool = False) -> bytes:
    """What is answered to these bytes until the other side closes; or nothing, if we do."""
    url = httpx2.URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head)
    await writer.drain()
    try:
        async with asyncio.timeout(60):
            return b"" if hang_up else await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
