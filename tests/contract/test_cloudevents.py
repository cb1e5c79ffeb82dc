"""An oracle: the CloudEvents SDK reads what is really on the topics, and finds in it what the journal has."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from jsonschema import Draft202012Validator

from motcua.observe.wire import wire
from motcua.registries import REGISTRIES
from motcua.simulation.province import Province
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.kernel.envelope import read, topic_of
from shared.kernel.incoming import EventRecord
from tests.support import dossiers

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
TOPICS = {registry.producer: topic_of(registry.producer) for registry in REGISTRIES}


@pytest.fixture(scope="module")
async def records(installation: Province, stack: Stack) -> list[Any]:
    """All that is on the topics once a dossier has gone from draft to its first task."""
    owner = installation.applicant("applicant:cloud")
    await dossiers.accepted(installation, owner)
    for service in TOPICS:

        async def sent(service: str = service) -> bool:
            return not (await installation.operator.get(service, "/v1/lag"))["outbox"]

        await until(sent, f"{service} to send all it has said")
    async with wire(stack.addresses.kafka) as ear:
        return [record async for record in ear.records()]


def event_of(record: Any) -> BaseCloudEvent:
    return from_binary(KafkaMessage(dict(record.headers), record.key, record.value), JSONFormat(), CloudEvent)


def test_there_is_something_to_read(records: list[Any]) -> None:
    kinds = {str(event_of(record).get_type()) for record in records}
    assert {"motcua.intake.DossierAccepted", "motcua.workflow.TaskOpened", "motcua.intake.CalendarPublished"} <= kinds


def test_the_sdk_reads_what_we_read(records: list[Any]) -> None:
    for record in records:
        event, said = event_of(record), read(record)
        assert isinstance(said, EventRecord)
        assert event.get_specversion() == "1.0"
        assert (event.get_id(), event.get_type()) == (str(said.id), said.kind)
        assert (event.get_source(), event.get_subject()) == (f"/{said.producer}", str(said.entity))
        assert event.get_datacontenttype() == "application/json; charset=utf-8"
        assert event.get_extension("partitionkey") == event.get_extension("dossier") == str(said.dossier)
        assert event.get_extension("sequence") == f"{said.sequence:019}"
        assert event.get_extension("mac").startswith("1:")
        assert event.get_extension("digest") == said.digest
        assert event.get_extension("previous") == said.previous
        assert event.get_data() == json.loads(said.value)


async def test_it_is_what_the_journal_has(installation: Province, records: list[Any]) -> None:
    journals: dict[tuple[str, str], dict[int, Any]] = {}
    for record in records:
        event = event_of(record)
        producer, dossier = event.get_source()[1:], event.get_extension("dossier")
        if (producer, dossier) not in journals:
            lines = await installation.operator.get(producer, f"/v1/journal/{dossier}")
            journals[producer, dossier] = {line["sequence"]: line for line in lines}
        line = journals[producer, dossier][int(event.get_extension("sequence"))]
        attributes = event.get_attributes()
        assert attributes.pop("time") == datetime.fromisoformat(line["at"])
        names = {"subject": "entity", "correlationid": "correlation", "causationid": "cause"}
        for name in ("id", "dossier", "actor", "role", "digest", "previous", *names):
            assert attributes[name] == line[names.get(name, name)]
        assert attributes.get("agency") == line["agency"]
        assert line["traceparent"] in (None, attributes["traceparent"])
        assert event.get_data() == line["body"]
        assert event.get_type() == f"motcua.{producer}.{line['event']}"


def test_bodies_are_as_their_schemas_say(records: list[Any]) -> None:
    for record in records:
        _, producer, name = event_of(record).get_type().split(".")
        schema = json.loads((SCHEMAS / producer / f"{name}.json").read_text("utf-8"))
        Draft202012Validator(schema).validate(json.loads(record.value))


def test_no_one_personal_is_on_a_topic(records: list[Any]) -> None:
    for record in records:
        whole = record.value + record.key + b"".join(value for _, value in record.headers)
        assert not [secret for secret in dossiers.SECRETS if secret.encode() in whole]
