"""The OpenAPI document of each service as it is checked in, with examples recorded in the demo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from intake.app import SERVICE as INTAKE
from motcua.stack.folders import PROJECT
from payment.app import SERVICE as PAYMENT
from postal.app import SERVICE as POSTAL
from shared.kernel.settings import Environment, Settings
from shared.web.openapi import with_examples
from shared.web.parts import App
from shared.web.service import Service, build
from sync_gateway.app import SERVICE as SYNC_GATEWAY
from workflow.app import SERVICE as WORKFLOW

Json = dict[str, Any]

SERVICES: dict[str, Service] = {service.title: service for service in (INTAKE, WORKFLOW, PAYMENT, POSTAL, SYNC_GATEWAY)}
#: Events recorded by `motcua demo --record`, by type.
EVENTS = PROJECT / "docs" / "examples.json"


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
    return with_examples(app_of(service).openapi(), SERVICES[service].package)


def operations(document_: Json) -> Iterator[tuple[str, str, Json]]:
    """Every method, path and operation of a document."""
    for path, methods in document_["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def recorded() -> dict[str, Path]:
    """Where recorded examples are: those of each service in its package, which serves them; the events' in `docs`."""
    packages = {name: service.package for name, service in SERVICES.items()}
    return {name: Path(str(files(package))) / "examples.json" for name, package in packages.items()} | {
        "events": EVENTS
    }


def examples(file: Path) -> Mapping[str, Json]:
    """The recorded examples of one file; empty before the first recording."""
    found: Mapping[str, Json] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found
