"""What would break those who rely on a contract is found in every contract there is; what would not is let through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from motcua.generate import map as drawing
from motcua.generate.apidocs.breaks import event_breaks, operation_breaks
from tests.support.over import over

DOCS = drawing.ROOT / "docs"
EVENTS = sorted((DOCS / "schemas").rglob("*.json"))
SERVICES = sorted((DOCS / "openapi").glob("*.json"))
events = over("path", EVENTS)
services = over("path", SERVICES)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def body(schema: Any) -> Any:
    return schema["$defs"][schema["$ref"].rpartition("/")[2]]


@events
def test_an_event_as_it_is_breaks_nothing(path: Path) -> None:
    assert event_breaks(read(path), read(path)) == []


@events
def test_an_event_may_say_more(path: Path) -> None:
    new = read(path)
    body(new)["properties"]["more"] = {"type": "string", "default": ""}
    assert event_breaks(read(path), new) == []


@events
def test_an_event_may_not_demand_what_old_bytes_lack(path: Path) -> None:
    new = read(path)
    body(new)["properties"]["more"] = {"type": "string"}
    body(new).setdefault("required", []).append("more")
    assert event_breaks(read(path), new) == ["more is required"]


@events
def test_an_event_loses_no_field_and_no_field_its_type(path: Path) -> None:
    for name, field in body(read(path)).get("properties", {}).items():
        gone, other = read(path), read(path)
        del body(gone)["properties"][name]
        assert f"{name} is gone" in event_breaks(read(path), gone)
        body(other)["properties"][name] = {"type": "null"}
        if "$ref" not in field or "type" in field:
            assert any(what.startswith(name) for what in event_breaks(read(path), other))


def operations(document: Any) -> Iterator[tuple[str, str]]:
    yield from ((path, method) for path, methods in document["paths"].items() for method in methods)


@services
def test_a_service_as_it_is_breaks_nothing(path: Path) -> None:
    assert operation_breaks(read(path), read(path)) == []


@services
def test_no_operation_goes_and_none_wants_more(path: Path) -> None:
    old, new = read(path), read(path)
    for where, method in operations(old):
        gone = new["paths"][where].pop(method)
        assert operation_breaks(old, new) == [f"{method.upper()} {where} is gone"]
        wanted = {"in": "query", "name": "more", "required": True, "schema": {"type": "string"}}
        new["paths"][where][method] = {**gone, "parameters": [*gone.get("parameters", []), wanted]}
        assert operation_breaks(old, new) == [f"{method.upper()} {where} wants more"]
        wanted["required"] = False
        assert operation_breaks(old, new) == []
        new["paths"][where][method] = gone


@services
def test_what_is_asked_grows_only_where_it_may_be_left_out(path: Path) -> None:
    old = read(path)
    asked = {
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for where, method in operations(old)
        if "$ref" in (operation := old["paths"][where][method]).get("requestBody", {}).get("content", {}).get(
            "application/json", {}
        ).get("schema", {})
    }  # fmt: skip
    assert asked
    for name in asked:
        new = deepcopy(old)
        schema = new["components"]["schemas"][name]
        schema.setdefault("properties", {})["more"] = {"type": "string"}
        assert operation_breaks(old, new) == []
        schema.setdefault("required", []).append("more")
        assert any("request: more is required" in what for what in operation_breaks(old, new))


def test_make_map_refuses_and_says_how(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "schemas" / "intake" / "DossierAccepted.json"
    path.parent.mkdir(parents=True)
    old = read(DOCS / "schemas" / "intake" / "DossierAccepted.json")
    body(old)["properties"]["promised"] = {"type": "string"}
    path.write_text(json.dumps(old), "utf-8")
    now = (DOCS / "schemas" / "intake" / "DossierAccepted.json").read_text("utf-8")
    with pytest.raises(drawing.Breaks, match=r"promised is gone\n.*new event"):
        drawing.draw(wanted={path: now}, root=tmp_path)
    assert json.loads(path.read_text("utf-8")) == old
    assert drawing.draw(breaking=True, wanted={path: now}, root=tmp_path) == [path]
