"""The contracts against the tables: each event's arrow is what the tables do, and nobody is deaf by accident."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import msgspec
import pytest

from intake.dossier.machine import DOSSIER
from intake.notice.machine import NOTICE
from motcua.hearings import HEARINGS as ALL
from motcua.map import events_of
from payment.charge.machine import CHARGE
from postal.consignment import machine as postal_machine
from postal.consignment.machine import CONSIGNMENT
from shared import contracts
from shared.contracts import intake, payment, postal, sync_gateway, workflow
from shared.contracts.intake import ProcedurePublished
from shared.contracts.message import Answer, Command, Event, Tick
from shared.contracts.published import Published
from shared.contracts.reference import DOCUMENTS
from shared.kernel.entity import Noun
from shared.kernel.machine import Transition
from shared.kernel.registry import Hearing
from shared.reference.publication import KINDS, PUBLICATION, Facts, Publish
from sync_gateway.exchange.machine import EXCHANGE
from tests.support import exchanges, intake_facts, notice_facts, parcels, payment_facts, workflow_facts
from tests.support.tables import Opened, arrows, told
from workflow.case.machine import CASE
from workflow.task.machine import TASK

MODULES: dict[str, ModuleType] = {
    "intake": intake,
    "workflow": workflow,
    "payment": payment,
    "postal": postal,
    "sync-gateway": sync_gateway,
}
HEARINGS: dict[str, Hearing[Any]] = {hearing.speaker: hearing for hearing in ALL}
NOUNS: dict[str, list[tuple[Noun[Any], Opened]]] = {
    "intake": [(DOSSIER, intake_facts.opened), (NOTICE, notice_facts.opened)],
    "workflow": [(CASE, workflow_facts.opened), (TASK, workflow_facts.task_opened)],
    "payment": [(CHARGE, payment_facts.opened)],
    "postal": [(CONSIGNMENT, parcels.opened)],
    "sync-gateway": [(EXCHANGE, exchanges.opened)],
}
speakers = pytest.mark.parametrize("speaker", MODULES)


def publishes(_row: Transition[Any, Any, Any]) -> tuple[Facts, Publish]:
    return Facts(1), Publish(ProcedurePublished, "procedure", "2.000004", {})


def said_by(speaker: str) -> dict[type[Event], str]:
    """Every event the speaker's tables say, with its arrow."""
    found = {event: arrow for noun, opened in NOUNS[speaker] for event, arrow in arrows(noun, opened).items()}
    published = next(iter(arrows(PUBLICATION, publishes).values()))
    return found | {event: published for event in events_of(speaker) if issubclass(event, Published)}


@speakers
def test_an_event_is_what_its_arrow_says(speaker: str) -> None:
    assert told(said_by(speaker)) == said_by(speaker)


@speakers
def test_everything_in_the_contract_is_said_by_a_table(speaker: str) -> None:
    assert said_by(speaker).keys() == set(events_of(speaker))
    published = {PUBLICATION.name} if any(issubclass(event, Published) for event in events_of(speaker)) else set()
    assert {noun.name for noun in HEARINGS[speaker].nouns} == published | {noun.name for noun, _ in NOUNS[speaker]}


@speakers
def test_events_live_in_their_speakers_module(speaker: str) -> None:
    assert MODULES[speaker].SPEAKER == speaker == HEARINGS[speaker].speaker
    for event in events_of(speaker):
        assert event.__module__ == f"{contracts.__name__}.{speaker.replace('-', '_')}"
        assert event.kind() == f"motcua.{speaker}.{event.__name__}"
        assert event.__struct_config__.frozen
        assert not event.__struct_config__.forbid_unknown_fields, "a newer speaker may say more"


@speakers
def test_hearing_is_total(speaker: str) -> None:
    """For every speaker a service hears, every event is either handled or listed as unheard; never both."""
    hearing = HEARINGS[speaker]
    handled = {kind for kind in hearing.handlers if issubclass(kind, Event)}
    assert not handled & hearing.unheard
    assert speaker not in hearing.speakers, "nobody hears oneself"
    wanted = {event for heard in hearing.speakers for event in events_of(heard)}
    assert handled | hearing.unheard == wanted


@speakers
def test_every_message_of_a_table_has_a_handler(speaker: str) -> None:
    hearing = HEARINGS[speaker]
    rows = {row.on for noun in hearing.nouns for row in noun.machine.transitions}
    late = {kind for noun in hearing.nouns for _, kind in noun.machine.ignore}
    assert {kind for kind in rows | late if not told_inside(kind)} <= hearing.handlers.keys()


def told_inside(kind: type[Any]) -> bool:
    """Said to a subject by a handler of the same service, never by anybody outside."""
    return not issubclass(kind, Event | Command | Answer | Tick | Publish) or kind in postal_machine.NEWS


@speakers
def test_a_command_is_asked_by_roles_there_are(speaker: str) -> None:
    commands = [kind for kind in HEARINGS[speaker].handlers if issubclass(kind, Command)]
    assert commands or speaker == "postal", "nobody asks anything of a parcel"
    for command in commands:
        assert command.by
        assert set(command.by) <= {"applicant", "officer", "supervisor", "operator"}


def test_every_kind_of_document_has_one_event() -> None:
    published = [event for speaker in MODULES for event in events_of(speaker) if issubclass(event, Published)]
    assert sorted(KINDS[event.__name__] for event in published) == sorted(DOCUMENTS)


#: Words for what an event may never carry: it names no person, and nothing a person wrote.
PERSONAL = ("name", "identity", "phone", "address", "email", "answers", "applicant", "birth", "note", "text")


@speakers
def test_no_event_has_room_for_a_person(speaker: str) -> None:
    for event in events_of(speaker):
        fields = {field.name for field in msgspec.structs.fields(event)}
        assert not [field for field in fields if any(word in field for word in PERSONAL)], event
