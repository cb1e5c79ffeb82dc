"""What a request is made conditional on: If-Match where it is documented as required, If-None-Match on what is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from motcua.simulation.province import Province
from motcua.stack.people import Person
from shared.web.auth import Role
from tests.integration.http.conftest import Scenario, problem_of
from tests.integration.http.test_no_one_gets_in import BODIES
from tests.support import dossiers
from tests.support.routes import OPERATIONS, Operation, app_of

#: Of what the scenario has: charges and exchanges have tests of their own.
THERE = ("{dossier}", "{case}", "{task}")


def documented(status: str) -> list[Operation]:
    """The operations that may answer this."""
    return [
        each
        for each in OPERATIONS
        if any(part in each.route.path for part in THERE)
        and status in app_of(each.service).openapi()["paths"][each.route.path][each.method.lower()]["responses"]
    ]


def people(installation: Province, scenario: Scenario, operation: Operation) -> Iterator[Person]:
    """Those who may have to do with it, of the roles that may call it."""
    every = [
        scenario.owner,
        *(installation.officer("officer:conditions", agency) for agency in (dossiers.DESK, dossiers.AGENCY)),
        *(installation.supervisor("supervisor:conditions", agency) for agency in (dossiers.DESK, dossiers.AGENCY)),
    ]
    assert operation.roles is not None
    yield from (person for person in every if Role(person.role) in operation.roles)


async def test_what_is_decided_unseen_is_refused(installation: Province, scenario: Scenario) -> None:
    """Each operation that documents If-Match as required answers 428 without it, and does nothing."""
    dossier, task = await dossiers.accepted(installation, scenario.owner)
    await installation.officer("officer:conditions", dossiers.AGENCY).act("workflow", task, "claim")
    claimed = {"task": task.rpartition("/")[2], "case": dossier.rpartition("/")[2]}
    draft = {"dossier": scenario.draft.rpartition("/")[2]}
    decides = documented("428")
    for operation in decides:
        path = operation.route.path
        own = draft if path.endswith("/application") else {} if path.endswith("/claim") else claimed
        address = operation.address(**scenario.parts | own)
        more: dict[str, Any] = {"json": BODIES[path]} if path in BODIES else {}
        answers = [
            await person.ask(operation.method, operation.service, address, **more)
            for person in people(installation, scenario, operation)
        ]
        statuses = {answer.status_code for answer in answers}
        assert 428 in statuses, f"{operation}: {statuses}"
        assert min(statuses) >= 400, f"{operation}: {statuses}"
    assert len(decides) >= 12


async def test_what_was_read_is_not_sent_again(installation: Province, scenario: Scenario) -> None:
    for operation in documented("304"):
        address, answered = operation.address(**scenario.parts), []
        for person in people(installation, scenario, operation):
            read = await person.ask("GET", operation.service, address)
            if read.status_code == 404:
                continue
            headers = {"If-None-Match": f'"other", W/{read.headers["etag"]}'}
            again = await person.ask("GET", operation.service, address, headers=headers)
            bare = await person.ask("HEAD", operation.service, address)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", read.headers["etag"])
            assert (bare.status_code, bare.content, bare.headers["etag"]) == (200, b"", read.headers["etag"])
            assert bare.headers["content-length"] == str(len(read.content))
            answered.append(person.role)
        assert answered, operation


async def test_a_document_is_asked_about_without_its_bytes(scenario: Scenario) -> None:
    path = f"{scenario.dossier}/documents/{scenario.document}/content"
    asked = await scenario.owner.ask("HEAD", "intake", path)
    assert (asked.content, asked.headers["content-length"]) == (b"", str(len(dossiers.PDF)))
    kept = await scenario.owner.ask("GET", "intake", path, headers={"If-None-Match": asked.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    problem_of(await scenario.owner.ask("POST", "intake", path), 405)
