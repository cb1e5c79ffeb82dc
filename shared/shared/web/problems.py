"""Failures over HTTP: RFC 9457 problems in Vietnamese and English. Never repeats what was sent.

`install` adds them to an app, `responses` to its documentation (`FastAPI(responses=problems.responses())`).
A refusal is a 4xx, an outage a 503, a lost race (tried three times before it comes here) a 503 too, a bug a 500.
"""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from fastapi import Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from shared.contracts.release import RELEASE
from shared.kernel import errors
from shared.kernel.errors import Named, Refused, StandsStill, Unavailable
from shared.kernel.failure import Failure, failure
from shared.kernel.metrics import BUGS
from shared.kernel.traces import name, trace
from shared.web.errors import AddressTooLong, Bug, HeadTooLarge, MethodNotAllowed, NotJson, TooSlow, Unreadable
from shared.web.methods import Head, allowed, of_the_server
from shared.web.middleware import Always, Catch, Cut
from shared.web.parts import App, part_of
from shared.web.translations import SHARED, Called, field_errors, language

MEDIA_TYPE: Final = "application/problem+json"
log = structlog.stdlib.get_logger(__name__)


class ProblemText(BaseModel):
    """A problem in one language."""

    title: str
    detail: str


class WrongField(BaseModel):
    """One wrong field: see `shared.kernel.errors.FieldError`."""

    pointer: str
    code: str
    vi: str
    en: str


class Problem(BaseModel):
    """A failure as RFC 9457 defines it; `title` and `detail` are in the requested language, vi by default."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    vi: ProblemText
    en: ProblemText
    errors: list[WrongField] | None = None
    correlation: UUID | None = None


def install(app: App, called: Called = SHARED) -> None:
    """Make every failure of `app` a problem, and serve HEAD and OPTIONS. Call it before other middleware is added.

    `called`: the names of the codes that callers send.
    """
    app[Called] = called
    app.add_middleware(Catch, answer=answer)
    app.add_middleware(Head)
    # no-store: answers hold personal data and changing states
    app.add_middleware(Always, headers={"cache-control": "no-store", "api-version": app.version})
    for kind in (Refused, Unavailable, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _handle)
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = schema.pop("$defs")
        document.setdefault("components", {}).setdefault("schemas", {}).update({**parts, "Problem": schema})
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to add to the document


def responses(*kinds: type[Named]) -> dict[int | str, dict[str, Any]]:
    """`responses=` for an app, a router or a route: `kinds`, and the failures common to all routes."""
    before = (NotJson, AddressTooLong, errors.Invalid, HeadTooLarge)
    every: tuple[type[Named], ...] = (*before, *kinds, Bug, Unavailable, StandsStill)
    told: dict[int | str, dict[str, Any]] = {}
    for kind in every:
        fresh = {
            "description": "",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        answer = told.setdefault(kind.status, fresh)
        if kind.en not in answer["description"]:
            answer["description"] = f"{answer['description']} {kind.en} (`{kind.kind}`).".strip()
    return dict(sorted(told.items(), key=lambda item: str(item[0])))


def correlation(request: Request) -> UUID:
    """The caller's X-Correlation-Id if it is a UUID, else a new one; the same for the whole request."""
    if not hasattr(request.state, "correlation"):
        try:
            request.state.correlation = UUID(request.headers.get("x-correlation-id", ""))
        except ValueError:
            request.state.correlation = uuid4()
    found: UUID = request.state.correlation
    return found


async def _handle(request: Request, exc: Exception) -> Response:
    return _answer(request, exc)


def answer(scope: Scope, exc: Exception) -> Response:
    """The problem that a failure is answered with."""
    return _answer(Request(scope), exc)


def without_request(told: Named, scheme: str | None) -> Response:
    """The problem that ends a connection whose request cannot be read; it has what `install` adds to others."""
    nowhere = {"type": "http", "method": "GET", "path": "", "query_string": b"", "headers": [], "server": ("", 80)}
    said = answer({**nowhere, "scheme": scheme}, told)
    said.headers.update({"cache-control": "no-store", "api-version": RELEASE, "connection": "close"})
    return said


