"""The contracts against the tables: each event's arrow is what the tables do, and no one is deaf by accident."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import msgspec
import pytest

from intake.dossier.machine import DOSSIER
from intake.erasure.machine import ERASURE
from intake.mandate.machine import MANDATE
from intake.notice.machine import NOTICE
from intake.request.machine import REQUEST
from motcua.generate.map import events_of
from motcua.registries import REGISTRIES as ALL
from payment.charge.machine import CHARGE
from postal.consignment import machine as postal_machine
from postal.consignment.machine import CONSIGNMENT
from shared import contracts
from shared.contracts import intake, payment, postal, sync_gateway, workflow
from shared.contracts.intake import ProcedurePublished
from shared.contracts.message import Answer, Command, Event, Tick
from shared.contracts.published import Published
from shared.contracts.reference import DOCUMENTS
from shared.kernel.entity import EntityType
from shared.kernel.machine import Transition
from shared.kernel.registry import Registry
from shared.reference.publication import KINDS, PUBLICATION, Facts, Publish
from sync_gateway.exchange.machine import EXCHANGE
from tests.support import (
    erasure_facts,
    exchanges,
    intake_facts,
    mandate_facts,
    notice_facts,
    parcels,
    payment_facts,
    request_facts,
    workflow_facts,
)
from tests.support.tables import Opened, arrows, told
from workflow.case.machine import CASE
from workflow.task.machine import TASK

#: Where else a producer's events are written; its own module has them too.
ROOMS = {
    "shared.contracts.workflow": ("shared.contracts.tasks", "shared.contracts.collecting"),
    "shared.contracts.intake": ("shared.contracts.personal", "shared.contracts.notices"),
}
MODULES: dict[str, ModuleType] = {
    "intake": intake,
    "workflow": workflow,
    "payment": payment,
    "postal": postal,
    "sync-gateway": sync_gateway,
}
REGISTRIES: dict[str, Registry[Any]] = {registry.producer: registry for registry in ALL}
ENTITY_TYPES: dict[str, list[tuple[EntityType[Any], Opened]]] = {
    "intake": [
        (DOSSIER, intake_facts.opened),
        (MANDATE, mandate_facts.opened),
        (NOTICE, notice_facts.opened),
        (REQUEST, request_facts.opened),
        (ERASURE, erasure_facts.opened),
    ],
    "workflow": [(CASE, workflow_facts.opened), (TASK, workflow_facts.task_opened)],
    "payment": [(CHARGE, payment_facts.opened)],
    "postal": [(CONSIGNMENT, parcels.opened)],
    "sync-gateway": [(EXCHANGE, exchanges.opened)],
}
producers = pytest.mark.parametrize("producer", MODULES)


def publishes(_row: Transition[Any, Any, Any]) -> tuple[Facts, Publish]:
    return Facts(1), Publish(ProcedurePublished, "procedure", "2.000004", {})


def emitted_by(producer: str) -> dict[type[Event], str]:
    """Every event the producer's tables emit, with its arrow."""
    found = {
        event: arrow
        for entity_type, opened in ENTITY_TYPES[producer]
        for event, arrow in arrows(entity_type, opened).items()
    }
    published = next(iter(arrows(PUBLICATION, publishes).values()))
    return found | {event: published for event in events_of(producer) if issubclass(event, Published)}


@producers
def test_an_event_is_what_its_arrow_is(producer: str) -> None:
    assert told(emitted_by(producer)) == emitted_by(producer)


@producers
def test_everything_in_the_contract_is_emitted_by_a_table(producer: str) -> None:
    assert emitted_by(producer).keys() == set(events_of(producer))
    published = {PUBLICATION.name} if any(issubclass(event, Published) for event in events_of(producer)) else set()
    assert {entity_type.name for entity_type in REGISTRIES[producer].entity_types} == published | {
        entity_type.name for entity_type, _ in ENTITY_TYPES[producer]
    }


@producers
def test_events_live_in_their_producers_module(producer: str) -> None:
    assert MODULES[producer].PRODUCER == producer == REGISTRIES[producer].producer
    for event in events_of(producer):
        own = f"{contracts.__name__}.{producer.replace('-', '_')}"
        assert event.__module__ == own or event.__module__ in ROOMS.get(own, ())
        assert vars(MODULES[producer])[event.__name__] is event
        assert event.kind() == f"motcua.{producer}.{event.__name__}"
        assert event.__struct_config__.frozen
        assert not event.__struct_config__.forbid_unknown_fields, "a newer producer may say more"


@producers
def test_registry_is_total(producer: str) -> None:
    """For every producer a service receives, every event is either handled or listed as unhandled; never both."""
    registry = REGISTRIES[producer]
    handled = {kind for kind in registry.handlers if issubclass(kind, Event)}
    assert not handled & registry.unhandled
    assert producer not in registry.producers, "no producer receives its own events"
    wanted = {event for incoming in registry.producers for event in events_of(incoming)}
    assert handled | registry.unhandled == wanted


@producers
def test_every_message_of_a_table_has_a_handler(producer: str) -> None:
    registry = REGISTRIES[producer]
    rows = {row.on for entity_type in registry.entity_types for row in entity_type.machine.transitions}
    late = {kind for entity_type in registry.entity_types for _, kind in entity_type.machine.ignore}
    assert {kind for kind in rows | late if not told_inside(kind)} <= registry.handlers.keys()


def told_inside(kind: type[Any]) -> bool:
    """Sent to an entity by a handler of the same service, never from outside."""
    return not issubclass(kind, Event | Command | Answer | Tick | Publish) or kind in postal_machine.NEWS


@producers
def test_a_command_is_asked_by_roles_there_are(producer: str) -> None:
    commands = [kind for kind in REGISTRIES[producer].handlers if issubclass(kind, Command)]
    assert commands or producer == "postal", "a parcel takes no command"
    for command in commands:
        assert command.by
        assert set(command.by) <= {"applicant", "officer", "supervisor", "cashier", "operator"}


def test_every_kind_of_document_has_one_event() -> None:
    published = [event for producer in MODULES for event in events_of(producer) if issubclass(event, Published)]
    assert sorted(KINDS[event.__name__] for event in published) == sorted(DOCUMENTS)


#: Words for what an event may never carry: it names no person, and nothing a person wrote.
PERSONAL = ("name", "identity", "phone", "address", "email", "answers", "applicant", "birth", "note", "text")


@producers
def test_no_event_has_room_for_a_person(producer: str) -> None:
    for event in events_of(producer):
        fields = {field.name for field in msgspec.structs.fields(event)} - {"applicant"}  # an opaque id, see below
        assert not [field for field in fields if any(word in field for word in PERSONAL)], event


def test_the_applicant_of_an_event_is_an_opaque_id() -> None:
    for golden in (Path(__file__).parent / "golden" / "intake").glob("*.json"):
        if found := json.loads(golden.read_text("utf-8")).get("applicant"):
            assert str(UUID(found)) == found
    assert {field for event in events_of("intake") for field in naming(event)} == {"applicant"}


def naming(event: type[Any]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(event) if "applicant" in field.name}
