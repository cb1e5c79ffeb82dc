"""The life of a case, from acceptance to the result in the applicant's hands.

Read the table top to bottom. What is not listed is refused; what may come late is listed as ignored, with the reason.
"""

from enum import StrEnum

from shared.contracts import intake, payment, postal
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within
from workflow.case import commands as ask
from workflow.case import conditions as when
from workflow.case import rules as events
from workflow.case.clock import fee_time_moved, moved, time_moved
from workflow.case.commands import CalendarChanges, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.facts import Facts
from workflow.case.models import Case
from workflow.case.names import NAMES
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
SUSPENDED = (C.SUPPLEMENTING, C.AWAITING_PAYMENT)

# fmt: off
CASES: Machine[CaseState, Facts] = Machine(
    CaseState, noun=NAMES, final={C.RETURNED, C.REFUSED, C.WITHDRAWN},
    transitions=[
        #          state             on                  to                emit              may, guard, renew
        Transition(None,             Accepted,           C.RECEIVED,       events.received),

        Transition(C.RECEIVED,       Claim,              C.PROCESSING,     events.started),
        Transition(C.RECEIVED,       DueDateNears,       C.RECEIVED,       events.near),
        Transition(C.RECEIVED,       DueDatePasses,      C.RECEIVED,       events.passed),
        Transition(C.RECEIVED,       ask.Apologise,      C.RECEIVED,       events.apologised,
                   when.not_reappointed, when.is_later, DATES),
        Transition(C.RECEIVED,       CalendarChanges,    C.RECEIVED,       moved,
                   when.date_moves, renew=DATES),
        Transition(C.RECEIVED,       ask.Stop,           C.STOPPED,        events.stopped,   guard=when.has_own_reason),
        Transition(C.RECEIVED,       Withdrawal,         C.WITHDRAWN,      events.withdrawn),

        Transition(C.PROCESSING,     Complete,           C.DECIDED,        events.decided,
                   when.ends_signature, when.is_approved),
        Transition(C.PROCESSING,     Complete,           C.REFUSED,        events.refused,   when.ends_signature),
        Transition(C.PROCESSING,     ask.RequestSupplement, C.SUPPLEMENTING,  events.asked_for,
                   when.not_asked_before, when.are_components),
        Transition(C.PROCESSING,     ask.Collect,        C.AWAITING_PAYMENT, events.fee_requested),
        Transition(C.PROCESSING,     DueDateNears,       C.PROCESSING,     events.near),
        Transition(C.PROCESSING,     DueDatePasses,      C.PROCESSING,     events.passed),
        Transition(C.PROCESSING,     ask.Apologise,      C.PROCESSING,     events.apologised,
                   when.not_reappointed, when.is_later, DATES),
        Transition(C.PROCESSING,     CalendarChanges,    C.PROCESSING,     moved,
                   when.date_moves, renew=DATES),
        Transition(C.PROCESSING,     ask.Stop,           C.STOPPED,        events.stopped,   guard=when.has_own_reason),
        Transition(C.PROCESSING,     Withdrawal,         C.WITHDRAWN,      events.withdrawn),

        Transition(C.SUPPLEMENTING,  Supplied,           C.PROCESSING,     events.resumed),
        Transition(C.SUPPLEMENTING,  SupplementTimePasses, C.STOPPED,        events.unsupplied),
        Transition(C.SUPPLEMENTING,  CalendarChanges,    C.SUPPLEMENTING,  time_moved,
                   when.time_moves, renew=(SupplementTimePasses,)),
        Transition(C.SUPPLEMENTING,  ask.Stop,           C.STOPPED,        events.stopped,   guard=when.has_own_reason),
        Transition(C.SUPPLEMENTING,  Withdrawal,         C.WITHDRAWN,      events.withdrawn),

        Transition(C.AWAITING_PAYMENT, Settled,            C.PROCESSING,     events.fee_paid),
        Transition(C.AWAITING_PAYMENT, Expired,            C.STOPPED,        events.stopped_unpaid,
                   guard=when.time_is_over),
        Transition(C.AWAITING_PAYMENT, CalendarChanges,    C.AWAITING_PAYMENT, fee_time_moved, when.time_moves),
        Transition(C.AWAITING_PAYMENT, ask.Stop,           C.STOPPED,        events.stopped,
                   guard=when.has_own_reason),
        Transition(C.AWAITING_PAYMENT, Withdrawal,         C.WITHDRAWN,      events.withdrawn),

        Transition(C.DECIDED,        Complete,           C.RETURNED,       events.handed_over, when.ends_return),
        Transition(C.DECIDED,        Delivered,          C.RETURNED,       events.delivered),
        Transition(C.DECIDED,        CameBack,           C.DECIDED,        events.not_delivered),
        Transition(C.DECIDED,        Withdrawal,         C.DECIDED,        events.declined),

        Transition(C.STOPPED,        Settled,            C.PROCESSING,     events.fee_paid,  when.stopped_for_fee),
    ],
    ignore={
        **{(state, Withdrawal): "the case was over before the applicant asked; intake shows it" for state in OVER},
        **{(state, Supplied): "it came after the end, and is kept with the dossier" for state in OVER},
        **{(state, Expired): "the case waits for no fee any more" for state in OVER},
        **{(state, Settled): "payment receives the end of the case too, and owes it back" for state in OVER},
        **{(state, CalendarChanges): "the date stays as it is" for state in (C.RECEIVED, C.PROCESSING)},
        **{(state, CalendarChanges): "the applicant has no less time than was told" for state in SUSPENDED},
        **{(state, CalendarChanges): "no time limit runs any more" for state in (C.DECIDED, *OVER)},
        (C.AWAITING_PAYMENT, Expired): "its time has been moved since; payment receives that and opens it again",
        (C.PROCESSING, Supplied): "handed in twice",
        (C.RETURNED, CameBack): "handed over at the desk meanwhile",
    },
    within={C.RECEIVED: ON_TIME, C.PROCESSING: ON_TIME,
            C.SUPPLEMENTING: [Within(SupplementTimePasses, lambda case: case.supplement_until)]},
)
# fmt: on

CASE = EntityType("case", "cases", Case, CASES, events.apply, listed=True, choices=when.choices)
