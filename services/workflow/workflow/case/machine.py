"""The life of a case, from acceptance to the result in the applicant's hands; and the life of a task.

Read the tables top to bottom. What is not listed is refused; what may come late is listed as ignored.
"""

from enum import StrEnum

from shared.contracts import intake
from shared.contracts.message import Tick
from shared.machine import Machine, Row, Within
from shared.subject import Noun
from workflow.case import commands as ask
from workflow.case import rules as say
from workflow.case.models import Case, Task
from workflow.case.rules import (
    Facts,
    is_for_this_role,
    is_handed_over,
    is_rejected,
    is_signed,
    is_well_ended,
    may_be_released,
    not_reappointed,
)


class CaseState(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    DECIDED = "decided"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class DueDateNears(Tick):
    """The time left is what the procedure gives for an apology."""


class DueDatePasses(Tick):
    """The due date is over."""


C, T = CaseState, TaskState
Accepted, Withdrawal = intake.DossierAccepted, intake.WithdrawalRequested
#: Each once per due date, whatever states the case goes through meanwhile.
ON_TIME = [
    Within(DueDateNears, lambda case: None if case.warned else case.warn_at),
    Within(DueDatePasses, lambda case: None if case.overdue else case.due_at),
]
TOO_LATE = "the case was over before the applicant asked; intake tells the applicant so"

# fmt: off
CASES: Machine[CaseState, Facts] = Machine(
    CaseState,
    final={C.RETURNED, C.REFUSED, C.WITHDRAWN},
    rows=[
        #   in state       on hearing       go to          and say         when
        Row(None,          Accepted,        C.RECEIVED,    say.received),

        Row(C.RECEIVED,    ask.Claim,       C.PROCESSING,  say.started),
        Row(C.RECEIVED,    Withdrawal,      C.WITHDRAWN,   say.withdrawn),
        Row(C.RECEIVED,    DueDateNears,    C.RECEIVED,    say.near),
        Row(C.RECEIVED,    DueDatePasses,   C.RECEIVED,    say.passed),
        Row(C.RECEIVED,    ask.Apologise,   C.RECEIVED,    say.apologised, not_reappointed,
            renew=(DueDateNears, DueDatePasses)),

        Row(C.PROCESSING,  ask.Complete,    C.DECIDED,     say.decided,    is_signed),
        Row(C.PROCESSING,  ask.Complete,    C.REFUSED,     say.refused,    is_rejected),
        Row(C.PROCESSING,  Withdrawal,      C.WITHDRAWN,   say.withdrawn),
        Row(C.PROCESSING,  DueDateNears,    C.PROCESSING,  say.near),
        Row(C.PROCESSING,  DueDatePasses,   C.PROCESSING,  say.passed),
        Row(C.PROCESSING,  ask.Apologise,   C.PROCESSING,  say.apologised, not_reappointed,
            renew=(DueDateNears, DueDatePasses)),

        Row(C.DECIDED,     ask.Complete,    C.RETURNED,    say.returned,   is_handed_over),
        Row(C.DECIDED,     Withdrawal,      C.DECIDED,     say.declined),
    ],
    ignore={
        (C.RETURNED, Withdrawal): TOO_LATE,
        (C.REFUSED, Withdrawal): TOO_LATE,
        (C.WITHDRAWN, Withdrawal): "asked for twice",
    },
    within={C.RECEIVED: ON_TIME, C.PROCESSING: ON_TIME},
)

TASKS: Machine[TaskState, Facts] = Machine(
    TaskState,
    final={T.DONE, T.CANCELLED},
    rows=[
        #   in state    on hearing      go to         and say         when
        Row(None,       Accepted,       T.OPEN,       say.opened),
        Row(None,       ask.Complete,   T.OPEN,       say.opened),

        Row(T.OPEN,     ask.Claim,      T.CLAIMED,    say.claimed,    is_for_this_role),
        Row(T.OPEN,     Withdrawal,     T.CANCELLED,  say.cancelled),

        Row(T.CLAIMED,  ask.Release,    T.OPEN,       say.released,   may_be_released),
        Row(T.CLAIMED,  ask.Complete,   T.DONE,       say.completed,  is_well_ended),
        Row(T.CLAIMED,  Withdrawal,     T.CANCELLED,  say.cancelled),
    ],
)
# fmt: on

CASE = Noun("case", "cases", Case, CASES, say.apply_case)
TASK = Noun("task", "tasks", Task, TASKS, say.apply_task)
