"""What is expected of an applicant, by how a dossier and its fees stand."""

from __future__ import annotations

from typing import Any

from motcua_console.public.expected import asked_of, expected, in_order

UNTIL, SOONER = "2026-12-11T10:00:00Z", "2026-12-01T10:00:00Z"
PLAIN: dict[str, Any] = {
    "id": "one",
    "state": "accepted",
    "returns": "desk",
    "supplement_until": None,
    "asked": None,
    "case": None,
}
FEE = {"dossier": "one", "state": "open", "until": SOONER}


def case(stage: str, **changes: Any) -> dict[str, Any]:
    return PLAIN | {"case": {"stage": stage, "supplement_until": None, "asked": None} | changes}


def told(dossier: dict[str, Any], *charges: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each.what, each.until) for each in in_order(expected(dossier, charges))]


def test_each_state_expects_its_own() -> None:
    assert told(PLAIN | {"state": "draft"}) == [("draft", None)]
    assert told(PLAIN | {"state": "submitted"}) == told(case("processing")) == told(case("returned")) == []
    assert told(PLAIN | {"state": "supplementing", "supplement_until": UNTIL}) == [("supplement", UNTIL)]
    assert told(case("supplementing", supplement_until=UNTIL)) == [("supplement", UNTIL)]
    assert told(case("decided")) == [("fetch", None)]
    assert told(case("decided") | {"returns": "post"}) == []


def test_what_is_asked_for_is_the_desks_or_the_agencys() -> None:
    assert asked_of(PLAIN | {"state": "supplementing", "asked": ["TP01"]}) == ["TP01"]
    assert asked_of(case("supplementing", asked=["TP02"]) | {"asked": ["TP01"]}) == ["TP02"]


def test_a_fee_is_expected_while_it_can_be_paid_and_what_ends_first_stands_first() -> None:
    waits = case("awaiting_payment")
    assert told(waits, FEE, FEE | {"dossier": "another"}) == [("pay", SOONER)]
    assert told(waits, FEE | {"state": "settled"}) == told(waits, FEE | {"state": "expired"}) == []
    assert [what for what, _ in told(case("supplementing", supplement_until=UNTIL), FEE)] == ["pay", "supplement"]
