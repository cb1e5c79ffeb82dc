"""Signing in and out. The browser holds a session's secret and nothing else; tokens stay here."""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from motcua_console.pages import Here, SignedOut, address, local, with_cookie
from motcua_console.provider import NotSignedIn
from motcua_console.sessions import Ended, Session
from motcua_console.work import Choose

router = APIRouter()


@router.get("/{language}/sign-in")
async def sign_in(visit: Here, to: str = "") -> Response:
    """Sends the browser to the provider. What was begun before is forgotten."""
    where, kept = await visit.parts.provider.begin()
    session = Session.fresh(held=kept | {"to": local(to), "language": visit.words.language})
    await visit.parts.sessions.begin(session)
    return with_cookie(RedirectResponse(where, 303), session.secret)


@router.get("/signed-in")
async def signed_in(visit: Here, state: str = "", code: str = "", error: str = "") -> Response:
    """Back from the provider: a new session, whose secret nobody could have set. Raises NotSignedIn."""
    begun = visit.session
    if begun is None or begun.subject or not secrets.compare_digest(state, str(begun.held.get("state", ""))):
        raise NotSignedIn("this sign-in was not begun in this browser, or too long ago")
    await visit.parts.sessions.end(begun)
    if error or not code:
        raise NotSignedIn(error or "the provider sends no code")
    tokens, claims = await visit.parts.provider.finish(code, begun.held)
    session = Session.fresh(claims["sub"], {"tokens": tokens, "name": claims.get("name", claims["sub"])})
    await visit.parts.sessions.begin(session)
    visit.session, to = session, begun.held["to"]
    try:
        await visit.work(None)
    except Choose:
        to = address(f"/{begun.held['language']}/work", to=to)
    return with_cookie(RedirectResponse(to, 303), session.secret)


@router.get("/{language}/work")
async def choose(visit: Here, to: str = "") -> Response:
    """The roles in which the visitor may work; of a single one nothing is asked."""
    try:
        await visit.work(None)
    except Choose as several:
        agencies = {each["agency"]: each.get("title") for each in several.choices if each.get("agency")}
        return visit.page("work.html", choices=several.choices, agencies=agencies, to=local(to))
    return visit.go("/")


@router.post("/{language}/work")
async def switch(visit: Here) -> Response:
    """Works in the role that was chosen, under a new secret: what was seen of the other role's is worth nothing."""
    told = await visit.form()
    await visit.work(str(told.get("scope", "")))
    try:
        session = await visit.parts.sessions.moved(visit.signed_in)
    except Ended:
        raise SignedOut from None
    to = local(str(told.get("to", "")))
    return with_cookie(RedirectResponse(to if to != "/" else visit.to("/"), 303), session.secret)


@router.post("/{language}/sign-out")
async def sign_out(visit: Here) -> Response:
    """Ends this session, or with `everywhere` every session of the same person; and the one at the provider."""
    told = await visit.form()
    session = visit.signed_in
    if told.get("everywhere"):
        await visit.parts.sessions.end_all(str(session.subject))
    await visit.parts.sessions.end(session)
    back = visit.parts.settings.url + visit.to("/signed-out")
    where = await visit.parts.provider.goodbye(session.held["tokens"], back)
    return with_cookie(RedirectResponse(where or back, 303), None)


@router.get("/{language}/signed-out")
async def signed_out(visit: Here) -> Response:
    """Says so."""
    return visit.page("signed_out.html")
