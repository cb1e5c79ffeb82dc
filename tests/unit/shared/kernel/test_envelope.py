"""CloudEvents in Kafka's binary mode, there and back; and what cannot be read is handed on."""

from __future__ import annotations

from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka
from cloudevents.core.formats.json import JSONFormat

from shared.kernel.envelope import headers_and_value, read, read_again, topic_of
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord, Rejected, kept
from tests.support.emitter import Emitter, Record, Row, recorded, said
from tests.support.toy import Toys
from tests.support.toy_words import Ask, Poke

TOYS = Toys("envelope")


@pytest.fixture
def emitter() -> Emitter:
    emitter = Emitter(TOYS.ask)
    emitter.emit(uuid7(), Ask(words="Nộp hồ sơ"), Poke())
    return emitter


def test_there_and_back(emitter: Emitter) -> None:
    """Every attribute that travels comes back as it was."""
    entry = emitter.entries[1]._replace(agency="H99", traceparent="00-aa-bb-01", sequence=10**18)
    found = read(recorded(TOYS.ask.producer, entry, 5))
    assert isinstance(found, EventRecord)
    for name in ("dossier", "entity", "sequence", "id", "actor", "role", "agency", "correlation", "traceparent"):
        assert getattr(found, name) == getattr(entry, name), name
    assert (found.digest, found.previous) == (entry.digest.hex(), entry.previous.hex())
    assert (found.producer, found.kind) == (TOYS.ask.producer, TOYS.Poked.kind())
    assert (found.topic, found.partition, found.offset) == (topic_of(TOYS.ask.producer), 0, 5)
    assert found.value == entry.body.encode()


def test_what_is_absent_has_no_header(emitter: Emitter) -> None:
    names = [name for name, _ in headers_and_value("ask", Row(emitter.entries[0]))[0]]
    assert "ce_agency" not in names
    assert "ce_mac" not in names


def test_what_no_trace_has_caused_travels_in_one_of_its_own(emitter: Emitter) -> None:
    """W3C trace context: version, trace, parent, flags; the same each time the record is sent."""
    entry = emitter.entries[0]
    sent = [dict(headers_and_value("ask", Row(entry))[0])["ce_traceparent"].decode() for _ in range(2)]
    version, trace, parent, flags = sent[0].split("-")
    assert (version, trace, flags) == ("00", entry.correlation.hex, "00")
    assert (sent[0], entry.traceparent) == (sent[1], None)
    assert entry.id.hex.endswith(parent)
    assert len(parent) == 16


@pytest.mark.parametrize("sequence", ["7", "0000000000000000007"])
def test_a_sequence_is_read_padded_or_not(emitter: Emitter, sequence: str) -> None:
    assert said(emitter.record(emitter.records[0], ce_sequence=sequence)).sequence == 7


def test_a_deferred_entry_is_read_again_from_what_was_kept(emitter: Emitter) -> None:
    record = emitter.records[0]
    row = {name: getattr(record, name) for name in ("topic", "partition", "offset", "value")}
    assert read_again(row | {"headers": kept(record.raw)}) == record


def test_a_stranger_s_reader_understands_it(emitter: Emitter) -> None:
    """The CloudEvents SDK, Kafka binding."""
    record = recorded(TOYS.ask.producer, emitter.entries[0])
    event = from_kafka(KafkaMessage(headers=dict(record.headers), key=None, value=record.value or b""), JSONFormat())
    assert (event.get_id(), event.get_type()) == (str(emitter.entries[0].id), TOYS.Asked.kind())
    assert event.get_extension("sequence") == "0000000000000000001"


def changed(**headers: str | None) -> Any:
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        *(changed(**{name: None}) for name in ("ce_id", "ce_type", "ce_source", "ce_subject", "ce_sequence")),
        *(changed(**{name: None}) for name in ("ce_dossier", "ce_actor", "ce_role", "ce_digest", "ce_previous")),
        *(changed(ce_sequence=text) for text in ("0", "-1", "", "one", "9223372036854775808")),
        *(changed(**{name: "no uuid"}) for name in ("ce_id", "ce_subject", "ce_dossier", "ce_correlationid")),
        changed(ce_specversion="2.0"),
        changed(ce_source="ask"),
        changed(ce_type="a\0b"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_handed_on_with_its_place(emitter: Emitter, headers: dict[str, str | None]) -> None:
    found = read(emitter.record(emitter.records[1], **headers))
    assert isinstance(found, Rejected)
    assert (found.topic, found.offset, found.value) == (emitter.records[1].topic, 1, emitter.records[1].value)


@pytest.mark.parametrize("headers", [[], [("ce_id", None)], [("ce_id", b"\xff\xfe")], [("x", b"\0")]], ids=str)
def test_nothing_a_header_can_be_is_an_exception(headers: list[tuple[str, bytes | None]]) -> None:
    assert isinstance(read(Record("t", 3, 4, None, headers)), Rejected)
