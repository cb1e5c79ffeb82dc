"""Where each command is possible: a fresh dossier in which every kind of related agency has its part, and one attempt.

Who may make the attempt is none of this module's business.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from motcua.simulation.province import documents
from motcua.stack.people import Person
from shared.contracts import intake, workflow
from shared.kernel.ids import named, uuid7
from tests.support import dossiers
from tests.support.cast import CAST, CONSULTED, DECIDING, FORMER, RECEIVING
from tests.support.office import Office
from tests.support.reference import limit

DUE = datetime.now(UTC) + timedelta(days=7)
LATER = DUE + timedelta(days=30)
ROUTE = "walk"
YES = {"outcome": "approved"}


class Attempt(NamedTuple):
    """A command that would succeed, were it the right person's; `seen`: where its entity is read."""

    seen: str
    method: str
    path: str
    more: Mapping[str, Any] = MappingProxyType({})


Scene = Callable[[Office], Awaitable[Attempt]]


def step(code: str, kind: str, agency: dict[str, str], *ahead: str, role: str = "officer") -> dict[str, Any]:
    title = {"vi": code, "en": code}
    plain = {"code": code, "kind": kind, "title": title, "agency": agency, "role": role, "limit": limit(4)}
    return {**plain, "next": list(ahead)}


LEAD = {"rule": "competent"}
#: One agency gives its opinion, then the lead agency and another one work side by side, then it is signed.
WALK = {
    "code": ROUTE,
    "title": {"vi": "Thử", "en": "Walk"},
    "working_hours": 40,
    "first": "opinion",
    "steps": [
        step("opinion", "consult", {"fixed": FORMER}, "appraise", "consult"),
        step("appraise", "appraise", LEAD, "sign"),
        step("consult", "consult", {"fixed": CONSULTED}, "sign"),
        step("sign", "sign", LEAD, "return", role="supervisor"),
        step("return", "return", {"rule": "receiving"}),
    ],
}


def who(office: Office, name: str) -> Person:
    return office.person(*CAST[name])


async def furnish(office: Office) -> None:
    """The reference data of the sample province, and the route of the replay: published here or received."""
    events: dict[str, Any] = {
        "agencies": workflow.AgenciesPublished,
        "route": workflow.RoutePublished,
        "calendar": intake.CalendarPublished,
        "procedure": intake.ProcedurePublished,
    }
    paths = {"agencies": "/v1/agencies", "route": "/v1/routes", "calendar": "/v1/calendars"}
    for kind, content in [*(each for each in documents() if each[0] != "places"), ("route", WALK)]:
        event = events[kind]
        if event.producer == office.name:
            path = paths.get(kind, "/v1/procedures")
            await office.does(who(office, "operator"), "POST", path, json=content)
        elif event in office.node.registry.handlers:
            said = event(code=content["code"], version=1, content=content)
            await office.receives(named(kind, content["code"]), said)


def accepted(**changes: Any) -> intake.DossierAccepted:
    plain: dict[str, Any] = {
        "code": f"{RECEIVING}-261128-{uuid7().hex[-8:]}",
        "procedure": "2.000004",
        "version": 1,
        "route": ROUTE,
        "desk": RECEIVING,
        "agency": DECIDING,
        "channel": "online",
        "accepted_at": datetime.now(UTC),
        "due_at": DUE,
        "warn_at": DUE - timedelta(days=1),
        "owner": CAST["owner"].entity,
    }
    return intake.DossierAccepted(**{**plain, **changes})


# ---- workflow


async def task(office: Office, case: UUID, code: str) -> str:
    """The path of the task at this step."""
    (row,) = await office.rows("select id from tasks where dossier = $1 and step = $2", case, code)
    return f"/v1/tasks/{row['id']}"


async def work(office: Office, case: UUID, code: str, name: str, *, done: bool = True) -> None:
    """This person claims the task at this step and, if so, completes it."""
    there = await task(office, case, code)
    await office.does(who(office, name), "POST", f"{there}/claim")
    if done:
        await office.does(who(office, name), "POST", f"{there}/completion", json=YES)


async def received(office: Office, *deferred: tuple[str, str], done: tuple[tuple[str, str], ...] = ()) -> UUID:
    """A case one agency is done with: then these tasks are done, then those are in hand."""
    case = uuid7()
    await office.receives(case, accepted())
    for code, name in (("opinion", "former adviser"), *done):
        await work(office, case, code, name)
    for code, name in deferred:
        await work(office, case, code, name, done=False)
    return case


APPRAISED = (("appraise", "holder"), ("consult", "adviser"))
SIGNED = (*APPRAISED, ("sign", "head"))


