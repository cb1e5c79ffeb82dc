"""The form of a procedure, and its papers: drawn from the schema, saved as it is written, judged by the service."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from motcua_client.base import fresh_key
from motcua_console.pages import Here, Visit
from motcua_console.public import files
from motcua_console.public.draft import Draft, Wrong, draft_of, saved
from motcua_console.public.fields import NOTHING, changed, draw, value_of

router = APIRouter()

ROOT = "/answers"
STALE = 409


@router.get("/{language}/dossiers/{dossier}/form")
async def show_form(visit: Here, dossier: str) -> Response:
    """The answers, as they were saved last."""
    draft = await draft_of(visit, dossier)
    return await _form(visit, draft) if draft else visit.page("unknown.html", 404)


@router.post("/{language}/dossiers/{dossier}/form")
async def save_form(visit: Here, dossier: str) -> Response:
    """Saves the answers. What is wrong is said once somebody goes on; a script saves without a page."""
    told, draft = await visit.form(), await draft_of(visit, dossier)
    if draft is None:
        return visit.page("unknown.html", 404)
    act = str(told.get("act", ""))
    answers = value_of(draft.procedure["form"], ROOT, told)
    answers = {} if answers is NOTHING else answers
    if changed(answers, ROOT, act, told):
        return await _form(visit, draft, answers, str(told.get("seen", "*")))
    tag, wrong = await saved(draft, {"answers": answers}, str(told.get("seen", "*")), visit.words)
    if act == "quietly":
        return PlainTextResponse(tag, STALE if wrong else 200)
    if not wrong and act == "next":
        now = await draft_of(visit, dossier)
        wrong = now.faults("answers", visit.words) if now else []
        if not wrong:
            return visit.go(f"/dossiers/{draft.id}/{'papers' if draft.new else 'supplement'}")
    return await _form(visit, draft, answers, tag, wrong, kept=act == "save" and not wrong)


@router.get("/{language}/dossiers/{dossier}/papers")
async def show_papers(visit: Here, dossier: str) -> Response:
    """The papers that the procedure wants."""
    draft = await draft_of(visit, dossier)
    return await _papers(visit, draft) if draft and draft.new else visit.page("unknown.html", 404)


@router.post("/{language}/dossiers/{dossier}/papers")
async def keep_papers(visit: Here, dossier: str) -> Response:
    """Keeps the files that were chosen; going on says what is missing."""
    told, draft = await visit.form(files.MOST), await draft_of(visit, dossier)
    if draft is None or not draft.new:
        return visit.page("unknown.html", 404)
    codes = [each["code"] for each in draft.procedure["components"]]
    wrong = await files.taken(draft.services, draft.id, told, codes, visit.words)
    if not wrong and told.get("act") == "next":
        now = await draft_of(visit, dossier)
        missing = now.faults("documents", visit.words) if now else []
        wrong = [(pointer.rpartition("/")[2], sentence) for pointer, sentence in missing]
        if not wrong:
            return visit.go(f"/dossiers/{draft.id}/check")
    return await _papers(visit, draft, wrong)


async def _form(
    visit: Visit, draft: Draft, answers: Any = None, tag: str = "", wrong: Wrong | None = None, *, kept: bool = False
) -> Response:
    written = await draft.services.intake.read_application(draft.id)
    schema = draft.procedure["form"]
    return visit.page(
        "form.html",
        422 if wrong else 200,
        draft=draft,
        drawn=draw(schema, ROOT, written.body["answers"] if answers is None else answers),
        tag=written.tag if answers is None or (wrong and any(not name for name, _ in wrong)) else tag,
        wrong=wrong or [],
        kept=kept,
    )


async def _papers(visit: Visit, draft: Draft, wrong: Wrong | None = None) -> Response:
    papers = await files.shown(draft.services, draft.id, draft.procedure["components"])
    return visit.page(
        "drafts.html", 422 if wrong else 200, draft=draft, papers=papers, wrong=wrong or [], key=fresh_key()
    )
