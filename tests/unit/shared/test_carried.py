"""What the engine does not carry is refused with its step, in both languages; what it carries is not."""

from __future__ import annotations

import pytest

from shared.contracts.reference import Procedure, Route
from shared.contracts.reference.carried import mismatched, uncarried
from shared.contracts.reference.words import Place
from tests.support.documents import documents
from tests.support.reference import LINE, Document, procedure, route, step
from tests.support.routes_at_random import FEES

A, S, R = step("a", "appraise", "s"), step("s", "sign", "r"), step("r", "return")
AC = step("a", "appraise", "c")

UNCARRIED: list[tuple[list[Document], str, Place]] = [
    ([step("a", "collect", "s"), S, R], "collect_first", ("steps", 0, "kind")),
    ([AC, step("c", "collect", "d"), step("d", "collect", "s"), S, R], "second_collect", ("steps", 2, "kind")),
    (
        [step("a", "appraise", "c", "d"), step("c", "collect", "s"), step("d", "collect", "s"), S, R],
        "second_collect",
        ("steps", 2, "kind"),
    ),
    ([A, step("s", "sign", "c"), step("c", "collect", "r"), R], "collect_late", ("steps", 2, "kind")),
    ([step("a", "appraise", "s", "t"), S, step("t", "sign", "r"), R], "second_sign", ("steps", 2, "kind")),
    ([A, step("s", "sign", "r", "q"), R, step("q", "return")], "second_return", ("steps", 3, "kind")),
]


@pytest.mark.parametrize(("steps", "code", "place"), UNCARRIED)
def test_a_route_the_engine_does_not_carry(steps: list[Document], code: str, place: Place) -> None:
    found = Route.model_validate(route(*steps, working_hours=80))
    [fault] = uncarried(found)
    step_code = found.steps[int(place[1])].code
    assert (fault.code, fault.place) == (code, place)
    assert fault.en.startswith(f"Step {step_code} ")
    assert fault.vi.startswith(f"Bước {step_code} ")


@pytest.mark.parametrize(
    "steps",
    [
        LINE,
        [AC, step("c", "collect", "s"), S, R],
        [step("a", "appraise", "c", "b"), step("c", "collect", "s"), step("b", "consult", "s"), S, R],
        [A, step("s", "sign", "x", "r"), step("x", "consult", "r"), R],
    ],
)
def test_a_route_the_engine_carries(steps: list[Document]) -> None:
    assert not list(uncarried(Route.model_validate(route(*steps, working_hours=80))))


def test_the_samples_are_carried() -> None:
    known = documents()
    for each in known.every("procedure").values():
        assert not list(uncarried(known.get("route", each.route)))
        assert not list(mismatched(each, known.get("route", each.route)))


MISMATCHED: list[tuple[Document, list[Document], str, Place]] = [
    ({"fees": FEES}, list(LINE), "never_collected", ("fees",)),
    (
        {"returns": ["desk", "post"]},
        [A, step("s", "sign", "x"), step("x", "consult", "r"), R],
        "posted_too_early",
        ("returns", 1),
    ),
]


@pytest.mark.parametrize(("changes", "steps", "code", "place"), MISMATCHED)
def test_a_procedure_that_does_not_go_with_its_route(
    changes: Document, steps: list[Document], code: str, place: Place
) -> None:
    found = Route.model_validate(route(*steps, working_hours=80))
    [fault] = mismatched(Procedure.model_validate(procedure(**changes)), found)
    assert (fault.code, fault.place) == (code, place)
    assert fault.vi != fault.en
    assert not list(mismatched(Procedure.model_validate(procedure()), found)), "without that it does"


def test_a_collect_without_fees_is_skipped_and_so_carried() -> None:
    steps = [AC, step("c", "collect", "s"), S, R]
    assert not list(
        mismatched(Procedure.model_validate(procedure()), Route.model_validate(route(*steps, working_hours=80)))
    )
