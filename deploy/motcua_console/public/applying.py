"""Handing in: who applies with which desk, what was written as a whole, and off it goes."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response

from motcua_client.base import Refused, fresh_key
from motcua_console.calls import seen
from motcua_console.directory import desks, directory
from motcua_console.pages import Here, Visit
from motcua_console.public import files
from motcua_console.public.applicants import KINDS, applying
from motcua_console.public.draft import Wrong, at_counter, draft_of, may_begin, page_of, saved, wrong_of
from motcua_console.public.fields import NOTHING, changed, draw, leaves, value_of
from motcua_console.public.places import chosen_of

router = APIRouter()

ROOT = "/applicant"
Kind = Literal["person", "organisation", "group"]
MOST = 20  # mandates that are offered
REFUSED = (403, 409, 412, 422)


@router.get("/{language}/apply/{code}")
async def begin(
    visit: Here,
    code: Annotated[str, Path(max_length=64)],
    kind: Kind = "person",
    mandate: Annotated[str, Query(max_length=40)] = "",
    like: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Who applies. `mandate`: for whom one acts; `like`: at a counter, who applied with this dossier before."""
    known = {} if at_counter(visit) else {"name": visit.signed_in.held.get("name", "")}
    written: Any = {"person": known, "organisation": {"representative": known}, "group": {"contact": known}}[kind]
    if mandate and (found := await seen((await visit.services()).intake.read_mandate(quote(mandate, safe="")))):
        text: Any = found.body["text"] or {}
        kind = "organisation" if text.get("organisation") else "person"
        written = text.get("organisation") or text.get("person") or {}
    if like and at_counter(visit):
        before = await seen((await visit.services()).intake.read_application(quote(like, safe="")))
        written = before.body["applicant"] if before else {}
        kind = written["kind"] if written else kind
    return await _applicant(visit, code, kind, written, {"mandate": mandate})


@router.post("/{language}/apply/{code}")
async def draft(visit: Here, code: Annotated[str, Path(max_length=64)]) -> Response:
    """Begins the dossier, with who applies and nothing answered yet."""
    told = await visit.form()
    kind, written = _written(told)
    if told.get("act") == "places" or changed(written, ROOT, str(told.get("act", "")), told):
        return await _applicant(visit, code, kind, written, told)
    body: Any = {
        "procedure": code,
        "desk": str(told.get("/desk", "")),
        "channel": "counter" if at_counter(visit) else "online",
        "returns": str(told.get("/returns", "")),
        "application": {"applicant": applying(kind, written), "answers": {}},
    }
    if told.get("mandate"):
        body["mandate"] = str(told["mandate"])
    if not may_begin(visit):
        return visit.page("unknown.html", 404)
    services = await visit.services()
    try:
        begun = await services.intake.draft_dossier(body, key=str(told.get("key") or fresh_key()))
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _applicant(visit, code, kind, written, told, wrong_of(refused, visit.words))
    return visit.go(f"/dossiers/{begun.body['id']}/form")


@router.get("/{language}/dossiers/{dossier}/applicant")
async def show(visit: Here, dossier: str) -> Response:
    """Who applies, to be changed."""
    found = await draft_of(visit, dossier)
    if found is None:
        return visit.page("unknown.html", 404)
    written = await found.services.intake.read_application(found.id)
    own: Any = written.body["applicant"]
    told = {"seen": written.tag, "dossier": found.id}
    return await _applicant(visit, str(found.told["procedure"]), own["kind"], own, told)


@router.post("/{language}/dossiers/{dossier}/applicant")
async def change(visit: Here, dossier: str) -> Response:
    """Writes who applies anew."""
    told, found = await visit.form(), await draft_of(visit, dossier)
    if found is None:
        return visit.page("unknown.html", 404)
    kind, written = _written(told)
    if told.get("act") == "places" or changed(written, ROOT, str(told.get("act", "")), told):
        return await _applicant(visit, str(found.told["procedure"]), kind, written, told | {"dossier": found.id})
    before: Any = (await found.services.intake.read_application(found.id)).body["applicant"]
    kept = {name: before[name] for name in ("language", "channels", "submitter", "receiver") if name in before}
    now = kept | applying(kind, written)
    _, wrong = await saved(found, {"applicant": now}, str(told.get("seen", "*")), visit.words)
    if wrong:
        again = told | {"dossier": found.id, "seen": told.get("seen", "*")}
        return await _applicant(visit, str(found.told["procedure"]), kind, written, again, wrong)
    return visit.go(f"/dossiers/{found.id}/{'check' if found.new else 'supplement'}")


