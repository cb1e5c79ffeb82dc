"""Every version of every event ever emitted can still be received: exact bytes, kept for ever.

`golden/<producer>/<Event>.json` is the first version; a field added later gets a second file beside it,
`<Event>.2.json`. No file here is ever changed: events that were emitted stay as they are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from motcua.generate.map import events_of
from motcua.registries import REGISTRIES
from shared.contracts.message import Event
from shared.contracts.published import Published
from shared.contracts.reference import DOCUMENTS
from shared.kernel.unit_of_work import BODY_LIMIT, encode
from shared.reference.publication import KINDS
from tests.support.over import over

GOLDEN = Path(__file__).parent / "golden"
EVENTS = [event for registry in REGISTRIES for event in events_of(registry.producer)]
FILES = sorted(GOLDEN.rglob("*.json"))
BY_NAME = {(event.producer, event.__name__): event for event in EVENTS}
files = over("file", FILES, lambda file: str(file.relative_to(GOLDEN)))
events = over("event", EVENTS, lambda event: str(event.kind()))


def event_of(file: Path) -> type[Event]:
    return BY_NAME[file.parent.name, file.name.split(".")[0]]


@files
def test_every_golden_event_can_be_read(file: Path) -> None:
    incoming = msgspec.json.decode(file.read_bytes(), type=event_of(file))
    said = json.loads(encode(incoming))
    kept = {name: said[name] for name in json.loads(file.read_bytes())}
    assert kept == json.loads(file.read_bytes()), "a field has lost what it meant"
    assert msgspec.json.decode(encode(incoming), type=event_of(file)) == incoming


@events
def test_every_event_of_today_has_a_golden_file(event: type[Event]) -> None:
    """Byte for byte: digests are over bytes."""
    versions = [file.read_bytes() for file in FILES if event_of(file) is event]
    assert versions, f"{event.kind()} has no golden bytes"
    assert any(encode(msgspec.json.decode(said, type=event)) == said for said in versions), "add the new version"
    assert all(len(said) < BODY_LIMIT for said in versions)


@over("file", [file for file in FILES if issubclass(event_of(file), Published)])
def test_a_document_once_published_can_still_be_read(file: Path) -> None:
    """Copies of it are read for as long as a dossier is pinned to it."""
    incoming: Any = msgspec.json.decode(file.read_bytes(), type=event_of(file))
    DOCUMENTS[KINDS[type(incoming).__name__]].model_validate(incoming.content)


@files
def test_a_newer_producer_may_add_fields(file: Path) -> None:
    plain = msgspec.json.decode(file.read_bytes(), type=event_of(file))
    more = json.dumps(json.loads(file.read_bytes()) | {"added_tomorrow": {"deep": [1]}}).encode()
    assert msgspec.json.decode(more, type=event_of(file)) == plain


@events
def test_every_golden_event_is_in_the_contract(event: type[Event]) -> None:
    with pytest.raises(TypeError, match="added_tomorrow"):
        event(added_tomorrow=1)


@events
def test_what_is_missing_is_not_made_up(event: type[Event]) -> None:
    wanted = [field for field in msgspec.structs.fields(event) if field.required]
    if not wanted:
        assert encode(event()) == encode(msgspec.json.decode(b"{}", type=event))
    for field in wanted:
        said = json.loads((GOLDEN / event.producer / f"{event.__name__}.json").read_bytes())
        del said[field.name]
        with pytest.raises(msgspec.ValidationError, match=field.name):
            msgspec.json.decode(json.dumps(said), type=event)
