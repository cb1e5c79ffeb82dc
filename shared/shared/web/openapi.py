"""Completes the OpenAPI document that FastAPI generates. Changes nothing about what a route does.

Everything is derived from the route: who may call it, what it takes, what it documents.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from shared.kernel.errors import (
    Forbidden,
    KeyBusy,
    KeyReused,
    Named,
    NotFound,
    TooLarge,
    Unauthenticated,
    UnsupportedMedia,
)
from shared.web import problems
from shared.web.errors import TooSlow
from shared.web.idempotency import AnswerLost
from shared.web.limits import TooManyAtOnce
from shared.web.rates import TooOften

Operation = dict[str, Any]

ABOUT = (
    "A bearer token (JWT) names caller and role. Requests that change something take an Idempotency-Key, if they move "
    "an entity also If-Match. What is read by GET answers HEAD too, every address answers OPTIONS. Errors are problems "
    "(RFC 9457) in vi and en; the address in `type` says what each means. Lists go on with `after`, or by Link. A "
    "query parameter that is not listed here is 422 wherever a token is asked for."
)
HEADERS = {
    "API-Version": "The version of this interface, as `info.version` has it; problems have it too.",
    "ETag": "The value for If-Match when this is changed, and for If-None-Match when it is read again.",
    "Location": "The address of what was created.",
    "Retry-After": "Seconds until another try is worth it, where a time is known.",
    "Idempotency-Replayed": "`true` if this is the stored answer of an earlier request with the same Idempotency-Key.",
}
PARAMETERS = {
    "idempotency-key": "Chosen by the client, new for each request: a repeated request runs once. Stored for a day.",
    "if-match": "The ETag last read, or `*`: a decision is made on the state that was read. Compared is what stands "
    "before the dot; what follows tells apart what was shown, which may change while the state is the same.",
}
UNCHANGED: Operation = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200, "title": "If-None-Match"},
    "description": "The ETag last read: if nothing has changed, the answer is 304 without a body.",
}
WAITING = {"429", "503"}
WANTED = "428"  # documented by the routes that need If-Match
ONE_OF = "x-one-of"  # query parameters of which exactly one is given, as `one_of` marks them


def install(app: FastAPI, contact: Mapping[str, str]) -> None:
    """Complete the document of `app`; call it after `problems.install`. `contact`: who answers for the installation."""
    plain = app.openapi

    @cache  # as FastAPI does; it is completed in place
    def openapi() -> dict[str, Any]:
        document = plain()
        document["info"]["contact"] = {name: value for name, value in contact.items() if value}
        operations = [each for path in document["paths"].values() for each in path.values()]
        for path in document["paths"].values():
            for method, operation in path.items():
                _complete(operation, reads=method == "get")
                for status in WAITING & operation["responses"].keys():
                    retry = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
                    operation["responses"][status].setdefault("headers", {}).update(retry)
        document["tags"] = [{"name": tag} for tag in sorted({tag for each in operations for tag in each["tags"]})]
        parts = document.setdefault("components", {}).setdefault("headers", {})
        parts |= {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in HEADERS.items()
            if f"#/components/headers/{name}" in str(operations)
        }
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to add to the document


def with_examples(document: dict[str, Any], package: str) -> dict[str, Any]:
    """The same document, with what `examples.json` of this package has: by operation, the request and its answers."""
    whole, file = deepcopy(document), files(package) / "examples.json"
    known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    for operation in (each for path in whole["paths"].values() for each in path.values()):
        _show(operation, known.get(operation["operationId"], {}))
    return whole


def _show(operation: Operation, known: Mapping[str, Any]) -> None:
    content = operation.get("requestBody", {}).get("content", {})
    for media in ("application/json", "application/x-www-form-urlencoded"):
        if media in content and "asked" in known:
            content[media]["example"] = known["asked"]
    for status, body in known.get("answered", {}).items():
        for media in operation["responses"].get(status, {}).get("content", {}).values():
            media["example"] = body


def one_of(name: str, *parameters: str) -> dict[str, Any]:
    """`openapi_extra=` of a route: exactly one of these query parameters is given. `name`: of all of them together."""
    return {ONE_OF: {"name": name, "parameters": parameters}}


def refuse_doubles(routers: Iterable[APIRouter]) -> None:
    """Raises ValueError for two routes of one name, which is the id of an operation."""
    names = Counter(route.name for router in routers for route in router.routes if isinstance(route, APIRoute))
    if doubles := sorted(name for name, times in names.items() if times > 1):
        raise ValueError(f"two routes are called {doubles[0]}")


def _complete(operation: Operation, *, reads: bool) -> None:
    words = operation.get("description", "")
    operation["summary"] = words.partition(". ")[0].partition("\n")[0].rstrip(".") or operation["operationId"]
    operation["parameters"] = asked = [*_asked(operation), *_conditional(operation, reads=reads)]
    if (alternatives := operation.pop(ONE_OF, None)) is not None:
        _choose(asked, **alternatives)
    if any(parameter["name"] == "idempotency-key" for parameter in asked):
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                _with_header(answer, "Idempotency-Replayed")
    for status, answer in problems.responses(*_kinds(operation, asked)).items():
        operation["responses"].setdefault(str(status), answer)
    for status, answer in operation["responses"].items():
        if status < "4":
            _with_header(answer, "API-Version")


def _with_header(answer: Operation, name: str) -> None:
    answer.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{name}"}


def _asked(operation: Operation) -> Iterator[Operation]:
    """The parameters that the route takes. If-Match is required where its absence is refused, and else not read."""
    for body in operation.get("requestBody", {}).get("content", {}).values():
        _without_null(body)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in PARAMETERS:
            parameter["description"] = PARAMETERS[parameter["name"]]
        _without_null(parameter)
        if parameter["name"] != "if-match":
            yield parameter
        elif WANTED in operation["responses"]:
            yield parameter | {"required": True}


def _without_null(given: Operation) -> None:
    """What need not be given is left out: no query and no header can say null, and no generated client a body."""
    schema = given.get("schema", {})
    real = [each for each in schema.pop("anyOf", ()) if each != {"type": "null"}]
    if len(real) == 1:
        schema |= real[0]
    elif real:
        schema["anyOf"] = real


def _conditional(operation: Operation, *, reads: bool) -> list[Operation]:
    """If-None-Match, with its 304, for a read that is answered with an ETag."""
    answer = operation["responses"].get("200", {})
    if not reads or "ETag" not in answer.get("headers", {}):
        return []
    operation["responses"]["304"] = {"description": "Not changed since."}
    _with_header(operation["responses"]["304"], "ETag")
    return [dict(UNCHANGED)]


def _choose(asked: list[Operation], name: str, parameters: Collection[str]) -> None:
    """Puts one parameter with alternatives in the place of several; exploded, so that it is written as they were.

    One object with a choice of what is required, not a choice of objects: generators of clients know how to write that.
    """
    known = {each["name"]: each["schema"] for each in asked if each["name"] in parameters}
    asked[:] = [each for each in asked if each["name"] not in known]
    one_of_them = {"oneOf": [{"required": [each]} for each in known]}
    words = f"Exactly one of {', '.join(known)}."
    one = {"name": name, "in": "query", "required": True, "style": "form", "explode": True, "description": words}
    asked.append(one | {"schema": {"type": "object", "properties": known, "allOf": [one_of_them]}})


def _kinds(operation: Operation, asked: list[Any]) -> Iterator[type[Named]]:
    """Other errors that may be answered, derived from what the operation takes."""
    if operation.get("security"):
        yield from (Unauthenticated, Forbidden)
    if any(parameter["in"] == "path" for parameter in asked):
        yield NotFound
    keyed = any(parameter["name"] == "idempotency-key" for parameter in asked)
    if keyed:
        yield from (AnswerLost, KeyBusy, KeyReused, TooOften)
    if operation.get("security") == [] or operation["tags"] == ["callbacks"]:
        yield from (TooOften, TooManyAtOnce)
    if keyed or "requestBody" in operation:
        yield from (TooLarge, TooSlow)
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        yield UnsupportedMedia
