"""Journals are merged with causes before effects, independent of the services' clocks."""

from datetime import UTC, datetime, timedelta

from motcua.observe.moves import Move, in_order

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def move(producer: str, sequence: int, seconds: float, cause: str = "asked", **more: str) -> Move:
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
    return Move(
        **{**known, **rest, "id": f"{producer}{sequence}", "producer": producer, "sequence": sequence, "at": at, **more}
    )


def merged(*streams: list[Move]) -> list[str]:
    return [each.id for each in in_order(streams)]


def test_independent_moves_are_ordered_by_time() -> None:
    assert merged([move("a", 1, 0), move("a", 2, 5)], [move("b", 1, 3)]) == ["a1", "b1", "a2"]


def test_an_effect_follows_its_cause_even_if_its_clock_is_behind() -> None:
    caused = move("b", 1, -60, cause="a2")
    assert merged([move("a", 1, 0), move("a", 2, 5)], [caused, move("b", 2, -59)]) == ["a1", "a2", "b1", "b2"]


def test_the_order_within_a_stream_is_kept_whatever_the_times() -> None:
    assert merged([move("a", 1, 9), move("a", 2, 0)]) == ["a1", "a2"]


def test_a_cycle_of_causes_is_merged_by_time() -> None:
    assert merged([move("a", 1, 0, cause="b1")], [move("b", 1, 1, cause="a1")]) == ["a1", "b1"]


def test_an_arrow_names_the_states() -> None:
    assert move("a", 1, 0).arrow == "case: none -> received"
    assert move("a", 1, 0, before="received").arrow == "case: received stays"
