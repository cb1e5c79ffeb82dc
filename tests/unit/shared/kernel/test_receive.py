"""`place_of`: where a sequence stands against its checkpoint and the deferred records. All seven places, from both
feeders.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord, Incoming
from shared.kernel.receive import Place, decode, place_of
from shared.kernel.streams import Stream
from shared.kernel.unit_of_work import UnitOfWork
from tests.support.emitter import Emitter
from tests.support.toy import Toys
from tests.support.toy_words import Ask, Close, Poke

TOYS = Toys("receive")
DOSSIER = uuid7()


@pytest.fixture
def records() -> list[EventRecord]:
    return Emitter(TOYS.ask).emit(DOSSIER, Ask(), Poke(), Poke(), Close())


@pytest.fixture
def others() -> list[EventRecord]:
    """The same records in another history."""
    return Emitter(TOYS.ask).emit(DOSSIER, Ask(), Poke(), Poke(), Close())


def uow(checkpoint: EventRecord | None, *deferred: EventRecord) -> UnitOfWork:
    stream = (
        Stream()
        if checkpoint is None
        else Stream(checkpoints={checkpoint.producer: (checkpoint.sequence, checkpoint.digest)})
    )
    found = UnitOfWork(TOYS.echo.producer, {DOSSIER: stream}, datetime.now(UTC))
    found.deferred = {said.key: said.digest for said in deferred}
    return found


@pytest.mark.parametrize("retrying", [False, True])
def test_old_next_gap_and_forks(records: list[EventRecord], others: list[EventRecord], retrying: bool) -> None:
    places = {
        "before the checkpoint": (records[0], Place.OLD),
        "the checkpoint itself": (records[1], Place.OLD),
        "the checkpoint, another digest": (others[1], Place.FORK_BEHIND),
        "long before, another digest": (others[0], Place.OLD),
        "the next": (records[2], Place.NEXT),
        "the next of another history": (others[2], Place.FORK),
        "one is missing": (records[3], Place.GAP),
    }
    now = uow(records[1])
    assert {name: place_of(now, said, retrying=retrying) for name, (said, _) in places.items()} == {
        name: place for name, (_, place) in places.items()
    }


def test_the_first_record_of_all_is_next(records: list[EventRecord], others: list[EventRecord]) -> None:
    assert place_of(uow(None), records[0], retrying=False) is Place.NEXT
    assert place_of(uow(None), records[1], retrying=False) is Place.GAP
    assert place_of(uow(None), replace(records[0], previous=others[0].digest), retrying=False) is Place.FORK


def test_a_deferred_record_is_not_tried_from_kafka(records: list[EventRecord], others: list[EventRecord]) -> None:
    now = uow(records[0], records[1], records[3])
    assert place_of(now, records[1], retrying=False) is Place.DEFERRED
    assert place_of(now, records[3], retrying=False) is Place.DEFERRED
    assert place_of(now, others[3], retrying=False) is Place.CHANGED


def test_the_retrier_tries_the_record_that_is_next_and_leaves_the_others(records: list[EventRecord]) -> None:
    now = uow(records[0], records[1], records[3])
    assert place_of(now, records[1], retrying=True) is Place.NEXT
    assert place_of(now, records[3], retrying=True) is Place.DEFERRED


def test_producers_do_not_share_a_checkpoint(records: list[EventRecord]) -> None:
    now = uow(replace(records[3], producer="another"))
    assert place_of(now, records[0], retrying=False) is Place.NEXT


def test_only_what_is_above_its_checkpoint_is_decoded(records: list[EventRecord]) -> None:
    found = decode(uow(records[1]), TOYS.echo, records)
    assert sorted(key[2] for key in found) == [3, 4]
    assert all(isinstance(incoming, Incoming) for incoming in found.values())


def test_what_cannot_be_decoded_has_a_reason(records: list[EventRecord]) -> None:
    strange = [
        replace(records[0], kind="motcua.ask-receive.Sung"),
        replace(records[1], kind=TOYS.Rung.kind()),
        replace(records[2], value=b"{}"),
        replace(records[3], kind=TOYS.Answered.kind(), value=b"never looked at"),
    ]
    found = decode(uow(None), TOYS.echo, strange)
    reasons = [value if value is None else str(value).partition(":")[0] for value in found.values()]
    assert reasons == ["unknown", "unknown", "body", None]


def test_a_message_keeps_its_actor(records: list[EventRecord]) -> None:
    [incoming] = [value for value in decode(uow(None), TOYS.echo, records[:1]).values() if isinstance(value, Incoming)]
    record = records[0]
    assert (incoming.id, incoming.actor, incoming.correlation) == (record.id, record.actor, record.correlation)
    assert isinstance(incoming.dossier, UUID)
