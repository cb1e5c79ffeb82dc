"""What the page of a dossier shows, read all at once from every service."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from motcua_client.models.workflow import TaskView
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.directory import directory
from motcua_console.moves import Thing
from motcua_console.pages import Visit
from motcua_console.staff.colleagues import colleagues
from motcua_console.staff.pending import Names, pending
from motcua_console.written import Block, blocks

SHOWN = 20  # of each noun, for one dossier
#: In what order an officer looks at them.
ORDER = ("task", "dossier", "case", "charge", "consignment", "exchange")


async def read(visit: Visit, dossier: str, *, opened: bool) -> dict[str, Any] | None:
    """All that the page shows; None for what is not there, or not for this caller. Raises Refused, Away.

    `opened`: with what was written, which leaves a look.
    """
    services = await visit.services()
    things, as_of = await _things(services, dossier)
    if not things:
        return None
    first = next((each.body for each in things if each.body.get("procedure")), {})
    kept, form, machines, (agencies, steps), officers = await asyncio.gather(
        _kept(services, dossier, visit.signed_in.held["role"], opened=opened),
        _procedure(visit, first),
        visit.parts.calls.machines(),
        directory(visit, services),
        colleagues(visit, services),
    )
    names = Names(
        agencies, steps, {each["code"]: each["title"] for each in form["components"]} if form else {}, officers
    )
    application = kept.pop("application")
    more: dict[str, Any] = {
        "code": next((each.body["code"] for each in things if each.body.get("code")), None),
        "procedure": form,
        "body": next((each.body for each in things if each.noun == "dossier"), {}),
        "as_of": as_of,
        "pending": pending(things, as_of, names, visit.words),
        "things": sorted(things, key=lambda each: ORDER.index(each.noun)),
        "machines": machines,
        "names": names,
        "written": await _written(visit, application, form) if application and form else None,
    }
    more.update(kept)
    return more


async def _kept(services: Services, dossier: str, role: str, *, opened: bool) -> dict[str, Any]:
    """What intake keeps of it."""
    intake = services.intake
    timeline, documents, looks, application = await asyncio.gather(
        seen(intake.read_timeline(dossier)),
        seen(intake.list_documents(dossier)),
        seen(intake.list_looks(dossier)) if role == "inspector" else _nothing(),
        seen(intake.read_application(dossier)) if opened else _nothing(),
    )
    return {
        "timeline": timeline.body["happened"] if timeline else [],
        "documents": documents.body if documents else [],
        "looks": looks.body if looks else None,
        "application": application and application.body,
    }


async def _nothing() -> None:
    return None


async def _procedure(visit: Visit, body: Mapping[str, Any]) -> Any:
    """The procedure in the version that the dossier is of; None, if nothing tells it."""
    if not body:
        return None
    path = f"/v1/procedures/{quote(body['procedure'], safe='')}"
    path += f"/versions/{body['version']}" if body.get("version") else ""
    return (await visit.parts.calls.open("intake", path))["content"]


async def _written(visit: Visit, told: Mapping[str, Any], form: Mapping[str, Any]) -> list[Block]:
    """What was written, with the names of its places."""
    someone = [told["applicant"], *(told["applicant"].get("others") or ())]
    someone += [each for name in ("contact", "receiver") if (each := told["applicant"].get(name))]
    codes = {code for each in someone if (code := (each.get("address") or {}).get("commune"))}
    found = await asyncio.gather(*(visit.parts.calls.open("intake", f"/v1/places?code={code}") for code in codes))
    listed = [one for each in found for place in each for one in (place, place["province"]) if one]
    return blocks(told, form["form"], {each["code"]: each["name"] for each in listed}, visit.words)


async def _things(services: Services, dossier: str) -> tuple[list[Thing], str]:
    """The dossier, its case, tasks, charges, parcels and exchange, as far as the caller may see them; and when."""
    listed = await asyncio.gather(
        seen(services.workflow.list_tasks(dossier=dossier, limit=SHOWN)),
        seen(services.payment.list_charges(dossier=dossier, limit=SHOWN)),
        seen(services.postal.list_consignments(dossier=dossier, limit=SHOWN)),
        seen(services.sync_gateway.list_exchanges(dossier=dossier, limit=SHOWN)),
    )
    tasks, charges, parcels, exchanges = (dict[str, Any](each.body if each else {}) for each in listed)
    wanted = [("dossier", dossier), ("case", dossier)]
    wanted += [("task", each["id"]) for each in _under_way(tasks.get("tasks", []))]
    wanted += [("charge", each["id"]) for each in charges.get("charges", [])]
    wanted += [("consignment", each["id"]) for each in parcels.get("consignments", [])]
    wanted += [("exchange", each["id"]) for each in exchanges.get("exchanges", [])]
    found = await asyncio.gather(*(moves.read(services, noun, one) for noun, one in wanted))
    return [each for each in found if each], tasks.get("as_of", "")


def _under_way(tasks: list[TaskView]) -> list[TaskView]:
    return [each for each in tasks if each["state"] in ("open", "claimed")]
