"""Where a route goes on: joins behind a skipped collect, branches that a late payment revives, ends of all kinds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.journeys import ASK, OFFICER, Journey
from tests.support.reference import Document, procedure, route, step
from tests.support.routes_at_random import FEES
from workflow.case.machine import CaseState

END = (step("s", "sign", "r", role="supervisor"), step("r", "return"))
FORK = (step("a", "appraise", "c", "b"), step("c", "collect", "s"), step("b", "consult", "s"), *END)
#: Published before such routes were refused; a case may be on its way.
TWO_COLLECTS = (step("a", "appraise", "c", "d"), step("c", "collect", "s"), step("d", "collect", "s"), *END)
TWO_SIGN = (
    step("a", "appraise", "s", "t"),
    step("s", "sign", "r", role="supervisor"),
    step("t", "sign", "q", role="supervisor"),
    step("r", "return"),
    step("q", "return"),
)
COLLECT_FIRST = (step("a", "collect", "s"), *END)


def begun(*steps: Document, fees: bool = True) -> Journey:
    """A case at the first step of this route."""
    journey = Journey(route(*steps, working_hours=80), procedure(fees=FEES if fees else []), "desk")
    journey.begin()
    return journey


def done(journey: Journey, *steps: str) -> None:
    """These steps are claimed and completed, one after the other."""
    for code in steps:
        for word in ("Claim", "Complete"):
            assert journey.taken((code, dict(journey.forward())[f"{word} {code}"])), f"{word} {code}"


def opened(journey: Journey) -> set[str]:
    return {task.step for task in journey.open}


@pytest.mark.parametrize("last", ["b", "a"])
def test_a_join_behind_a_skipped_collect_begins(last: str) -> None:
    """The branch with the collect ends at once; the join waits for the other one only."""
    steps = FORK if last == "b" else (step("a", "appraise", "c", "s"), *FORK[1:2], *END)
    journey = begun(*steps, fees=False)
    done(journey, *(("a", "b") if last == "b" else ("a",)))
    assert opened(journey) == {"s"}
    done(journey, "s", "r")
    assert journey.case.state == CaseState.RETURNED


def test_two_skipped_collects_in_a_row_are_both_skipped() -> None:
    steps = (step("a", "appraise", "c"), step("c", "collect", "d"), step("d", "collect", "s"), *END)
    journey = begun(*steps, fees=False)
    done(journey, "a")
    assert opened(journey) == {"s"}


@pytest.mark.parametrize("meanwhile", [(), ("b",)])
def test_a_late_payment_revives_the_other_branch_too(meanwhile: tuple[str, ...]) -> None:
    """What was cancelled with the case is opened anew; what was done before stays done."""
    journey = begun(*FORK)
    done(journey, "a", *meanwhile)
    journey.expire()
    assert (journey.case.state, journey.open) == (CaseState.STOPPED, [])
    journey.pay()
    assert journey.case.state == CaseState.PROCESSING
    assert opened(journey) == ({"s"} if meanwhile else {"b"})
    done(journey, *(() if meanwhile else ("b",)), "s", "r")
    assert journey.case.state == CaseState.RETURNED


def test_a_payment_after_another_end_revives_nothing() -> None:
    """Payment receives of the end too, and owes it back."""
    journey = begun(*FORK)
    done(journey, "a")
    dict(journey.moves())["withdraw"]()
    journey.pay_too_late()
    assert (journey.case.state, journey.open) == (CaseState.WITHDRAWN, [])


def test_a_fee_is_asked_for_when_the_supplement_has_come() -> None:
    """The clock is suspended once at a time: a collect that is reached meanwhile begins when the case goes on."""
    journey = begun(step("a", "appraise", "b", "d"), step("b", "consult", "c"), step("c", "collect", "s"),
                    step("d", "consult", "s"), *END)  # fmt: skip
    done(journey, "a")
    dict(journey.forward())["Claim d"]()
    journey.receive(ASK, None, OFFICER)
    done(journey, "b")
    assert (journey.case.state, journey.charge) == (CaseState.SUPPLEMENTING, None)
    dict(journey.forward())["supply"]()
    assert (journey.case.state, journey.charge) == (CaseState.AWAITING_PAYMENT, "open")


@pytest.mark.parametrize("end", ["refuse s", "stop", "withdraw", "expire"])
def test_a_case_that_ends_cancels_what_is_open(end: str) -> None:
    """However it ends: by a refusal, a person, the applicant or the clock."""
    journey = begun(*(TWO_SIGN if end == "refuse s" else FORK))
    done(journey, "a")
    if end == "refuse s":
        dict(journey.moves())["Claim s"]()
    dict(journey.moves())[end]()
    assert journey.over
    assert journey.open == []


def test_a_result_that_is_returned_leaves_nothing_open() -> None:
    steps = (step("a", "appraise", "s"), step("s", "sign", "x", "r", role="supervisor"), step("x", "consult", "q"),
             step("r", "return"), step("q", "return"))  # fmt: skip
    journey = begun(*steps)
    done(journey, "a", "s", "r")
    assert (journey.case.state, journey.open) == (CaseState.RETURNED, [])


def test_the_whole_fee_is_charged_once() -> None:
    journey = begun(*TWO_COLLECTS)
    done(journey, "a")
    journey.pay()
    assert opened(journey) == {"s"}
    assert journey.said.count("FeeRequested") == 1


def test_a_case_that_began_with_a_collect_is_in_somebodys_queue() -> None:
    journey = begun(*COLLECT_FIRST)
    assert opened(journey) == {"a"}
    done(journey, "a", "s", "r")
    assert journey.case.state == CaseState.RETURNED


def test_the_post_needs_no_task_until_it_fails() -> None:
    found: dict[str, Any] = procedure(returns=["post"])
    journey = Journey(route(*FORK[:1], *FORK[1:], working_hours=80), found, "post")
    journey.begin()
    done(journey, "a", "b", "s")
    assert (journey.case.state, journey.open, journey.posted) == (CaseState.DECIDED, [], "travelling")
    dict(journey.moves())["come back"]()
    done(journey, "r")
    assert journey.case.state == CaseState.RETURNED
