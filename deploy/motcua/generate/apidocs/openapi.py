"""The OpenAPI document of each service as it is checked in, with examples recorded in the demo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from intake.app import SERVICE as INTAKE
from motcua.stack.folders import PROJECT
from payment.app import SERVICE as PAYMENT
from postal.app import SERVICE as POSTAL
from shared.kernel.settings import Environment, Settings
from shared.web.parts import App
from shared.web.service import Service, build
from sync_gateway.app import SERVICE as SYNC_GATEWAY
from workflow.app import SERVICE as WORKFLOW

Json = dict[str, Any]

SERVICES: dict[str, Service] = {service.title: service for service in (INTAKE, WORKFLOW, PAYMENT, POSTAL, SYNC_GATEWAY)}
#: Recorded by `motcua demo --record`: by service and operation, the request and the responses by status.
EXAMPLES = PROJECT / "docs" / "examples.json"


@cache
def app_of(service: str) -> App:
    """The application, without any connection."""
    settings = Settings(
        environment=Environment.DEVELOPMENT,
        database_url="postgresql://nowhere",
        kafka="nowhere:9092",
        contact_email="support@motcua.example",
        contact_url="https://motcua.example",
    )
    return build(SERVICES[service], settings)


def document(service: str) -> Json:
    """The whole document of one service."""
    document_: Json = deepcopy(app_of(service).openapi())
    known = examples().get(service, {})
    for _, _, operation in operations(document_):
        _show(operation, known.get(operation["operationId"], {}))
    return document_


def operations(document_: Json) -> Iterator[tuple[str, str, Json]]:
    """Every method, path and operation of a document."""
    for path, methods in document_["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


@cache
def examples() -> Mapping[str, Mapping[str, Json]]:
    """The recorded examples; empty before the first recording."""
    found: Mapping[str, Mapping[str, Json]] = json.loads(EXAMPLES.read_text("utf-8")) if EXAMPLES.exists() else {}
    return found


def _show(operation: Json, known: Json) -> None:
    """Adds the examples to an operation."""
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if asked is not None and "asked" in known:
        asked["example"] = known["asked"]
    for status, body in known.get("answered", {}).items():
        for media in operation["responses"].get(status, {}).get("content", {}).values():
            media["example"] = body
