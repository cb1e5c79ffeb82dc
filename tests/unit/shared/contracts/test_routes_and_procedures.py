"""The catalogue: routes that cannot be followed and procedures that contradict themselves are refused."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import BaseModel, ValidationError

from shared.contracts.reference import Procedure, Route
from shared.web.translations import field_errors
from tests.support.reference import LINE, Document, component, limit, limits, procedure, refusal, route, step, text

APPRAISE, SIGN, RETURN = LINE
FEE: Document = {"code": "LP1", "kind": "le-phi", "title": text(), "amount": 150_000}

ROUTES: list[tuple[list[Document], Document, str]] = [
    ([APPRAISE], {"steps": []}, "at least 1 item"),
    ([APPRAISE, SIGN, RETURN, RETURN], {}, "step r is listed twice"),
    ([APPRAISE, SIGN, RETURN], {"first": "x"}, "first is x, which is not a step"),
    ([APPRAISE, SIGN], {}, "step s goes on to r, which is not a step"),
    ([APPRAISE, SIGN, RETURN, step("x", "appraise", "s")], {}, "step x cannot be reached from a"),
    (
        [APPRAISE, step("s", "sign", "a"), RETURN],
        {},
        "step a comes back to itself; step s comes back",
    ),
    ([step("a", "appraise", "a")], {}, "step a comes back to itself"),
    ([APPRAISE, SIGN, RETURN], {"working_hours": 23}, "a > s > r takes 24 working hours, the route has 23"),
    ([step("a", "appraise")], {}, "a must sign exactly once and then return exactly once"),
    ([step("a", "appraise", "r"), RETURN], {}, "a > r must sign exactly once"),
    ([step("a", "sign", "s"), SIGN, RETURN], {}, "a > s > r must sign exactly once"),
    ([step("a", "return", "s"), step("s", "sign")], {}, "a > s must sign exactly once and then return"),
    (
        [step("a", "sign", "r"), step("r", "return", "z"), step("z", "appraise")],
        {},
        "goes on after the result",
    ),
    ([step("a", "appraise", *(f"s{n}" for n in range(11)))], {}, "at most 10 items"),
    ([step("a", "appraise", "s", "s"), SIGN, RETURN], {}, "s is listed twice"),
    ([step("a", "appraise", "b", "s"), step("b", "consult"), SIGN, RETURN], {}, "a > b must sign exactly once"),
    ([step("a", "appraise", "b", "s"), step("b", "sign", "s"), SIGN, RETURN], {}, "a > b > s > r must sign exactly"),
    (
        [step("a", "appraise", "b", "s"), step("b", "consult", "s", hours=9), SIGN, RETURN],
        {"working_hours": 32},
        "a > b > s > r takes 33 working hours, the route has 32",
    ),
    ([step("a", "appraise", "b", "s"), step("b", "consult", "a"), SIGN, RETURN], {}, "step a comes back to itself"),
    ([APPRAISE, SIGN, step("r", "return", agency={"rule": "nearest"})], {}, "'receiving'"),
    ([APPRAISE, SIGN, step("r", "return", hours="8")], {}, "valid integer"),
]


@pytest.mark.parametrize(("steps", "changes", "why"), ROUTES)
def test_an_unsound_route(steps: list[Document], changes: Document, why: str) -> None:
    assert why in refusal(Route, route(*steps, **changes))


TOLD: list[tuple[type[BaseModel], Document, str, str, str]] = [
    (
        Route,
        route(APPRAISE, SIGN, RETURN, step("x", "appraise", "s")),
        "/steps/3",
        "step x cannot be reached from a",
        "không thể đến bước x từ bước a",
    ),
    (
        Route,
        route(APPRAISE, step("s", "sign", "r", "z"), RETURN),
        "/steps/1/next/1",
        "step s goes on to z, which is not a step",
        "bước s chuyển tiếp đến z, không phải là một bước",
    ),
    (
        Route,
        route(working_hours=23),
        "/working_hours",
        "a > s > r takes 24 working hours, the route has 23",
        "a > s > r cần 24 giờ làm việc, quy trình chỉ có 23",
    ),
    (
        Procedure,
        procedure(hours=8),
        "/limits/0",
        "a warning 8 hours ahead leaves nothing of 8",
        "cảnh báo trước 8 giờ không còn lại gì của thời hạn 8 giờ",
    ),
]


@pytest.mark.parametrize(("model", "document", "pointer", "en", "vi"), TOLD)
def test_a_fault_is_told_with_its_place_in_both_languages(
    model: type[BaseModel], document: Document, pointer: str, en: str, vi: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(document)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    [told] = field_errors(errors, document)
    assert (told.pointer, told.en, told.vi) == (pointer, en, vi)


def test_a_route_of_many_ways_is_looked_at_in_no_time() -> None:
    """Ten layers of nine steps, each leading to all of the next: more ways than could ever be walked."""
    layers = [[f"l{n}s{m}" for m in range(9)] for n in range(10)]
    wide = [
        step(code, "consult", *ahead)
        for layer, ahead in zip(layers, [*layers[1:], ["s"]], strict=True)
        for code in layer
    ]
    steps = [step("a", "appraise", *layers[0]), *wide, SIGN, RETURN]
    assert Route.model_validate(route(*steps, working_hours=13 * 8)).before("s") == tuple(layers[-1])
    assert "takes 104 working hours, the route has 103" in refusal(Route, route(*steps, working_hours=103))


def test_branches_join_where_several_lead() -> None:
    """Each way is bounded for itself: what is done in parallel is not summed."""
    branches = [step(code, "consult", "s", hours=8) for code in ("b", "c", "d")]
    steps = [step("a", "appraise", "b", "c", "d"), *branches, SIGN, RETURN]
    found = Route.model_validate(route(*steps, working_hours=32))
    assert found.before("s") == ("b", "c", "d"), "the join"
    assert found.before("b") == ("a",)
    assert found.before("a") == ()


@pytest.mark.parametrize(
    ("now", "retired"),
    [("2026-12-31T16:59:59Z", False), ("2026-12-31T17:00:00Z", True), ("2027-06-01T00:00:00Z", True)],
)
def test_a_procedure_is_retired_from_local_midnight_on(now: str, retired: bool) -> None:
    document = Procedure.model_validate(procedure(retired_on="2027-01-01"))
    assert document.is_retired(datetime.fromisoformat(now)) is retired
    assert not Procedure.model_validate(procedure()).is_retired(datetime.fromisoformat(now))


def form(**fields: Document) -> Document:
    return {"type": "object", "additionalProperties": False, "properties": fields}


FACT = {"code": "size", "kind": "number", "field": "size", "title": text()}

PROCEDURES: list[tuple[Document, str]] = [
    ({"channels": []}, "at least 1 item"),
    ({"channels": ["online", "online"]}, "online is listed twice"),
    ({"channels": ["fax"]}, "'counter', 'online' or 'post'"),
    ({"limits": limits(8)}, "a warning 8 hours ahead leaves nothing of 8"),
    ({"limits": limits(0)}, "a time limit is at least 1"),
    ({"limits": limits(True)}, "valid integer"),
    ({"limits": []}, "at least 1 item"),
    ({"limits": [{"legal": {"unit": "at_once", "amount": 1}}]}, "at_once has no amount"),
    ({"limits": [{"legal": limit(40), "promised": limit(41)}]}, "longer than the law gives"),
    ({"limits": [{"legal": limit(40), "channels": ["online"]}]}, "the last time limit holds for all"),
    ({"limits": [{"legal": limit(40), "channels": ["post"]}, *limits(40)]}, "post is no channel of it"),
    ({"limits": [{"legal": limit(40), "when": {"kind": ["a"]}}, *limits(40)]}, "kind is not a fact"),
    ({"facts": [FACT]}, "size is no field of the form"),
    ({"facts": [FACT], "form": form(size={"type": "string"})}, "size is not asked for as a number"),
    ({"facts": [FACT, FACT], "form": form(size={"type": "number"})}, "fact size is listed twice"),
    ({"components": [component("TP01"), component("TP01")]}, "component TP01 is listed twice"),
    ({"components": [component("TP01", media=["text/html"])]}, "'application/pdf'"),
    ({"components": [component("TP01", required="yes")]}, "valid boolean"),
    ({"refusal_reasons": [{"code": "no", "title": text()}] * 2}, "refusal reason no is listed twice"),
    ({"stop_reasons": [{"code": "no", "title": text()}] * 2}, "stop reason no is listed twice"),
    ({"form": {"type": "array"}}, "a form is a schema with"),
    ({"form": {"type": "object"}}, '"additionalProperties": false'),
    ({"agency": {"rule": "competent"}}, "'receiving'"),  # who is competent is what this field says
    ({"fees": [FEE, FEE]}, "fee LP1 is listed twice"),
    ({"fees": [FEE | {"amount": 0}]}, "greater than 0"),
    ({"fees": [FEE | {"amount": 1.5}]}, "valid integer"),
    ({"fees": [FEE | {"kind": "tax"}]}, "'phi' or 'le-phi'"),
    ({"fee_limit": limit(0)}, "a time limit is at least 1"),
    ({"returns": []}, "at least 1 item"),
    ({"clock_on_supplement": "stop"}, "'restart' or 'suspend'"),
    ({"successor": "2.000005"}, "a successor needs the day of the change"),
    ({"successor": "2.000004", "retired_on": "2027-01-01"}, "2.000004 cannot succeed itself"),
    ({"retired_on": "tomorrow"}, "valid date"),
]


@pytest.mark.parametrize(("changes", "why"), PROCEDURES)
def test_an_unsound_procedure(changes: Document, why: str) -> None:
    assert why in refusal(Procedure, procedure(**changes))


def test_a_document_from_before_limits_had_units_is_read() -> None:
    new = procedure()
    old = {name: new[name] for name in new if not name.endswith(("limits", "limit"))}
    old |= {"working_hours": 40, "supplement_hours": 16, "fee_hours": 8}
    read = Procedure.model_validate(old)
    assert [(each.kept.unit, each.kept.amount) for each in read.limits] == [("working_hours", 40)]
    assert (read.supplement_limit.minutes, read.fee_limit.minutes) == (960, 480)
    step_of_old = {name: value for name, value in SIGN.items() if name != "limit"} | {"working_hours": 8}
    assert Route.model_validate(route(APPRAISE, step_of_old, RETURN)) == Route.model_validate(route())


def test_the_first_limit_that_holds_counts() -> None:
    by_size = {"legal": limit(80), "when": {"size": ["large"]}}
    online = {"legal": limit(40), "promised": limit(32), "channels": ["online"]}
    asked = form(size={"type": "string", "enum": ["small", "large"]})
    facts = [FACT | {"kind": "choice"}]
    read = Procedure.model_validate(procedure(limits=[by_size, online, *limits(64)], facts=facts, form=asked))
    assert read.limit("online", {"size": "large"}).amount == 80
    assert read.limit("online", {"size": "small"}).amount == 32, "promised"
    assert read.limit("counter", {}).amount == 64
    assert read.facts_of({"size": "large", "name": "a person"}) == {"size": "large"}
