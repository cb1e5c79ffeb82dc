"""Completes the OpenAPI document that FastAPI generates. Changes nothing about what a route does.

Everything is derived from the route: who may call it, what it takes, what it documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from shared.kernel.errors import Forbidden, KeyBusy, KeyReused, Named, NotFound, TooLarge, Unauthenticated
from shared.web import problems
from shared.web.idempotency import AnswerLost

Operation = dict[str, Any]

ABOUT = (
    "A bearer token (JWT) names caller and role. Requests that change something take an Idempotency-Key, if they move "
    "an entity also If-Match. Errors are problems (RFC 9457) in vi and en. Lists continue after the id `after`. A "
    "query parameter that is not listed here is 422 wherever a token is asked for."
)
HEADERS = {
    "ETag": "The value for If-Match when this is changed.",
    "Location": "The address of what was created.",
    "Idempotency-Replayed": "`true` if this is the stored answer of an earlier request with the same Idempotency-Key.",
}
PARAMETERS = {
    "idempotency-key": "Chosen by the client, new for each request: a repeated request runs once. Stored for a day.",
    "if-match": "The ETag last read, or `*`: a decision is made on the state that was read.",
}
WANTED = "428"  # documented by the routes that need If-Match


def install(app: FastAPI) -> None:
    """Complete the document of `app`; call it after `problems.install`."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        operations = [each for path in document["paths"].values() for each in path.values()]
        for operation in operations:
            _complete(operation)
        document["tags"] = [{"name": tag} for tag in sorted({tag for each in operations for tag in each["tags"]})]
        parts = document.setdefault("components", {}).setdefault("headers", {})
        parts |= {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in HEADERS.items()
            if f"#/components/headers/{name}" in str(operations)
        }
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to add to the document


def _complete(operation: Operation) -> None:
    words = operation.get("description", "")
    operation["summary"] = words.partition(". ")[0].partition("\n")[0].rstrip(".") or operation["operationId"]
    asked = operation.get("parameters", [])
    for parameter in asked:
        if parameter["name"] in PARAMETERS:
            parameter["description"] = PARAMETERS[parameter["name"]]
    if WANTED not in operation["responses"]:
        operation["parameters"] = asked = [each for each in asked if each["name"] != "if-match"]
    if any(parameter["name"] == "idempotency-key" for parameter in asked):
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                header = {"$ref": "#/components/headers/Idempotency-Replayed"}
                answer.setdefault("headers", {})["Idempotency-Replayed"] = header
    for status, answer in problems.responses(*_kinds(operation, asked)).items():
        operation["responses"].setdefault(str(status), answer)


def _kinds(operation: Operation, asked: list[Any]) -> Iterator[type[Named]]:
    """Other errors that may be answered, derived from what the operation takes."""
    if operation.get("security"):
        yield from (Unauthenticated, Forbidden)
    if any(parameter["in"] == "path" for parameter in asked):
        yield NotFound
    keyed = any(parameter["name"] == "idempotency-key" for parameter in asked)
    if keyed:
        yield from (AnswerLost, KeyBusy, KeyReused)
    if keyed or "requestBody" in operation:
        yield from (TooLarge, problems.TooSlow)
