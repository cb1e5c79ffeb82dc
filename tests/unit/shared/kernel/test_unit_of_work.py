"""The unit of work: a message's moves come on together or not at all; scheduled items belong to a stay; checkpoints
and deferred records.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.contracts.message import Event
from shared.kernel.entity import EntityType
from shared.kernel.entry import digest_of
from shared.kernel.errors import Refused, TooLarge
from shared.kernel.ids import uuid7
from shared.kernel.journal import advance
from shared.kernel.machine import Machine, Transition, Within
from shared.kernel.streams import GENESIS, Stream
from shared.kernel.unit_of_work import BODY_LIMIT, UnitOfWork
from tests.support.emitter import Emitter, incoming
from tests.support.toy import Toys
from tests.support.toy_words import (
    Ask,
    Close,
    Context,
    E,
    Echo,
    Fade,
    Gossip,
    Nudge,
    Poke,
    Q,
    Question,
    Ring,
    Stir,
    fold_echo,
)

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def toys() -> Toys:
    return Toys("page")


@pytest.fixture
def dossier() -> UUID:
    return uuid7()


@pytest.fixture
def uow(toys: Toys, dossier: UUID) -> UnitOfWork:
    return UnitOfWork(toys.ask.producer, {dossier: Stream()}, NOW)


def receive(toys: Toys, uow: UnitOfWork, context: Context, dossier: UUID, *messages: object) -> None:
    for message in messages:
        producer = toys.ask if isinstance(message, Ask | Poke | Close) else toys.echo
        with uow.atomic(dossier):
            producer.handlers[type(message)](context, uow, incoming(message, dossier))


def test_a_move_takes_the_next_sequence_and_follows_the_digest_before(
    toys: Toys, uow: UnitOfWork, dossier: UUID
) -> None:
    context = Context({}, NOW)
    receive(toys, uow, context, dossier, Ask(words="hi"), Poke(), Close())
    assert [(entry.sequence, entry.before, entry.after, entry.event) for entry in uow.moves] == [
        (1, None, "open", "Asked"),
        (2, "open", "open", "Poked"),
        (3, "open", "closed", "Closed"),
    ]
    assert [entry.previous for entry in uow.moves] == [GENESIS, uow.moves[0].digest, uow.moves[1].digest]
    assert all(entry.digest == digest_of(entry) for entry in uow.moves)
    row = context.rows[dossier]
    assert (row.state, row.revision, row.words, row.pokes) == (Q.CLOSED, 3, "hi", 1)
    stream = uow.streams[dossier]
    assert (stream.sequence, stream.digest) == (3, uow.moves[-1].digest)
    assert list(uow.created) == list(uow.entities) == [dossier]


def state_of(uow: UnitOfWork, context: Context) -> tuple[object, ...]:
    """Everything that would be written."""
    rows = {key: repr(row) for key, row in context.rows.items()}
    streams = {key: (s.sequence, s.digest, dict(s.checkpoints)) for key, s in uow.streams.items()}
    return (
        *(list(uow.moves), dict(uow.created), {key: repr(row) for key, (_, row) in uow.entities.items()}),
        *(dict(uow.scheduled), dict(uow.projected), rows, streams, dict(uow.deferring), set(uow.released)),
    )


@pytest.mark.parametrize("error", [Refused("no"), RuntimeError("a bug")], ids=["refused", "bug"])
def test_a_message_that_fails_on_the_way_is_taken_back_entirely(toys: Toys, dossier: UUID, error: Exception) -> None:
    """Two entities moved (one of them new), scheduled items set and dropped, records projected: all as before."""
    uow = UnitOfWork(toys.echo.producer, {dossier: Stream()}, NOW)
    context = Context({}, NOW)
    receive(toys, uow, context, dossier, toys.Asked(words="hi", fades=60.0))
    before, second = state_of(uow, context), Echo(id=uuid7(), dossier=dossier)

    def both_move() -> None:
        with uow.atomic(dossier):
            message = incoming(toys.Rung(words="ding"), dossier)
            advance(uow, toys.echo_noun, context.rows[dossier], context, message)
            advance(uow, toys.echo_noun, second, context, incoming(toys.Asked(words="other", fades=5.0), dossier))
            uow.project(Gossip(dossier=dossier, about="Asked", words="changed"))
            uow.project(Gossip(dossier=dossier, about="Rung", words="new"))
            raise error

    with pytest.raises(type(error)):
        both_move()
    assert state_of(uow, context) == before
    assert (second.state, second.revision, second.received) == (None, 0, 0)


def test_after_a_refusal_the_next_message_takes_the_sequence_that_is_free_again(
    toys: Toys, uow: UnitOfWork, dossier: UUID
) -> None:
    context = Context({}, NOW)
    receive(toys, uow, context, dossier, Ask())
    with pytest.raises(Refused):
        receive(toys, uow, context, dossier, Ask())
    receive(toys, uow, context, dossier, Poke())
    assert [entry.sequence for entry in uow.moves] == [1, 2]


def test_a_body_that_is_too_large_is_refused(toys: Toys, uow: UnitOfWork, dossier: UUID) -> None:
    with pytest.raises(TooLarge):
        receive(toys, uow, Context({}, NOW), dossier, Ask(words="x" * BODY_LIMIT))
    assert uow.moves == []


def test_what_is_ignored_is_no_move(toys: Toys, dossier: UUID) -> None:
    uow, row = (
        UnitOfWork(toys.echo.producer, {dossier: Stream()}, NOW),
        Echo(id=dossier, dossier=dossier, state=E.FADED),
    )
    assert advance(uow, toys.echo_noun, row, None, incoming(toys.Rung(), dossier)) is None
    assert uow.moves == []


# ---- scheduled items


def planned(uow: UnitOfWork) -> dict[str, int | None]:
    return {name: scheduled and scheduled.revision for (_, name), scheduled in uow.scheduled.items()}


def test_a_scheduled_item_is_set_when_its_state_is_entered_and_dropped_when_it_is_left(
    toys: Toys, dossier: UUID
) -> None:
    uow, context = UnitOfWork(toys.echo.producer, {dossier: Stream()}, NOW), Context({}, NOW)
    receive(toys, uow, context, dossier, toys.Asked(words="", fades=60.0))
    [scheduled] = [scheduled for scheduled in uow.scheduled.values() if scheduled]
    assert (scheduled.kind, scheduled.revision, (scheduled.at - NOW).total_seconds()) == ("timer", 1, 60)
    receive(toys, uow, context, dossier, Nudge())
    assert planned(uow) == {"Fade": 1}, "a stay keeps it"
    receive(toys, uow, context, dossier, toys.Closed())
    assert planned(uow) == {"Fade": None, "fetch": 3}
    assert uow.scheduled[dossier, "fetch"] == (dossier, dossier, "fetch", "call", 3, NOW)


def test_a_deadline_without_a_moment_is_none(toys: Toys, dossier: UUID) -> None:
    uow = UnitOfWork(toys.echo.producer, {dossier: Stream()}, NOW)
    receive(toys, uow, Context({}, NOW), dossier, toys.Asked(words=""))
    assert planned(uow) == {"Fade": None}


def test_a_stay_renews_the_deadlines_its_transition_names(toys: Toys, dossier: UUID) -> None:
    """And only those; calls are made once per stay."""

    def noted(_facts: object, _message: object) -> Event:
        return toys.Noted()

    machine: Machine[E, None] = Machine(
        E,
        final=set(),
        transitions=[
            Transition(None, Ask, E.WAITING, noted),
            Transition(E.WAITING, Poke, E.WAITING, noted, renew=(Fade,)),
            Transition(E.WAITING, Ring, E.WAITING, noted),
        ],
        within={E.WAITING: [Within(Fade, lambda _: NOW)]},
        calling={E.WAITING: ["fetch"]},
    )
    entity_type, row = EntityType("echo", "echoes", Echo, machine, fold_echo), Echo(id=dossier, dossier=dossier)
    uow = UnitOfWork("x", {dossier: Stream()}, NOW)
    for message, expected in ((Ask(), 1), (Ring(), 1), (Poke(), 3)):
        advance(uow, entity_type, row, None, incoming(message, dossier))
        assert planned(uow) == {"Fade": expected, "fetch": 1}


# ---- checkpoints and deferred records


def test_a_record_that_is_done_with_is_deferred_no_longer(toys: Toys, dossier: UUID) -> None:
    [one, two] = Emitter(toys.ask).emit(dossier, Ask(), Poke())
    uow = UnitOfWork(toys.echo.producer, {dossier: Stream()}, NOW)
    uow.deferred[two.key] = two.digest
    uow.checkpoint(one)
    uow.checkpoint(two)
    assert uow.streams[dossier].checkpoint(one.producer) == (2, two.digest)
    assert (uow.released, uow.deferred, uow.turned) == ({two.key}, {}, {dossier})


def test_a_record_deferred_and_released_in_one_unit_of_work_is_not_written_as_deferred(
    toys: Toys, dossier: UUID
) -> None:
    [one] = Emitter(toys.ask).emit(dossier, Ask())
    uow = UnitOfWork(toys.echo.producer, {dossier: Stream()}, NOW)
    uow.defer(one, "refused", "no")
    uow.checkpoint(one)
    assert uow.deferring == {}


def test_a_later_projection_replaces_an_earlier_one(uow: UnitOfWork, dossier: UUID) -> None:
    uow.project(Gossip(dossier=dossier, about="a", words="first"))
    uow.project(Gossip(dossier=dossier, about="b", words="other"))
    uow.project(Gossip(dossier=dossier, about="a", words="last"))
    assert sorted(record.words for record in uow.projected.values() if isinstance(record, Gossip)) == ["last", "other"]


def test_a_row_with_a_list_is_given_back_as_it_was(toys: Toys, uow: UnitOfWork, dossier: UUID) -> None:
    """`apply` makes a new list; what was taken back is the old one."""
    row = Question(id=dossier, dossier=dossier, state="open", tags=["a"])

    def poke() -> None:
        with uow.atomic(dossier):
            advance(uow, toys.question, row, None, incoming(Poke(words="b"), dossier))
            raise Refused("no")

    with pytest.raises(Refused):
        poke()
    assert (row.tags, row.pokes, row.state) == (["a"], 0, "open")


def test_a_fan_out_is_asked_for_once_and_taken_back_with_its_message(uow: UnitOfWork, dossier: UUID) -> None:
    for most in (3, 3, 5):
        uow.fan_out(Stir, {"most": most})

    def refused() -> None:
        with uow.atomic(dossier):
            uow.fan_out(Stir, {"most": 7})
            raise Refused("no")

    with pytest.raises(Refused):
        refused()
    assert list(uow.fanouts) == [("Stir", '{"most":3}'), ("Stir", '{"most":5}')]
