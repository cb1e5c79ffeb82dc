"""The page: a message's moves come on together or not at all; to-dos belong to a stay; marks and held lines."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.contracts.message import Event
from shared.kernel.entity import Noun
from shared.kernel.entry import digest_of
from shared.kernel.errors import Refused, TooLarge
from shared.kernel.ids import uuid7
from shared.kernel.journal import advance
from shared.kernel.machine import Machine, Transition, Within
from shared.kernel.streams import GENESIS, Stream
from shared.kernel.unit_of_work import BODY_LIMIT, Page
from tests.support.toy import Toys
from tests.support.toy_words import Ask, Close, E, Echo, Fade, Gossip, Nudge, Poke, Q, Question, Ring, World, fold_echo
from tests.support.voice import Voice, incoming

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def toys() -> Toys:
    return Toys("page")


@pytest.fixture
def dossier() -> UUID:
    return uuid7()


@pytest.fixture
def page(toys: Toys, dossier: UUID) -> Page:
    return Page(toys.ask.producer, {dossier: Stream()}, NOW)


def receive(toys: Toys, page: Page, world: World, dossier: UUID, *messages: object) -> None:
    for message in messages:
        producer = toys.ask if isinstance(message, Ask | Poke | Close) else toys.echo
        with page.together(dossier):
            producer.handlers[type(message)](world, page, incoming(message, dossier))


def test_a_move_takes_the_next_line_and_follows_the_digest_before(toys: Toys, page: Page, dossier: UUID) -> None:
    world = World({}, NOW)
    receive(toys, page, world, dossier, Ask(words="hi"), Poke(), Close())
    assert [(entry.line, entry.before, entry.after, entry.said) for entry in page.moves] == [
        (1, None, "open", "Asked"),
        (2, "open", "open", "Poked"),
        (3, "open", "closed", "Closed"),
    ]
    assert [entry.previous for entry in page.moves] == [GENESIS, page.moves[0].digest, page.moves[1].digest]
    assert all(entry.digest == digest_of(entry) for entry in page.moves)
    row = world.rows[dossier]
    assert (row.state, row.line, row.words, row.pokes) == (Q.CLOSED, 3, "hi", 1)
    stream = page.streams[dossier]
    assert (stream.said, stream.digest) == (3, page.moves[-1].digest)
    assert list(page.created) == list(page.subjects) == [dossier]


def state_of(page: Page, world: World) -> tuple[object, ...]:
    """Everything that would be written."""
    rows = {key: repr(row) for key, row in world.rows.items()}
    streams = {key: (s.said, s.digest, dict(s.checkpoints)) for key, s in page.streams.items()}
    return (
        *(list(page.moves), dict(page.created), {key: repr(row) for key, (_, row) in page.subjects.items()}),
        *(dict(page.to_dos), dict(page.learned), rows, streams, dict(page.holding), set(page.lifted)),
    )


@pytest.mark.parametrize("error", [Refused("no"), RuntimeError("a bug")], ids=["refused", "bug"])
def test_a_message_that_fails_on_the_way_is_taken_back_entirely(toys: Toys, dossier: UUID, error: Exception) -> None:
    """Two subjects moved (one of them new), to-dos set and dropped, records learned: all as before."""
    page = Page(toys.echo.producer, {dossier: Stream()}, NOW)
    world = World({}, NOW)
    receive(toys, page, world, dossier, toys.Asked(words="hi", fades=60.0))
    before, second = state_of(page, world), Echo(id=uuid7(), dossier=dossier)

    def both_move() -> None:
        with page.together(dossier):
            message = incoming(toys.Rung(words="ding"), dossier)
            advance(page, toys.echo_noun, world.rows[dossier], world, message)
            advance(page, toys.echo_noun, second, world, incoming(toys.Asked(words="other", fades=5.0), dossier))
            page.learn(Gossip(dossier=dossier, about="Asked", words="changed"))
            page.learn(Gossip(dossier=dossier, about="Rung", words="new"))
            raise error

    with pytest.raises(type(error)):
        both_move()
    assert state_of(page, world) == before
    assert (second.state, second.line, second.incoming) == (None, 0, 0)


def test_after_a_refusal_the_next_message_takes_the_line_that_is_free_again(
    toys: Toys, page: Page, dossier: UUID
) -> None:
    world = World({}, NOW)
    receive(toys, page, world, dossier, Ask())
    with pytest.raises(Refused):
        receive(toys, page, world, dossier, Ask())
    receive(toys, page, world, dossier, Poke())
    assert [entry.line for entry in page.moves] == [1, 2]


def test_a_body_that_is_too_large_is_refused(toys: Toys, page: Page, dossier: UUID) -> None:
    with pytest.raises(TooLarge):
        receive(toys, page, World({}, NOW), dossier, Ask(words="x" * BODY_LIMIT))
    assert page.moves == []


def test_what_is_ignored_is_no_move(toys: Toys, dossier: UUID) -> None:
    page, row = Page(toys.echo.producer, {dossier: Stream()}, NOW), Echo(id=dossier, dossier=dossier, state=E.FADED)
    assert advance(page, toys.echo_noun, row, None, incoming(toys.Rung(), dossier)) is None
    assert page.moves == []


# ---- to-dos


def to_dos(page: Page) -> dict[str, int | None]:
    return {name: todo and todo.line for (_, name), todo in page.to_dos.items()}


def test_a_to_do_is_set_when_its_state_is_entered_and_dropped_when_it_is_left(toys: Toys, dossier: UUID) -> None:
    page, world = Page(toys.echo.producer, {dossier: Stream()}, NOW), World({}, NOW)
    receive(toys, page, world, dossier, toys.Asked(words="", fades=60.0))
    [todo] = [todo for todo in page.to_dos.values() if todo]
    assert (todo.kind, todo.line, (todo.at - NOW).total_seconds()) == ("deadline", 1, 60)
    receive(toys, page, world, dossier, Nudge())
    assert to_dos(page) == {"Fade": 1}, "a stay keeps it"
    receive(toys, page, world, dossier, toys.Closed())
    assert to_dos(page) == {"Fade": None, "fetch": 3}
    assert page.to_dos[dossier, "fetch"] == (dossier, dossier, "fetch", "call", 3, NOW)


def test_a_deadline_without_a_moment_is_none(toys: Toys, dossier: UUID) -> None:
    page = Page(toys.echo.producer, {dossier: Stream()}, NOW)
    receive(toys, page, World({}, NOW), dossier, toys.Asked(words=""))
    assert to_dos(page) == {"Fade": None}


def test_a_stay_renews_the_deadlines_its_row_names(toys: Toys, dossier: UUID) -> None:
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
    noun, row = Noun("echo", "echoes", Echo, machine, fold_echo), Echo(id=dossier, dossier=dossier)
    page = Page("x", {dossier: Stream()}, NOW)
    for message, expected in ((Ask(), 1), (Ring(), 1), (Poke(), 3)):
        advance(page, noun, row, None, incoming(message, dossier))
        assert to_dos(page) == {"Fade": expected, "fetch": 1}


# ---- marks and held lines


def test_a_line_that_is_done_with_is_held_no_longer(toys: Toys, dossier: UUID) -> None:
    [one, two] = Voice(toys.ask).say(dossier, Ask(), Poke())
    page = Page(toys.echo.producer, {dossier: Stream()}, NOW)
    page.held[two.key] = two.digest
    page.mark(one)
    page.mark(two)
    assert page.streams[dossier].mark(one.producer) == (2, two.digest)
    assert (page.lifted, page.held, page.turned) == ({two.key}, {}, {dossier})


def test_a_line_held_and_lifted_on_one_page_is_not_written_as_held(toys: Toys, dossier: UUID) -> None:
    [one] = Voice(toys.ask).say(dossier, Ask())
    page = Page(toys.echo.producer, {dossier: Stream()}, NOW)
    page.hold(one, "refused", "no")
    page.mark(one)
    assert page.holding == {}


def test_a_later_word_replaces_an_earlier_one(page: Page, dossier: UUID) -> None:
    page.learn(Gossip(dossier=dossier, about="a", words="first"))
    page.learn(Gossip(dossier=dossier, about="b", words="other"))
    page.learn(Gossip(dossier=dossier, about="a", words="last"))
    assert sorted(record.words for record in page.learned.values() if isinstance(record, Gossip)) == ["last", "other"]


def test_a_row_with_a_list_is_given_back_as_it_was(toys: Toys, page: Page, dossier: UUID) -> None:
    """`apply` makes a new list; what was taken back is the old one."""
    row = Question(id=dossier, dossier=dossier, state="open", tags=["a"])

    def poke() -> None:
        with page.together(dossier):
            advance(page, toys.question, row, None, incoming(Poke(words="b"), dossier))
            raise Refused("no")

    with pytest.raises(Refused):
        poke()
    assert (row.tags, row.pokes, row.state) == (["a"], 0, "open")
