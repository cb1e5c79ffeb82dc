"""Dossiers that something is asked for, and what people try with them: over the routes, each as one request."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import httpx2

from motcua.stack.people import Person
from shared.contracts import workflow
from tests.support import dossiers
from tests.support.counter import LATER, Counter


async def asked_at_desk(counter: Counter, *components: str) -> tuple[Person, str]:
    """Handed in online; the desk asks for these."""
    owner, path = await counter.submitted()
    await counter.desk.act("intake", path, "supplement-request", {"components": list(components or ("TP03",))})
    return owner, path


async def asked_by_agency(counter: Counter, *components: str) -> tuple[Person, str, str]:
    """Accepted, and its agency asks for these; its code too."""
    owner, path = await counter.submitted()
    seen = await counter.at_agency(owner, path)
    asked = workflow.SupplementRequested(components=list(components or ("TP03",)), until=LATER, left=60)
    await counter.receive(counter.workflow.emits(UUID(seen["id"]), workflow.ProcessingStarted(), asked))
    return owner, path, seen["code"]


async def rewrite(person: Person, path: str, application: dict[str, Any]) -> httpx2.Response:
    return await person.ask("PUT", "intake", f"{path}/application", json=application, headers={"If-Match": "*"})


async def hand_in(person: Person, path: str) -> httpx2.Response:
    headers = {"If-Match": "*", "Idempotency-Key": secrets.token_hex(8)}
    return await person.ask("POST", "intake", f"{path}/supplement", headers=headers)


async def delete(person: Person, path: str, document: str) -> httpx2.Response:
    return await person.ask("DELETE", "intake", f"{path}/documents/{document}")


async def versions(person: Person, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await person.get("intake", f"{path}/versions")
    return found


async def documents(person: Person, path: str) -> dict[str, str]:
    """Component -> id, of what is in the dossier now as this person sees it."""
    return {one["component"]: one["id"] for one in await person.get("intake", f"{path}/documents")}


def another() -> dict[str, Any]:
    return dossiers.application(answers=dossiers.answers(promotion_name="Khuyến mại khác"))


def refused(answer: httpx2.Response, status: int, kind: str) -> None:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}"), answer.text
