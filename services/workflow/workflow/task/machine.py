"""The life of a task: one piece of work in one agency's queue. It is opened and cancelled by its case."""

from enum import StrEnum

from shared.kernel.entity import Noun
from shared.kernel.machine import Machine, Row
from workflow.task import commands as ask
from workflow.task import rules as say
from workflow.task.models import Task
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
    rows=[
        #   in state    on hearing      go to         and say         when
        Row(None,       ask.Open,       T.OPEN,       say.opened),

        Row(T.OPEN,     ask.Claim,      T.CLAIMED,    say.claimed,    is_for_this_role),
        Row(T.OPEN,     ask.Cancel,     T.CANCELLED,  say.cancelled),

        Row(T.CLAIMED,  ask.Release,    T.OPEN,       say.released),
        Row(T.CLAIMED,  ask.Complete,   T.DONE,       say.completed,  is_well_ended),
        Row(T.CLAIMED,  ask.Cancel,     T.CANCELLED,  say.cancelled),
    ],
)
# fmt: on

TASK = Noun("task", "tasks", Task, TASKS, say.apply)
