"""What the OpenAPI document says beyond what FastAPI finds by itself.

Everything is derived from what a route has: who may call it, what it takes, what it documents. Nothing here
changes what a route does.
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
    "Bearer tokens (JWT) say who calls and in which role. What changes something takes an Idempotency-Key, what moves "
    "an entity also If-Match. Refusals are problems (RFC 9457), vi and en. Lists go on after the id given as `after`."
)
HEADERS = {
    "ETag": "What If-Match wants when this is changed.",
    "Location": "Where what was begun is found.",
    "Idempotency-Replayed": "`true` if this answer was given before under the same Idempotency-Key.",
}
PARAMETERS = {
    "idempotency-key": "Made by the client, new for each request: asked twice under it is done once. Kept for a day.",
    "if-match": "The ETag last seen, or `*`: nobody decides on what they have not seen.",
}
WANTED = "428"  # documented by the routes that want If-Match


def install(app: FastAPI) -> None:
    """Completes the document of `app`; call it after `problems.install`."""
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
    """What else may be answered, by what the operation takes."""
    if operation.get("security"):
        yield from (Unauthenticated, Forbidden)
    if any(parameter["in"] == "path" for parameter in asked):
        yield NotFound
    keyed = any(parameter["name"] == "idempotency-key" for parameter in asked)
    if keyed:
        yield from (AnswerLost, KeyBusy, KeyReused)
    if keyed or "requestBody" in operation:
        yield from (TooLarge, problems.TooSlow)
