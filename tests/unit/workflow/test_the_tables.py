"""The tables of case and task: sound, and every message in every state has an answer; and lives told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import intake
from shared.errors import UnlistedMove
from shared.machine import Machine, Step
from tests.support import workflow_facts as known
from tests.support.tables import answer, messages, places, unlisted
from tests.support.workflow_facts import SOUND
from workflow.case import commands as ask
from workflow.case.machine import CASE, TASK, CaseState, DueDateNears, DueDatePasses, TaskState

C, T = CaseState, TaskState
MACHINES = {"case": CASE.machine, "task": TASK.machine}
Accepted, Withdrawal = intake.DossierAccepted, intake.WithdrawalRequested
EVERYWHERE = [(name, state, kind) for name, machine in MACHINES.items() for state, kind in places(machine)]
#: Rows whose guard asks at which step: the same message elsewhere is not listed.
STEP_OF = {C.PROCESSING: "sign", C.DECIDED: "return"}


@pytest.mark.parametrize("name", MACHINES)
def test_a_table_has_no_defects(name: str) -> None:
    assert MACHINES[name].defects() == []
    assert set(messages(MACHINES[name])) <= SOUND.keys(), "a new message needs a sound example"


@pytest.mark.parametrize(("name", "state", "kind"), EVERYWHERE)
def test_every_message_has_an_answer_in_every_state(name: str, state: Any, kind: type[Any]) -> None:
    machine: Machine[Any, Any] = MACHINES[name]
    listed = {(row.state, row.hearing) for row in machine.rows}
    facts = known.facts(at=STEP_OF.get(state, "appraise") if name == "case" else "appraise")
    got = answer(machine, state, (facts, SOUND[kind]))
    if (state, kind) in listed:
        assert isinstance(got, Step)
    elif (state, kind) in machine.ignore:
        assert got is None
        assert machine.ignore[state, kind], "what is ignored has a reason"
    else:
        assert unlisted(machine, state, got)


@pytest.mark.parametrize("at", ["appraise", "return"])
def test_only_a_signature_decides(at: str) -> None:
    got = answer(CASE.machine, C.PROCESSING, (known.facts(at=at), SOUND[ask.Complete]))
    assert unlisted(CASE.machine, C.PROCESSING, got)


Story = tuple[tuple[str, Any], ...]  # at which step, and what is heard


@pytest.mark.parametrize(
    ("story", "end"),
    [
        ((Accepted, ask.Claim, ("sign", ask.Complete), ("return", ask.Complete)), C.RETURNED),
        ((Accepted, ask.Claim, ("sign", known.REFUSING)), C.REFUSED),
        ((Accepted, Withdrawal), C.WITHDRAWN),
        ((Accepted, ask.Claim, Withdrawal, Withdrawal), C.WITHDRAWN),
        ((Accepted, ask.Claim, ("sign", ask.Complete), Withdrawal), C.DECIDED),
        ((Accepted, DueDateNears, ask.Claim, DueDatePasses, ask.Apologise, DueDateNears, DueDatePasses), C.PROCESSING),
        ((Accepted, ask.Claim, ("sign", ask.Complete), ("return", ask.Complete), Withdrawal), C.RETURNED),
    ],
)
def test_lives_of_a_case(story: tuple[Any, ...], end: CaseState) -> None:
    assert lived(CASE, *story) == end


@pytest.mark.parametrize(
    ("story", "end"),
    [
        ((Accepted, ask.Claim, ask.Complete), T.DONE),
        ((Accepted, ask.Claim, ask.Release, ask.Claim, ask.Complete), T.DONE),
        ((ask.Complete, ask.Claim, ask.Complete), T.DONE),
        ((Accepted, Withdrawal), T.CANCELLED),
        ((Accepted, ask.Claim, Withdrawal), T.CANCELLED),
    ],
)
def test_lives_of_a_task(story: tuple[Any, ...], end: TaskState) -> None:
    assert lived(TASK, *story) == end


@pytest.mark.parametrize(
    "story",
    [
        (DueDatePasses,),
        (Accepted, Accepted),
        (Accepted, ("return", ask.Complete)),
        (Accepted, ask.Claim, ("sign", ask.Complete), DueDatePasses),
        (Accepted, ask.Claim, ("sign", ask.Complete), ask.Apologise),
        (Accepted, Withdrawal, ask.Claim),
    ],
)
def test_what_no_case_lives_through(story: tuple[Any, ...]) -> None:
    lived(CASE, *story[:-1])
    with pytest.raises(UnlistedMove):
        lived(CASE, *story)


@pytest.mark.parametrize(
    "story", [(ask.Claim,), (Accepted, ask.Complete), (Accepted, ask.Claim, ask.Claim), (Accepted, ask.Release)]
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
        facts = known.facts(at=at, case=row) if noun is CASE else known.facts(task=row)
        step = noun.machine.decide(state, facts, message)
        if step is not None:
            noun.apply(row, step.said)
            state = step.after
    return state