def on_task(code: str, verb: str, *deferred: tuple[str, str], done: tuple[tuple[str, str], ...] = ()) -> Scene:
    async def scene(office: Office) -> Attempt:
        there = await task(office, await received(office, *deferred, done=done), code)
        return Attempt(there, "POST", f"{there}/{verb}", {"json": YES} if verb == "completion" else {})

    return scene


def on_case(verb: str, body: dict[str, Any]) -> Scene:
    async def scene(office: Office) -> Attempt:
        there = f"/v1/cases/{await received(office, *APPRAISED)}"
        return Attempt(there, "POST", f"{there}/{verb}", {"json": body})

    return scene


# ---- intake


async def drafted(office: Office, channel: str) -> str:
    name = "owner" if channel == "online" else "clerk"
    body = dossiers.draft(channel=channel, returns="desk")
    there = f"/v1/dossiers/{(await office.does(who(office, name), 'POST', '/v1/dossiers', json=body))['id']}"
    for component in ("TP01", "TP02", "TP03"):
        await brought(office, who(office, name), there, component, dossiers.PDF)
    return there


async def brought(office: Office, writer: Person, there: str, component: str, content: bytes) -> None:
    query = {"component": component, "name": "a.pdf"}
    await office.does(writer, "PUT", f"{there}/documents/{uuid7()}", params=query, content=content)


async def submitted(office: Office, channel: str, *, asked: bool = False) -> str:
    """Handed in; every agency of the cast has its part in it already. `asked`: the desk wants a supplement."""
    there, writer = await drafted(office, channel), "owner" if channel == "online" else "clerk"
    await office.does(who(office, writer), "POST", f"{there}/submission")
    for agency in (DECIDING, CONSULTED, FORMER):
        opened = workflow.TaskOpened(step="any", agency=agency, role="officer", due_at=DUE)
        await office.receives(UUID(there.rpartition("/")[2]), opened)
    if asked:
        body = {"components": ["TP01"]}
        await office.does(who(office, "clerk"), "POST", f"{there}/supplement-request", json=body)
        await brought(office, who(office, writer), there, "TP01", dossiers.PDF + b"again")
    return there


def beginning(channel: str) -> Scene:
    async def scene(_office: Office) -> Attempt:
        body = dossiers.draft(channel=channel, returns="desk")
        return Attempt("", "POST", "/v1/dossiers", {"json": body})

    return scene


def on_draft(channel: str, verb: str) -> Scene:
    async def scene(office: Office) -> Attempt:
        there = await drafted(office, channel)
        return Attempt(there, "POST", f"{there}/{verb}")

    return scene


def writing(channel: str, method: str, tail: str, **more: Any) -> Scene:
    async def scene(office: Office) -> Attempt:
        there = await drafted(office, channel)
        return Attempt(there, method, there + tail.format(id=uuid7()), more)

    return scene


def on_dossier(channel: str, verb: str, body: dict[str, Any] | None = None, *, asked: bool = False) -> Scene:
    async def scene(office: Office) -> Attempt:
        there = await submitted(office, channel, asked=asked)
        return Attempt(there, "POST", f"{there}/{verb}", {"json": body} if body else {})

    return scene


def on_mandate(verb: str) -> Scene:
    async def scene(office: Office) -> Attempt:
        body = dossiers.mandating()
        there = f"/v1/mandates/{(await office.does(who(office, 'owner'), 'POST', '/v1/mandates', json=body))['id']}"
        return Attempt(there, "POST", f"{there}/{verb}")

    return scene


# ---- payment, sync-gateway


def on_charge(verb: str) -> Scene:
    async def scene(office: Office) -> Attempt:
        dossier, told = uuid7(), accepted()
        same = ("code", "procedure", "version", "route", "desk", "agency", "due_at", "warn_at")
        known = {name: getattr(told, name) for name in (*same, "owner", "applicant", "held_by")}
        fee = workflow.Fee(code="LP1", kind="le-phi", amount=8000)
        asked = workflow.FeeRequested(step="collect", fees=[fee], until=LATER, left=60)
        await office.receives(dossier, workflow.CaseReceived(route_version=1, **known), asked)
        (row,) = await office.rows("select id from charges where dossier = $1", dossier)
        there = f"/v1/charges/{row['id']}"
        return Attempt(there, "POST", f"{there}/{verb}")

    return scene


async def resending(office: Office) -> Attempt:
    dossier = uuid7()
    await office.receives(dossier, accepted())
    (row,) = await office.rows("select id from exchanges where dossier = $1", dossier)
    there = f"/v1/exchanges/{row['id']}"
    return Attempt(there, "POST", f"{there}/resend")
