"""What a case's table must do, line by line, written by hand; and scenarios told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import intake, payment, postal
from shared.contracts import workflow as events
from shared.contracts.workflow import FEE_LATE
from shared.kernel.errors import NotYet, UnlistedMove
from tests.support import workflow_facts as known
from tests.support.documents import documents
from tests.support.expected import IGNORED, PLAIN, Bars, Expected, Goes, Refuses
from tests.support.machines import machine_of
from tests.support.workflow_facts import CASE_SOUND, DUE, NOON, REFUSING, SOUND
from workflow.case import commands as ask
from workflow.case.commands import CalendarChanges, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.errors import AskedBefore, ClocksReason, NotLater, Reappointed, UnknownComponent, UnknownReason
from workflow.case.machine import CASE, CaseState
from workflow.task.commands import Claim, Complete

C = CaseState
Accepted, Withdrawal, Supplied = intake.DossierAccepted, intake.WithdrawalRequested, intake.SupplementSupplied
Settled, Expired = payment.ChargeSettled, payment.ChargeExpired
Delivered, CameBack = postal.ConsignmentDelivered, postal.ConsignmentReturned
OVER = (C.RETURNED, C.REFUSED, C.WITHDRAWN, C.STOPPED)
ACTIVE = (C.RECEIVED, C.PROCESSING, C.SUPPLEMENTING, C.AWAITING_PAYMENT)
ON_TIME = (DueDateNears, DueDatePasses)
SIGN, RETURN, APPRAISE = {"at": "sign"}, {"at": "return"}, {"at": "appraise"}
TOO_EARLY = ask.Apologise(reason="many-dossiers", due_at=DUE)
UNKNOWN = ask.RequestSupplement(components=("TP99",))
CLOCKS = ask.Stop(reason=FEE_LATE)
UNLISTED = ask.Stop(reason="no-longer-needed")
UNPAID = {"case": known.case(reason=FEE_LATE, collecting="collect")}
ORDERED = {"case": known.case(reason="ordered-by-court", collecting="collect")}
SHORT, UNTIL_NOON = ({"case": known.SHORT[state]} for state in (C.SUPPLEMENTING, C.AWAITING_PAYMENT))
EXPIRED_AT_NOON = Expired(until=NOON)
LATE = (SupplementTimePasses,)
DATED = known.case(warn_at=NOON, supplement_until=NOON)
TOLD = known.case(warned=True, overdue=True)

EXPECTED = Expected(
    entity_type=CASE,
    sound=CASE_SOUND,
    facts=lambda _state, **changes: known.facts(**changes),
    final={C.RETURNED, C.REFUSED, C.WITHDRAWN},
    scheduled={
        C.RECEIVED: ON_TIME,
        C.PROCESSING: ON_TIME,
        C.SUPPLEMENTING: (SupplementTimePasses,),
        C.AWAITING_PAYMENT: (),
        C.DECIDED: (),
        C.RETURNED: (),
        C.REFUSED: (),
        C.WITHDRAWN: (),
        C.STOPPED: (),
    },
    moments=[
        *((state, DueDateNears, DATED, NOON) for state in (C.RECEIVED, C.PROCESSING)),
        *((state, DueDatePasses, DATED, DUE) for state in (C.RECEIVED, C.PROCESSING)),
        *((state, tick, TOLD, None) for state in (C.RECEIVED, C.PROCESSING) for tick in ON_TIME),
        (C.SUPPLEMENTING, SupplementTimePasses, DATED, NOON),
    ],
    lines=[
        (None, Accepted, PLAIN, Goes(C.RECEIVED, events.CaseReceived)),
        (None, Accepted, {"documents": documents(without="route")}, Refuses(NotYet)),
        (C.RECEIVED, Claim, PLAIN, Goes(C.PROCESSING, events.ProcessingStarted)),
        (C.PROCESSING, Complete, SIGN, Goes(C.DECIDED, events.CaseDecided)),
        (C.PROCESSING, REFUSING, SIGN, Goes(C.REFUSED, events.CaseRefused)),
        *((C.PROCESSING, Complete, at, Bars(UnlistedMove)) for at in (APPRAISE, RETURN, PLAIN)),
        *((C.PROCESSING, REFUSING, at, Bars(UnlistedMove)) for at in (APPRAISE, RETURN, PLAIN)),
        (C.PROCESSING, ask.RequestSupplement, PLAIN, Goes(C.SUPPLEMENTING, events.SupplementRequested)),
        (C.PROCESSING, ask.RequestSupplement, {"case": known.case(asked=["TP03"])}, Bars(AskedBefore)),
        (C.PROCESSING, UNKNOWN, PLAIN, Refuses(UnknownComponent)),
        (C.PROCESSING, ask.Collect, PLAIN, Goes(C.AWAITING_PAYMENT, events.FeeRequested)),
        (C.PROCESSING, Supplied, PLAIN, IGNORED),
        (C.SUPPLEMENTING, Supplied, PLAIN, Goes(C.PROCESSING, events.ProcessingResumed)),
        (C.SUPPLEMENTING, SupplementTimePasses, PLAIN, Goes(C.STOPPED, events.CaseStopped)),
        (C.AWAITING_PAYMENT, Settled, PLAIN, Goes(C.PROCESSING, events.FeePaid)),
        (C.AWAITING_PAYMENT, Expired, PLAIN, Goes(C.STOPPED, events.CaseStopped)),
        (C.AWAITING_PAYMENT, EXPIRED_AT_NOON, UNTIL_NOON, Goes(C.STOPPED, events.CaseStopped)),
        (C.AWAITING_PAYMENT, EXPIRED_AT_NOON, {"case": known.case(fee_until=DUE)}, IGNORED),
        (C.DECIDED, Complete, RETURN, Goes(C.RETURNED, events.ResultReturned)),
        *((C.DECIDED, Complete, at, Bars(UnlistedMove)) for at in (APPRAISE, SIGN, PLAIN)),
        (C.DECIDED, Delivered, PLAIN, Goes(C.RETURNED, events.ResultReturned)),
        (C.DECIDED, CameBack, PLAIN, Goes(C.DECIDED, events.DeliveryFailed)),
        (C.DECIDED, Withdrawal, PLAIN, Goes(C.DECIDED, events.WithdrawalDeclined)),
        (C.STOPPED, Settled, UNPAID, Goes(C.PROCESSING, events.FeePaid)),
        (C.STOPPED, Settled, ORDERED, IGNORED),
        # While an agency has it in hand, its dates come, and there may be one later date, with warnings of its own.
        *((state, DueDateNears, PLAIN, Goes(state, events.DueDateNear)) for state in (C.RECEIVED, C.PROCESSING)),
        *((state, DueDatePasses, PLAIN, Goes(state, events.DueDatePassed)) for state in (C.RECEIVED, C.PROCESSING)),
        (C.RECEIVED, ask.Apologise, PLAIN, Goes(C.RECEIVED, events.ApologyGiven, renews=ON_TIME)),
        (C.PROCESSING, ask.Apologise, PLAIN, Goes(C.PROCESSING, events.ApologyGiven, renews=ON_TIME)),
        *(
            (state, CalendarChanges, {"case": known.MISCOUNTED}, Goes(state, events.DueDateMoved, renews=ON_TIME))
            for state in (C.RECEIVED, C.PROCESSING)
        ),
        (C.SUPPLEMENTING, CalendarChanges, SHORT, Goes(C.SUPPLEMENTING, events.SupplementTimeMoved, renews=LATE)),
        (C.AWAITING_PAYMENT, CalendarChanges, UNTIL_NOON, Goes(C.AWAITING_PAYMENT, events.FeeTimeMoved)),
        *((state, CalendarChanges, PLAIN, IGNORED) for state in C),
        *((state, TOO_EARLY, PLAIN, Refuses(NotLater)) for state in (C.RECEIVED, C.PROCESSING)),
        *(
            (state, ask.Apologise, {"case": known.case(apologies=1)}, Bars(Reappointed))
            for state in (C.RECEIVED, C.PROCESSING)
        ),
        # Until it is decided, it may be stopped and withdrawn.
        *((state, ask.Stop, PLAIN, Goes(C.STOPPED, events.CaseStopped)) for state in ACTIVE),
        *((state, CLOCKS, PLAIN, Refuses(ClocksReason)) for state in ACTIVE),
        *((state, UNLISTED, PLAIN, Refuses(UnknownReason)) for state in ACTIVE),
        *((state, Withdrawal, PLAIN, Goes(C.WITHDRAWN, events.CaseWithdrawn)) for state in ACTIVE),
        # What others say of a case that is over comes late.
        *((state, late, PLAIN, IGNORED) for state in OVER for late in (Withdrawal, Supplied, Expired)),
        *((state, Settled, PLAIN, IGNORED) for state in (C.RETURNED, C.REFUSED, C.WITHDRAWN)),
        (C.RETURNED, CameBack, PLAIN, IGNORED),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


Story = tuple[tuple[str, Any], ...]  # at which step, and what is received


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
    assert lived(*story) == end


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
    lived(*story[:-1])
    with pytest.raises(UnlistedMove):
        lived(*story)


def lived(*story: Any) -> str | None:
    """The state after these messages; what events decide is folded in between, as the unit of work does."""
    row = known.case()
    state: str | None = None
    for part in story:
        at, incoming = part if isinstance(part, tuple) else ("appraise", part)
        step = machine_of(CASE).decide(state, known.facts(at=at, case=row), SOUND.get(incoming, incoming))
        if step is not None:
            CASE.apply(row, step.event)
            state = step.after
    return state