def _answer(request: Request, exc: Exception) -> Response:
    whole = exc
    while isinstance(exc, ExceptionGroup):
        exc = max(exc.exceptions, key=lambda one: failure(one).value)
    match exc:
        case Refused() | Unavailable():
            return _problem(request, exc)
        case RequestValidationError():
            return _problem(request, _invalid(exc, part_of(request, Called)))
        case HTTPException():
            return _of_framework(request, exc)
        case ClientDisconnect():  # the client is gone; no one reads this answer
            return _problem(request, Unreadable())
    fate = failure(exc)
    where = {"method": request.method, "path": request.url.path, "correlation": str(correlation(request))}
    if fate is not Failure.BUG:
        log.warning("unavailable", exception=name(exc), fate=fate.name, **where)
        return _problem(request, Unavailable(retry_after=1 if fate is Failure.AGAIN else 5))
    if not isinstance(exc, Cut):  # that one was logged when it happened
        BUGS.labels("http").inc()
        log.error("bug", exception=name(exc), trace=trace(whole), **where)
    return _problem(request, Bug())


def _invalid(exc: RequestValidationError, called: Called) -> Refused:
    found = exc.errors()
    if any(error["type"] == "json_invalid" for error in found):
        return NotJson()
    return errors.Invalid(errors=field_errors(found, exc.body, called))


_OF_STATUS: Final[dict[int, type[Refused]]] = {
    kind.status: kind
    for kind in (
        Unreadable,
        MethodNotAllowed,
        errors.Unauthenticated,
        errors.Forbidden,
        errors.NotFound,
        errors.TooLarge,
        errors.UnsupportedMedia,
        errors.Invalid,
    )
}


def _of_framework(request: Request, exc: HTTPException) -> Response:
    """Refusals of Starlette and FastAPI. Their `detail` may quote the request, so it is left out."""
    headers = dict(exc.headers or {})
    if exc.status_code < HTTPStatus.BAD_REQUEST:  # a redirect or 304 is no problem
        return Response(status_code=exc.status_code, headers=headers)
    if of_the_server(request.scope):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = allowed(request.app.routes, request.scope)
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    ours = exc.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    told: Named = Bug() if ours else _OF_STATUS.get(exc.status_code, Refused)()
    return _problem(request, told, exc.status_code, headers)


def _problem(
    request: Request, told: Named, status: int | None = None, headers: dict[str, str] | None = None
) -> Response:
    tongue = language(request.headers.get("accept-language", ""))
    vi = {"title": told.vi, "detail": told.detail_vi or told.vi}
    en = {"title": told.en, "detail": told.detail_en or told.en}
    members: dict[str, Any] = {
        "type": f"/problems/{told.kind}",
        **(en if tongue == "en" else vi),
        "status": status or told.status,
        **({"instance": path} if (path := request.scope["path"]) else {}),
        "vi": vi,
        "en": en,
    }
    if told.errors:
        members["errors"] = [asdict(error) for error in told.errors]
    if members["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:  # only these are logged
        members["correlation"] = correlation(request)
    content = jsonable_encoder(members | told.more | members)  # the standard members win over `more`
    said = {**(headers or {}), **_headers(told), "Content-Language": tongue, "Vary": "Accept-Language"}
    return JSONResponse(content, members["status"], said, MEDIA_TYPE)


def _headers(told: Named) -> dict[str, str]:
    if isinstance(told, errors.Unauthenticated):  # RFC 6750 section 3: a reason only if there was a token
        why = f' error="invalid_token", error_description="{told.detail_en}"' if "wrong" in told.more else ""
        return {"WWW-Authenticate": f"Bearer{why}"}
    if isinstance(told, TooSlow):
        return {"Connection": "close"}  # RFC 9110 section 15.5.9; the rest of the body is not read
    wait = getattr(told, "retry_after", None)  # of Unavailable and of rate limits
    return {} if wait is None else {"Retry-After": str(wait)}
