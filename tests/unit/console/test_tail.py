"""The reader of the topics that all viewers share: what a viewer is shown, what it is told it was not, going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from motcua.observe.lines import TopicEvent, Wanted
from motcua.observe.wire import Begin, Wire
from motcua.stack.troubles import NotUp
from motcua_console.settings import Settings, brokers
from motcua_console.tail import BURST, Tail, Viewer, places_of, spelled
from shared.kernel.brokers import Kafka
from shared.kernel.declared import Unfit

TOPIC = "motcua.sync-gateway"
NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def event(offset: int, partition: int = 0, **more: Any) -> TopicEvent:
    told: dict[str, Any] = {
        "producer": "sync-gateway",
        "sequence": 1,
        "dossier": "d-1",
        "name": "PortalTold",
        "body": {},
    }
    told |= {"actor": "clock", "role": "service", "agency": None, "again": False, "arrived": 0.0, "body": {}}
    return TopicEvent(at=NOW, place=(TOPIC, partition, offset), **{**told, **more})


def tail(kept: int = 1000) -> Tail:
    return Tail("", [TOPIC], kept=kept)


def offsets(viewer: Viewer) -> tuple[list[int], int]:
    shown = viewer.due()
    return [each.place[2] for each in shown.events], shown.missed


def test_a_viewer_is_shown_what_comes_after_it_has_come() -> None:
    read = tail()
    read.take([event(1)])
    viewer = Viewer(read, Wanted())
    assert offsets(viewer) == ([], 0)
    read.take([event(2), event(3, name="NewsCame")])
    assert offsets(viewer) == ([2, 3], 0)
    assert offsets(viewer) == ([], 0)


def test_only_what_is_wanted_is_shown() -> None:
    read = tail()
    viewer = Viewer(read, Wanted(kind="news"))
    read.take([event(1), event(2, name="NewsCame")])
    assert offsets(viewer) == ([2], 0)
    assert [each.place[2] for each in read.latest(Wanted(kind="told"), 5)] == [1]


def test_a_viewer_that_comes_back_goes_on_where_it_was() -> None:
    read = tail()
    read.take([event(offset) for offset in range(1, 6)] + [event(7, partition=1)])
    assert offsets(Viewer(read, Wanted(), {(TOPIC, 0): 3, (TOPIC, 1): 6})) == ([4, 5, 7], 0)
    assert offsets(Viewer(read, Wanted(), {(TOPIC, 0): 5})) == ([7], 0)


def test_what_is_kept_no_longer_is_counted_for_one_who_comes_back() -> None:
    read = tail(kept=3)
    read.take([event(offset) for offset in range(1, 11)])
    assert offsets(Viewer(read, Wanted(), {(TOPIC, 0): 2})) == ([8, 9, 10], 5)
    read.take([event(offset, partition=1) for offset in range(3)])
    assert offsets(Viewer(read, Wanted(), {(TOPIC, 0): 8})) == ([0, 1, 2], 2)


def test_a_slow_viewer_is_told_how_many_it_was_not_shown() -> None:
    read = tail(kept=BURST)
    viewer = Viewer(read, Wanted())
    read.take([event(offset) for offset in range(3 * BURST)])
    shown, missed = offsets(viewer)
    assert (len(shown), shown[-1], missed) == (BURST, 3 * BURST - 1, 2 * BURST)


def test_a_burst_is_cut_and_counted_and_what_is_kept_is_bounded() -> None:
    read = tail(kept=3 * BURST)
    viewer = Viewer(read, Wanted())
    read.take([event(offset) for offset in range(2 * BURST)])
    shown, missed = offsets(viewer)
    assert (shown[0], len(shown), missed) == (BURST, BURST, BURST)
    read.take([event(offset) for offset in range(10 * BURST)])
    assert len(read.latest(Wanted(), 10**6)) == 3 * BURST


def test_a_place_is_spelled_and_read_again() -> None:
    places = {("motcua.intake", 11): 12, (TOPIC, 0): 3}
    assert spelled(places) == "motcua.intake-11-12,motcua.sync-gateway-0-3"
    assert places_of(spelled(places)) == places


@pytest.mark.parametrize("told", ["", "x", "a-b-c", "a-1", "a-1-2,b", "a-1--2", "a-1-9;drop"])
def test_a_place_that_says_nothing_is_none(told: str) -> None:
    assert places_of(told) is None


async def test_a_broker_that_is_away_is_asked_again_from_where_it_was() -> None:
    begun, twice = list[Begin](), asyncio.Event()

    class Once:
        async def take(self) -> list[TopicEvent]:
            if len(begun) > 1:
                twice.set()
                await asyncio.Event().wait()
            if read.places:
                raise NotUp("Kafka does not answer")
            return [event(5)]

    @asynccontextmanager
    async def opened(_kafka: Kafka, begin: Begin, _topics: Sequence[str]) -> AsyncIterator[Wire]:
        begun.append(begin)
        yield cast("Wire", Once())

    read = Tail("", [TOPIC], opened, again=0.01)
    running = asyncio.create_task(read.run())
    await twice.wait()
    running.cancel()
    assert begun[1].after == {(TOPIC, 0): 5}
    assert read.away == ""


def test_the_public_has_no_way_to_kafka() -> None:
    told: dict[str, Any] = {"url": "http://x", "database_url": "postgresql://a@127.0.0.1/x", "issuer": "http://x"}
    known = told | {"environment": "development", "services": {"intake": "http://x"}}
    for name in ("MOTCUA_KAFKA", "MOTCUA_KAFKA_PASSWORD", "MOTCUA_KAFKA_PASSWORD_FILE"):
        with pytest.raises(Unfit, match=f"{name}: is not for the door of the public"):
            brokers(Settings(**known, door="public"), {name: "a:9092"})
    assert brokers(Settings(**known, door="public"), {}) == brokers(Settings(**known), {}) == ""
