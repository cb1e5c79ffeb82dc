"""The life of a case, from acceptance to the result in the applicant's hands.

Read the table top to bottom. What is not listed is refused; what may come late is listed as ignored, with why.
"""

from enum import StrEnum

from shared.contracts import intake, payment, postal
from shared.contracts.message import Tick
from shared.kernel.entity import Noun
from shared.kernel.machine import Machine, Row, Within
from workflow.case import commands as ask
from workflow.case import rules as say
from workflow.case.models import Case, apply
from workflow.case.rules import (
    Facts,
    has_own_reason,
    is_handed_over,
    is_rejected,
    is_signed,
    may_be_asked,
    not_reappointed,
    stopped_for_fee,
)
from workflow.task.commands import Claim, Complete


class CaseState(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    SUPPLEMENTING = "supplementing"
    AWAITING_PAYMENT = "awaiting_payment"
    DECIDED = "decided"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class DueDateNears(Tick):
    """The time left is what the procedure gives for an apology."""


class DueDatePasses(Tick):
    """The due date is over."""


class SupplementTimePasses(Tick):
    """What was asked for did not come in time."""


C = CaseState
Accepted, Supplied, Withdrawal = intake.DossierAccepted, intake.SupplementSupplied, intake.WithdrawalRequested
Settled, Expired = payment.ChargeSettled, payment.ChargeExpired
Delivered, CameBack = postal.ConsignmentDelivered, postal.ConsignmentReturned
DATES = (DueDateNears, DueDatePasses)
#: Each once per due date, whatever states the case goes through meanwhile.
ON_TIME = [
    Within(DueDateNears, lambda case: None if case.warned else case.warn_at),
    Within(DueDatePasses, lambda case: None if case.overdue else case.due_at),
]
OVER = (C.RETURNED, C.REFUSED, C.WITHDRAWN, C.STOPPED)

# fmt: off
CASES: Machine[CaseState, Facts] = Machine(
    CaseState,
    final={C.RETURNED, C.REFUSED, C.WITHDRAWN},
    rows=[
        #   in state            on hearing             go to                and say         when
        Row(None,               Accepted,              C.RECEIVED,          say.received),

        Row(C.RECEIVED,         Claim,                 C.PROCESSING,        say.started),
        Row(C.RECEIVED,         DueDateNears,          C.RECEIVED,          say.near),
        Row(C.RECEIVED,         DueDatePasses,         C.RECEIVED,          say.passed),
        Row(C.RECEIVED,         ask.Apologise,         C.RECEIVED,          say.apologised, not_reappointed, DATES),
        Row(C.RECEIVED,         ask.Stop,              C.STOPPED,           say.stopped,    has_own_reason),
        Row(C.RECEIVED,         Withdrawal,            C.WITHDRAWN,         say.withdrawn),

        Row(C.PROCESSING,       Complete,              C.DECIDED,           say.decided,    is_signed),
        Row(C.PROCESSING,       Complete,              C.REFUSED,           say.refused,    is_rejected),
        Row(C.PROCESSING,       ask.RequestSupplement, C.SUPPLEMENTING,     say.asked_for,  may_be_asked),
        Row(C.PROCESSING,       ask.Collect,           C.AWAITING_PAYMENT,  say.fee_requested),
        Row(C.PROCESSING,       DueDateNears,          C.PROCESSING,        say.near),
        Row(C.PROCESSING,       DueDatePasses,         C.PROCESSING,        say.passed),
        Row(C.PROCESSING,       ask.Apologise,         C.PROCESSING,        say.apologised, not_reappointed, DATES),
        Row(C.PROCESSING,       ask.Stop,              C.STOPPED,           say.stopped,    has_own_reason),
        Row(C.PROCESSING,       Withdrawal,            C.WITHDRAWN,         say.withdrawn),

        Row(C.SUPPLEMENTING,    Supplied,              C.PROCESSING,        say.resumed),
        Row(C.SUPPLEMENTING,    SupplementTimePasses,  C.STOPPED,           say.unsupplied),
        Row(C.SUPPLEMENTING,    ask.Stop,              C.STOPPED,           say.stopped,    has_own_reason),
        Row(C.SUPPLEMENTING,    Withdrawal,            C.WITHDRAWN,         say.withdrawn),

        Row(C.AWAITING_PAYMENT, Settled,               C.PROCESSING,        say.fee_paid),
        Row(C.AWAITING_PAYMENT, Expired,               C.STOPPED,           say.stopped_unpaid),
        Row(C.AWAITING_PAYMENT, ask.Stop,              C.STOPPED,           say.stopped,    has_own_reason),
        Row(C.AWAITING_PAYMENT, Withdrawal,            C.WITHDRAWN,         say.withdrawn),

        Row(C.DECIDED,          Complete,              C.RETURNED,          say.handed_over, is_handed_over),
        Row(C.DECIDED,          Delivered,             C.RETURNED,          say.delivered),
        Row(C.DECIDED,          CameBack,              C.DECIDED,           say.not_delivered),
        Row(C.DECIDED,          Withdrawal,            C.DECIDED,           say.declined),

        Row(C.STOPPED,          Settled,               C.PROCESSING,        say.fee_paid,   stopped_for_fee),
    ],
    ignore={
        **{(state, Withdrawal): "the case was over before the applicant asked; intake tells so" for state in OVER},
        **{(state, Supplied): "it came after the end, and is kept with the dossier" for state in OVER},
        **{(state, Expired): "nobody waits for the fee any more" for state in OVER},
        **{(state, Settled): "payment hears of the end too, and owes it back" for state in OVER},
        (C.PROCESSING, Supplied): "handed in twice",
        (C.RETURNED, CameBack): "handed over at the desk meanwhile",
    },
    within={C.RECEIVED: ON_TIME, C.PROCESSING: ON_TIME,
            C.SUPPLEMENTING: [Within(SupplementTimePasses, lambda case: case.supplement_until)]},
)
# fmt: on

CASE = Noun("case", "cases", Case, CASES, apply)
