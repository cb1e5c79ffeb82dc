"""What a task's table must do, line by line, written by hand; and scenarios told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import workflow as events
from shared.kernel.errors import UnlistedMove
from tests.support import workflow_facts as known
from tests.support.expected import IGNORED, PLAIN, Bars, Expected, Goes, Refuses
from tests.support.machines import machine_of
from tests.support.workflow_facts import REFUSING, SOUND, TASK_SOUND
from workflow.task.commands import Cancel, Claim, Complete, Open, Outcome, Recount, Release, Resume, Suspend
from workflow.task.errors import ApprovedWithReason, NothingToRefuse, ReasonNeeded, WrongRole
from workflow.task.machine import TASK, TaskState

T = TaskState
SUPERVISOR = {"role": "supervisor"}
EXPLAINED = Complete(outcome=Outcome.APPROVED, reason="prohibited")
MOODY = Complete(outcome=Outcome.REFUSED, reason="mood")

WORKED = (T.OPEN, T.CLAIMED)
LATE = {"task": known.TASK_MISCOUNTED, "now": known.TASK_DUE}
SUSPENDED = {"task": known.task(due_at=None, minutes_left=60)}
MISCOUNTED = {"task": known.TASK_MISCOUNTED}
GOES_ON = Resume(restarts=False)

EXPECTED = Expected(
    entity_type=TASK,
    sound=TASK_SOUND,
    facts=lambda _state, **changes: known.task_facts(**changes),
    final={T.DONE, T.CANCELLED},
    scheduled={T.OPEN: (), T.CLAIMED: (), T.DONE: (), T.CANCELLED: ()},
    lines=[
        (None, Open, PLAIN, Goes(T.OPEN, events.TaskOpened)),
        (T.OPEN, Claim, PLAIN, Goes(T.CLAIMED, events.TaskClaimed)),
        (T.OPEN, Claim, SUPERVISOR, Bars(WrongRole)),
        (T.OPEN, Cancel, PLAIN, Goes(T.CANCELLED, events.TaskCancelled)),
        (T.CLAIMED, Release, PLAIN, Goes(T.OPEN, events.TaskReleased)),
        (T.CLAIMED, Complete, PLAIN, Goes(T.DONE, events.TaskCompleted)),
        (T.CLAIMED, EXPLAINED, PLAIN, Refuses(ApprovedWithReason)),
        (T.CLAIMED, MOODY, PLAIN, Refuses(ReasonNeeded)),
        (T.CLAIMED, REFUSING, PLAIN, Goes(T.DONE, events.TaskCompleted)),
        (T.CLAIMED, REFUSING, {"at": "return"}, Refuses(NothingToRefuse)),
        (T.CLAIMED, Cancel, PLAIN, Goes(T.CANCELLED, events.TaskCancelled)),
        # While there is work its clock goes with that of the case, and by the calendar in force.
        *((state, Suspend, PLAIN, Goes(state, events.TaskSuspended)) for state in WORKED),
        *((state, Suspend, late_or_suspended, IGNORED) for state in WORKED for late_or_suspended in (LATE, SUSPENDED)),
        *((state, Resume, PLAIN, Goes(state, events.TaskResumed)) for state in WORKED),
        *((state, GOES_ON, SUSPENDED, Goes(state, events.TaskResumed)) for state in WORKED),
        *((state, GOES_ON, PLAIN, IGNORED) for state in WORKED),
        *((state, Recount, MISCOUNTED, Goes(state, events.TaskDueDateMoved)) for state in WORKED),
        *((state, Recount, same, IGNORED) for state in WORKED for same in (PLAIN, LATE, SUSPENDED)),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


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
    assert lived(*story) == end


@pytest.mark.parametrize(
    "story", [(Claim,), (Open, Open), (Open, Complete), (Open, Claim, Claim), (Open, Release), (Open, Cancel, Cancel)]
)
def test_what_no_task_lives_through(story: tuple[Any, ...]) -> None:
    lived(*story[:-1])
    with pytest.raises(UnlistedMove):
        lived(*story)


def lived(*story: Any) -> str | None:
    """The state after these messages; what events decide is folded in between, as the unit of work does."""
    row = known.task(officer=None)
    state: str | None = None
    for incoming in story:
        step = machine_of(TASK).decide(state, known.task_facts(task=row), SOUND[incoming])
        if step is not None:
            TASK.apply(row, step.event)
            state = step.after
    return state
