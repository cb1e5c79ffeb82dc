"""The life of a task: one piece of work in one agency's queue. It is opened and cancelled by its case."""

from enum import StrEnum

from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition
from workflow.task import commands as ask
from workflow.task import rules as events
from workflow.task.models import Task
from workflow.task.names import NAMES
from workflow.task.rules import TaskFacts, is_for_this_role, is_well_ended


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


T = TaskState

# fmt: off
TASKS: Machine[TaskState, TaskFacts] = Machine(
    TaskState,
    final={T.DONE, T.CANCELLED},
    transitions=[
        #          state      on            to           emit              may, guard
        Transition(None,      ask.Open,     T.OPEN,      events.opened),

        Transition(T.OPEN,    ask.Claim,    T.CLAIMED,   events.claimed,   is_for_this_role),
        Transition(T.OPEN,    ask.Cancel,   T.CANCELLED, events.cancelled),

        Transition(T.CLAIMED, ask.Release,  T.OPEN,      events.released),
        Transition(T.CLAIMED, ask.Complete, T.DONE,      events.completed, guard=is_well_ended),
        Transition(T.CLAIMED, ask.Cancel,   T.CANCELLED, events.cancelled),
    ],
    noun=NAMES,
)
# fmt: on

TASK = EntityType("task", "tasks", Task, TASKS, events.apply, listed=True)
