"""The tables of case and task: sound, and every message in every state has an answer; and lives told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import intake, payment, postal
from shared.contracts.workflow import FEE_LATE
from shared.errors import UnlistedMove
from shared.machine import Machine, Step
from tests.support import workflow_facts as known
from tests.support.tables import answer, messages, places, unlisted
from tests.support.workflow_facts import SOUND
from workflow.case import commands as ask
from workflow.case.machine import CASE, CaseState, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.task.commands import Cancel, Claim, Complete, Open, Release
from workflow.task.machine import TASK, TaskState

C, T = CaseState, TaskState
MACHINES = {"case": CASE.machine, "task": TASK.machine}
Accepted, Withdrawal, Supplied = intake.DossierAccepted, intake.WithdrawalRequested, intake.SupplementSupplied
Settled, Expired = payment.ChargeSettled, payment.ChargeExpired
Delivered, CameBack = postal.ConsignmentDelivered, postal.ConsignmentReturned
EVERYWHERE = [(name, state, kind) for name, machine in MACHINES.items() for state, kind in places(machine)]


@pytest.mark.parametrize("name", MACHINES)
def test_a_table_has_no_defects(name: str) -> None:
    assert MACHINES[name].defects() == []
    assert set(messages(MACHINES[name])) <= SOUND.keys(), "a new message needs a sound example"


@pytest.mark.parametrize(("name", "state", "kind"), EVERYWHERE)
def test_every_message_has_an_answer_in_every_state(name: str, state: Any, kind: type[Any]) -> None:
    machine: Machine[Any, Any] = MACHINES[name]
    listed = {(row.state, row.hearing) for row in machine.rows}
    facts = known.standing(state) if name == "case" else known.task_facts()
    got = answer(machine, state, (facts, SOUND[kind]))
    if (state, kind) in listed:
        assert isinstance(got, Step)
    elif (state, kind) in machine.ignore:
        assert got is None
        assert machine.ignore[state, kind], "what is ignored has a reason"
    else:
        assert unlisted(machine, state, got)


@pytest.mark.parametrize(("reason", "revived"), [(FEE_LATE, True), ("ordered-by-court", False)])
def test_money_revives_only_what_was_stopped_for_want_of_it(reason: str, revived: bool) -> None:
    facts = known.facts(case=known.case(reason=reason, collecting="collect"))
    assert isinstance(answer(CASE.machine, C.STOPPED, (facts, SOUND[Settled])), Step) == revived


@pytest.mark.parametrize("at", ["appraise", "return"])
def test_only_a_signature_decides(at: str) -> None:
    got = answer(CASE.machine, C.PROCESSING, (known.facts(at=at), SOUND[Complete]))
    assert unlisted(CASE.machine, C.PROCESSING, got)


Story = tuple[tuple[str, Any], ...]  # at which step, and what is heard


@pytest.mark.parametrize(
    ("story", "end"),
    [
        ((Accepted, Claim, ("sign", Complete), ("return", Complete)), C.RETURNED),
        ((Accepted, Claim, ("sign", known.REFUSING)), C.REFUSED),
        ((Accepted, Withdrawal), C.WITHDRAWN),
        ((Accepted, Claim, Withdrawal, Withdrawal), C.WITHDRAWN),
        ((Accepted, Claim, ("sign", Complete), Withdrawal), C.DECIDED),
        ((Accepted, DueDateNears, Claim, DueDatePasses, ask.Apologise, DueDateNears, DueDatePasses), C.PROCESSING),
        ((Accepted, Claim, ("sign", Complete), ("return", Complete), Withdrawal), C.RETURNED),
        ((Accepted, Claim, ("sign", Complete), Delivered), C.RETURNED),
        ((Accepted, Claim, ("sign", Complete), CameBack, ("return", Complete)), C.RETURNED),
        ((Accepted, Claim, ask.Collect, Settled, ("sign", Complete)), C.DECIDED),
        ((Accepted, Claim, ask.Collect, Expired), C.STOPPED),
        ((Accepted, Claim, ask.Collect, Expired, Settled), C.PROCESSING),
        ((Accepted, Claim, ask.Collect, Withdrawal, Expired), C.WITHDRAWN),
        ((Accepted, Claim, ask.RequestSupplement, Supplied, Supplied), C.PROCESSING),
        ((Accepted, Claim, ask.RequestSupplement, SupplementTimePasses, Supplied), C.STOPPED),
        ((Accepted, ask.Stop, Withdrawal), C.STOPPED),
    ],
)
def test_lives_of_a_case(story: tuple[Any, ...], end: CaseState) -> None:
    assert lived(CASE, *story) == end


@pytest.mark.parametrize(
    ("story", "end"),
    [
        ((Open, Claim, Complete), T.DONE),
        ((Open, Claim, Release, Claim, Complete), T.DONE),
        ((Open, Cancel), T.CANCELLED),
        ((Open, Claim, Cancel), T.CANCELLED),
    ],
)
def test_lives_of_a_task(story: tuple[Any, ...], end: TaskState) -> None:
    assert lived(TASK, *story) == end


@pytest.mark.parametrize(
    "story",
    [
        (DueDatePasses,),
        (Accepted, Accepted),
        (Accepted, ("return", Complete)),
        (Accepted, Claim, ("sign", Complete), DueDatePasses),
        (Accepted, Claim, ("sign", Complete), ask.Apologise),
        (Accepted, Withdrawal, Claim),
        (Accepted, Claim, ask.RequestSupplement, ask.Collect),
        (Accepted, Claim, ask.RequestSupplement, Claim),
        (Accepted, Claim, ask.Collect, SupplementTimePasses),
        (Accepted, ask.Stop, ask.Stop),
    ],
)
def test_what_no_case_lives_through(story: tuple[Any, ...]) -> None:
    lived(CASE, *story[:-1])
    with pytest.raises(UnlistedMove):
        lived(CASE, *story)


@pytest.mark.parametrize(
    "story", [(Claim,), (Open, Open), (Open, Complete), (Open, Claim, Claim), (Open, Release), (Open, Cancel, Cancel)]
)
def test_what_no_task_lives_through(story: tuple[Any, ...]) -> None:
    lived(TASK, *story[:-1])
    with pytest.raises(UnlistedMove):
        lived(TASK, *story)


def lived(noun: Any, *story: Any) -> str | None:
    """The state after these messages; what events decide is folded in between, as the page does."""
    row = known.case() if noun is CASE else known.task(officer=None)
    state: str | None = None
    for part in story:
        at, heard = part if isinstance(part, tuple) else ("appraise", part)
        message = SOUND.get(heard, heard)
        facts = known.facts(at=at, case=row) if noun is CASE else known.task_facts(task=row)
        step = noun.machine.decide(state, facts, message)
        if step is not None:
            noun.apply(row, step.said)
            state = step.after
    return state
