"""Two journals become one story: causes before effects, whatever the clocks of the services say."""

from datetime import UTC, datetime, timedelta

from motcua.observe.story import Move, in_order

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def move(producer: str, line: int, seconds: float, cause: str = "asked", **more: str) -> Move:
    known = {
        "entity": "s",
        "entity_type": "case",
        "before": None,
        "after": "received",
        "message": "x",
        "event": "Something",
    }
    rest = {"body": {}, "actor": "officer:1", "role": "officer", "agency": None, "cause": cause}
    at = NOON + timedelta(seconds=seconds)
    return Move(**{**known, **rest, "id": f"{producer}{line}", "producer": producer, "line": line, "at": at, **more})


def told(*streams: list[Move]) -> list[str]:
    return [each.id for each in in_order(streams)]


def test_by_time_where_nothing_was_caused() -> None:
    assert told([move("a", 1, 0), move("a", 2, 5)], [move("b", 1, 3)]) == ["a1", "b1", "a2"]


def test_an_effect_never_comes_before_its_cause_though_its_clock_is_behind() -> None:
    caused = move("b", 1, -60, cause="a2")
    assert told([move("a", 1, 0), move("a", 2, 5)], [caused, move("b", 2, -59)]) == ["a1", "a2", "b1", "b2"]


def test_the_order_within_a_stream_is_its_entries_whatever_the_times_say() -> None:
    assert told([move("a", 1, 9), move("a", 2, 0)]) == ["a1", "a2"]


def test_streams_that_wait_for_each_other_are_told_all_the_same() -> None:
    assert told([move("a", 1, 0, cause="b1")], [move("b", 1, 1, cause="a1")]) == ["a1", "b1"]


def test_an_arrow_reads_as_in_the_contracts() -> None:
    assert move("a", 1, 0).arrow == "case: none -> received"
    assert move("a", 1, 0, before="received").arrow == "case: received stays"
