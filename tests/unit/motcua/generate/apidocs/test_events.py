"""What the AsyncAPI document and the schemas say of events: every field, its unit, its codes, and examples that fit."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from motcua.generate.apidocs.fields import CHOICES, FIELDS
from motcua.generate.map import ROOT
from sync_gateway.exchange.names import STATUSES
from sync_gateway.exchange.rules import Status

DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs/asyncapi.json").read_text("utf-8"))
PROPERTIES = [
    (name, field, body)
    for name, schema in DOCUMENT["components"]["schemas"].items()
    for field, body in schema.get("properties", {}).items()
]


def test_every_field_says_what_it_means() -> None:
    assert [(name, field) for name, field, body in PROPERTIES if not body["description"]] == []


def test_no_line_is_left_over() -> None:
    fields = {field for _, field, _ in PROPERTIES}
    assert [key for key in (*FIELDS, *CHOICES) if key.rpartition(".")[2] not in fields] == []


def test_every_header_says_what_it_means() -> None:
    headers = DOCUMENT["components"]["messageTraits"]["cloudevent"]["headers"]["properties"]
    assert [name for name, body in headers.items() if not body.keys() & {"description", "const"}] == []


def test_times_are_times() -> None:
    times = {(name, field) for name, field, body in PROPERTIES if body.get("format") == "date-time"}
    assert {("DossierAccepted", "due_at"), ("PaymentReported", "at"), ("NoticeDue", "date")} <= times
    assert [field for _, field, body in PROPERTIES if field.endswith("_at") and body.get("format") != "date-time"] == []


def test_each_status_of_the_portal_is_named() -> None:
    assert {Status(number) for number in STATUSES} == set(Status)
    assert all(f"{number} {name.vi}" in FIELDS["status"] for number, name in STATUSES.items())


MESSAGES = DOCUMENT["components"]["messages"]


@pytest.mark.parametrize("kind", [kind for kind, message in MESSAGES.items() if "examples" in message])
def test_a_recorded_event_fits(kind: str) -> None:
    [example] = MESSAGES[kind]["examples"]
    headers = DOCUMENT["components"]["messageTraits"]["cloudevent"]["headers"]
    for schema, value in ((MESSAGES[kind]["payload"], example["payload"]), (headers, example["headers"])):
        jsonschema.validate(value, {"components": DOCUMENT["components"], **schema})
    assert example["headers"]["ce_type"] == kind
