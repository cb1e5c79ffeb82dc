"""What a request is answered with that ends in an exception: a page in words, or the way to the sign-in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response

from motcua_client.base import Refused
from motcua_console.calls import Away
from motcua_console.pages import Foreign, SignedOut, Stranger, TooLarge, address, visiting, with_cookie
from motcua_console.provider import NotSignedIn
from motcua_console.rates import TooOften
from motcua_console.work import Choose

UNKNOWN, METHOD = 404, 405
STREAM = "text/event-stream"  # a browser's script asks, which cannot sign anybody in


async def _to_sign_in(request: Request, _error: Exception) -> Response:
    if STREAM in request.headers.get("accept", ""):
        return Response(status_code=403)
    visit = await visiting(request)
    back = visit.path if request.method == "GET" else ""
    return RedirectResponse(address(visit.to("/sign-in"), to=back), 303)


async def _to_choose(request: Request, _error: Exception) -> Response:
    visit = await visiting(request)
    return RedirectResponse(address(visit.to("/work"), to=visit.path if request.method == "GET" else ""), 303)


async def _refused(request: Request, error: Exception) -> Response:
    """A service's problem as a page; a token that it does not know ends the session."""
    assert isinstance(error, Refused)
    visit = await visiting(request)
    if error.status == 401 and visit.session:  # noqa: PLR2004  # RFC 9110
        await visit.parts.sessions.end(visit.session)
        return with_cookie(await _to_sign_in(request, error), None)
    return visit.page("refused.html", error.status, problem=error.problem)


async def _away(request: Request, error: Exception) -> Response:
    assert isinstance(error, Away)
    answer = (await visiting(request)).page("away.html", 503, service=error.service)
    answer.headers["Retry-After"] = "5"
    return answer


async def _foreign(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("foreign.html", 403)


async def _stranger(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("stranger.html", 403)


async def _too_large(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("too_large.html", 413)


async def _too_often(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooOften)
    answer = (await visiting(request)).page("too_often.html", 429, seconds=error.retry_after)
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


async def _not_signed_in(request: Request, error: Exception) -> Response:
    return with_cookie((await visiting(request)).page("not_signed_in.html", 403, why=str(error)), None)


async def _broken(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("broken.html", 500)


async def _unknown(request: Request, error: Exception) -> Response:
    """An address that leads nowhere: no such page, no such method, no such tab."""
    return (await visiting(request)).page("unknown.html", getattr(error, "status_code", UNKNOWN))


#: What a request is answered with that ends in one of these.
ANSWERS: dict[int | type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    SignedOut: _to_sign_in,
    Choose: _to_choose,
    NotSignedIn: _not_signed_in,
    Refused: _refused,
    Away: _away,
    Stranger: _stranger,
    Foreign: _foreign,
    TooLarge: _too_large,
    TooOften: _too_often,
    UNKNOWN: _unknown,
    METHOD: _unknown,
    RequestValidationError: _unknown,
    Exception: _broken,  # it is logged too
}
