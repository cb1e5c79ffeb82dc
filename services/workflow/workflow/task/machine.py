"""The life of a task: one piece of work in one agency's queue. It is opened and cancelled by its case."""

from enum import StrEnum
from typing import Any

from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition
from workflow.task import commands as ask
from workflow.task import rules as events
from workflow.task.models import Task
from workflow.task.names import NAMES
from workflow.task.rules import TaskFacts, date_moves, has_time_left, is_for_this_role, is_well_ended, its_clock_stood


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


T = TaskState
WORKED = (T.OPEN, T.CLAIMED)


def clock(state: TaskState) -> list[Transition[TaskState, TaskFacts, Any]]:
    """Its time limit is suspended and goes on with its case's, and is counted again by a new calendar."""
    return [
        Transition(state, ask.Suspend, state, events.suspended, has_time_left),
        Transition(state, ask.Resume, state, events.resumed, guard=its_clock_stood),
        Transition(state, ask.Recount, state, events.moved, date_moves),
    ]


# fmt: off
TASKS: Machine[TaskState, TaskFacts] = Machine(
    TaskState,
    final={T.DONE, T.CANCELLED},
    transitions=[
        #          state      on            to           emit              may, guard
        Transition(None,      ask.Open,     T.OPEN,      events.opened),

        Transition(T.OPEN,    ask.Claim,    T.CLAIMED,   events.claimed,   is_for_this_role),
        Transition(T.OPEN,    ask.Cancel,   T.CANCELLED, events.cancelled),

        *clock(T.OPEN),

        Transition(T.CLAIMED, ask.Release,  T.OPEN,      events.released),
        Transition(T.CLAIMED, ask.Complete, T.DONE,      events.completed, guard=is_well_ended),
        Transition(T.CLAIMED, ask.Cancel,   T.CANCELLED, events.cancelled),
        *clock(T.CLAIMED),
    ],
    ignore={
        **{(state, ask.Suspend): "it is late and stays so, or suspended already" for state in WORKED},
        **{(state, ask.Resume): "it is late, and the clock does not restart" for state in WORKED},
        **{(state, ask.Recount): "the date stays as it is, or there is none now" for state in WORKED},
    },
    noun=NAMES,
)
# fmt: on

TASK = EntityType("task", "tasks", Task, TASKS, events.apply, listed=True, choices=events.choices)
