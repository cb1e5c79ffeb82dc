"""Writes every generated file (`motcua map`); a test fails when one is out of date.

Machine drawings in the services' READMEs, the JSON Schemas of events and of reference data, the topics, the OpenAPI
and AsyncAPI documents, the client, the settings, the metrics, the map of who receives whom, and a story. In a README
generated text stands between markers; the rest is written by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from motcua.generate import dashboard, metrics, picture
from motcua.generate.apidocs import openapi
from motcua.generate.apidocs.asyncapi import asyncapi
from motcua.generate.apidocs.breaks import HOW, event_breaks, operation_breaks
from motcua.generate.apidocs.client import clients
from motcua.generate.apidocs.fields import described
from motcua.generate.apidocs.settings import settings
from motcua.generate.drawing import mermaid
from motcua.registries import REGISTRIES
from motcua.stack.troubles import Trouble
from shared.contracts import reference
from shared.contracts.message import Event
from shared.kernel.envelope import topic_of
from shared.kernel.registry import Registry

ROOT = Path(__file__).parents[3]
FOLDERS = {registry.producer: ROOT / "services" / registry.producer for registry in REGISTRIES}
TOPICS_HEAD = "# Written by make map from the contracts. `local` overrides what one broker cannot give.\n"
DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def drawn() -> dict[Path, str]:
    """Every generated file with its text, as it should be."""
    documents = {name: openapi.document(name) for name in openapi.SERVICES}
    return {
        **{path: text for registry in REGISTRIES for path, text in _schemas(registry)},
        **{
            ROOT / "deploy/data/schemas" / f"{name}.json": _json(schema) for name, schema in reference.schemas().items()
        },
        **{_readme(registry): _marked(_readme(registry), _machines(registry)) for registry in REGISTRIES},
        ROOT / "deploy/kafka/topics.yaml": TOPICS_HEAD + yaml.safe_dump(_topics(), sort_keys=False),
        ROOT / "docs/asyncapi.json": _json(
            asyncapi(REGISTRIES, _emitted(), _topics(), openapi.examples(openapi.EVENTS))
        ),
        **{ROOT / "docs/openapi" / f"{name}.json": _json(document) for name, document in documents.items()},
        **{ROOT / "deploy/motcua_client" / f"{name}.py": text for name, text in clients(documents).items()},
        ROOT / "docs/map.md": _map(),
        ROOT / "docs/settings.md": settings(),
        ROOT / "docs/metrics.md": metrics.table(),
        ROOT / "deploy/dashboards/motcua.json": _json(dashboard.dashboard()),
        ROOT / "docs/story.md": picture.drawn(),
    }


class Breaks(Trouble):
    """The code breaks a contract that is checked in."""


def draw(*, breaking: bool = False, wanted: Mapping[Path, str] | None = None, root: Path = ROOT) -> list[Path]:
    """Writes the files that have changed and returns them. Raises Breaks if that breaks existing clients or journals.

    `wanted`: files below `root` with their texts; by default every generated file.
    """
    texts = drawn() if wanted is None else wanted
    changed = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    told = [f"{path.stem}: {what}" for path in changed if path.exists() for what in broken(path, texts[path], root)]
    if told and not breaking:
        raise Breaks("\n".join(["This breaks existing clients or journals:", *told, HOW]))
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], "utf-8")
    return changed


def broken(path: Path, text: str, root: Path = ROOT) -> list[str]:
    """What in this new text of a contract breaks the checked-in one."""
    compare = {"schemas": event_breaks, "openapi": operation_breaks}.get(path.relative_to(root).parts[1])
    return compare(json.loads(path.read_text("utf-8")), json.loads(text)) if compare else []


def events_of(producer: str) -> list[type[Event]]:
    """Every event a service can emit, in the order of its contracts."""
    known: list[type[Event]] = [Event]
    for kind in known:
        known += kind.__subclasses__()
    return [kind for kind in known if kind.__dict__.get("producer") == producer]


def _emitted() -> dict[str, list[type[Event]]]:
    return {registry.producer: events_of(registry.producer) for registry in REGISTRIES}


def _schemas(registry: Registry[Any]) -> Iterator[tuple[Path, str]]:
    for kind in events_of(registry.producer):
        schema = msgspec.json.schema(kind)
        schema["$defs"] = described(schema["$defs"], [kind])
        schema["title"], schema["description"] = kind.kind(), (kind.__doc__ or "").strip()
        yield ROOT / "docs/schemas" / registry.producer / f"{kind.__name__}.json", _json(DIALECT | schema)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _readme(registry: Registry[Any]) -> Path:
    return FOLDERS[registry.producer] / "README.md"


def _machines(registry: Registry[Any]) -> str:
    """The machines of a service as mermaid drawings, and what it receives and emits."""
    parts = [
        f"### {entity_type.name}\n\n```mermaid\n{mermaid(entity_type.machine)}```\n"
        for entity_type in registry.entity_types
    ]
    incoming = [f"- {kind.kind()}" for kind in _incoming(registry)]
    emitted = [f"- {kind.__name__}: {(kind.__doc__ or '').strip()}" for kind in events_of(registry.producer)]
    return "\n".join([*parts, "### Receives\n", *incoming, "", "### Emits\n", *emitted, ""])


def _incoming(registry: Registry[Any]) -> list[type[Event]]:
    kinds = [kind for kind in registry.handlers if isinstance(kind, type) and issubclass(kind, Event)]
    return sorted(kinds, key=lambda kind: kind.kind())


def _marked(path: Path, text: str) -> str:
    """The file with this text between its markers."""
    old = path.read_text("utf-8")
    begin, end = "<!-- drawn by make map -->", "<!-- end -->"
    if begin not in old or end not in old:
        raise ValueError(f"{path} has no place for generated text: add the markers {begin} and {end}")
    return re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n\n{text}\n{end}", old, flags=re.DOTALL)


def _topics() -> dict[str, Any]:
    """One topic per producer, all alike: 30 days, 1 MiB, three replicas; one replica for `local`."""
    config = {
        "cleanup.policy": "delete",
        "max.message.bytes": 1024 * 1024,
        "message.timestamp.type": "CreateTime",
        "min.insync.replicas": 2,
        "retention.ms": 30 * 24 * 3600 * 1000,
        "unclean.leader.election.enable": False,
    }
    return {
        "defaults": {"partitions": 12, "replication": 3, "config": config},
        "local": {"replication": 1, "config": {"min.insync.replicas": 1}},
        "topics": {topic_of(registry.producer): {} for registry in REGISTRIES},
    }


def _map() -> str:
    """Who receives whom, as a mermaid flowchart."""
    lines = ["# Who receives whom", "", "Written by `make map`.", "", "```mermaid", "flowchart LR"]
    for registry in REGISTRIES:
        for producer in registry.producers:
            names = [kind.__name__ for kind in _incoming(registry) if kind.producer == producer]
            lines.append(f'    {producer} -- "{"<br/>".join(names)}" --> {registry.producer}')
    return "\n".join([*lines, "```", ""])