@router.get("/{language}/communes")
async def communes(visit: Here, province: Annotated[str, Query(max_length=20)]) -> Response:
    """The communes of a province, for a script that fills a list of who writes a form."""
    await visit.services()
    listed = await visit.parts.calls.open("intake", f"/v1/places?province={quote(province, safe='')}")
    return JSONResponse([{"code": each["code"], "name": each["name"]} for each in listed])


@router.get("/{language}/dossiers/{dossier}/check")
async def check(visit: Here, dossier: str) -> Response:
    """All that was written, before it is handed in."""
    return await _check(visit, dossier)


@router.post("/{language}/dossiers/{dossier}/check")
async def hand_in(visit: Here, dossier: str) -> Response:
    """Hands it in."""
    told, found = await visit.form(), await draft_of(visit, dossier)
    if found is None or not found.new:
        return visit.page("unknown.html", 404)
    version = str(told.get("version", ""))
    body: Any = {"procedure_version": int(version)} if version.isdecimal() else None
    try:
        await found.services.intake.submit_dossier(
            found.id, body, seen=str(told.get("seen", "*")), key=str(told.get("key") or fresh_key())
        )
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _check(visit, dossier, wrong_of(refused, visit.words))
    return visit.go(f"/dossiers/{found.id}?done=handed-in")


def _written(told: Any) -> tuple[str, Any]:
    kind = str(told.get("kind", ""))
    kind = kind if kind in KINDS else "person"
    found = value_of(KINDS[kind], ROOT, told)
    return kind, {} if found is NOTHING else found


async def _applicant(
    visit: Visit, code: str, kind: str, written: Any, told: Any, wrong: Wrong | None = None
) -> Response:
    await visit.services()  # signs in, before anything is shown
    try:
        procedure = (await visit.parts.calls.open("intake", f"/v1/procedures/{quote(code, safe='')}"))["content"]
    except Refused:
        return visit.page("unknown.html", 404)
    if not may_begin(visit) and not told.get("dossier"):
        return visit.page("unknown.html", 404)
    drawn = draw(KINDS[kind], ROOT, written)
    (found, mandates), more = await asyncio.gather(_choices(visit, told), chosen_of(visit, drawn))
    return visit.page(
        "applicant.html",
        422 if wrong else 200,
        code=code,
        procedure=procedure,
        kind=kind,
        drawn=drawn,
        told=told,
        wrong=wrong or [],
        more=more,
        desks=found,
        mandates=mandates,
        key=fresh_key(),
    )


async def _choices(visit: Visit, told: Any) -> tuple[list[Any], list[Any]]:
    """The desks, and for whom the visitor may act."""
    services = await visit.services()
    if told.get("dossier"):
        return [], []
    if at_counter(visit):
        return [visit.signed_in.held["agency"]], []
    listed = await services.intake.list_mandates(state=["claimed", "confirmed"], limit=MOST)
    read = await asyncio.gather(*(seen(services.intake.read_mandate(each["id"])) for each in listed.body["mandates"]))
    return await desks(visit, services), [each.body for each in read if each and each.body["text"]]


async def _check(visit: Visit, dossier: str, wrong: Wrong | None = None) -> Response:
    found = await draft_of(visit, dossier)
    if found is None or not found.new:
        return visit.page("unknown.html", 404)
    written, papers, (agencies, _) = await asyncio.gather(
        found.services.intake.read_application(found.id),
        files.shown(found.services, found.id, found.procedure["components"]),
        directory(visit, found.services),
    )
    applicant: Any = written.body["applicant"]
    own = [each for each in leaves(draw(KINDS[applicant["kind"]], ROOT, applicant)) if each["value"]]
    codes = {str(each["value"]) for each in own if each["widget"] == "commune"}
    places = await asyncio.gather(*(visit.parts.calls.open("intake", f"/v1/places?code={each}") for each in codes))
    faults = wrong or found.barred(visit.words)
    return visit.page(
        "check.html",
        422 if wrong else 200,
        draft=found,
        applicant=own,
        places=dict(zip(codes, (each[0] if each else None for each in places), strict=True)),
        answers=[each for each in leaves(draw(found.procedure["form"], "/answers", written.body["answers"]))],
        papers=papers,
        offer=(await visit.parts.calls.procedures()).get(str(found.told["procedure"])),
        agencies=agencies,
        wrong=[(page_of(pointer), sentence) for pointer, sentence in faults],
        key=fresh_key(),
    )
