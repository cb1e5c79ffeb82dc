"""What workflow receives: the index of its handlers."""

from shared.contracts import intake, payment, personal, postal, workflow
from shared.kernel.registry import Registry
from shared.reference import publication
from shared.reference.publication import PUBLICATION, Publish
from workflow.case import commands as ask
from workflow.case import handlers
from workflow.case.commands import CalendarChanges, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.context import Context, Load
from workflow.case.machine import CASE
from workflow.case.tables import CODES, COUNTING
from workflow.task import handlers as tasks
from workflow.task.commands import Claim, Complete, Release
from workflow.task.machine import TASK

REGISTRY: Registry[Context] = Registry(
    producer=workflow.PRODUCER,
    entity_types=(CASE, TASK, PUBLICATION),
    load=Load(),
    handlers={
        intake.DossierAccepted: handlers.accept,
        intake.WithdrawalRequested: handlers.receive,
        intake.SupplementSupplied: handlers.receive,
        payment.ChargeSettled: handlers.receive,
        payment.ChargeExpired: handlers.receive,
        postal.ConsignmentDelivered: handlers.receive,
        postal.ConsignmentReturned: handlers.came_back,
        Claim: tasks.receive,
        Release: tasks.receive,
        Complete: handlers.complete,
        ask.RequestSupplement: handlers.receive,
        ask.Apologise: handlers.receive,
        ask.Stop: handlers.receive,
        DueDateNears: handlers.receive,
        DueDatePasses: handlers.receive,
        SupplementTimePasses: handlers.receive,
        CalendarChanges: handlers.calendar_changes,
        Publish: handlers.publish,
        intake.ProcedurePublished: publication.project,
        intake.CalendarPublished: handlers.calendar_published,
    },
    fanouts={CalendarChanges: COUNTING},
    codes=CODES,
    unhandled=frozenset(
        {
            intake.PlacesPublished,  # where people live is intake's business
            intake.MandateConfirmed,  # who acts for whom is in tokens
            intake.MandateExpired,
            intake.MandateMade,
            intake.MandateRevoked,
            intake.DossierDrafted,  # before acceptance a dossier is the desk's business
            intake.DossierSubmitted,
            intake.SupplementAsked,
            intake.SupplementTimeExtended,
            intake.SupplementHandedIn,
            intake.DossierRefused,
            intake.DossierWithdrawn,
            intake.NoticeDue,  # what applicants are told is intake's business
            intake.NoticeSent,
            intake.NoticeShown,
            intake.NoticeHeld,
            intake.NoticeReleased,
            intake.NoticeDelivered,
            intake.NoticeTurnedAway,
            intake.NoticeKeptOnline,
            intake.NoticeGivenUp,
            *personal.REQUESTS,
            *personal.ERASURES,  # what people ask about their data is intake's business
            payment.ChargeOpened,  # how a charge comes to its end is payment's business
            payment.PaymentAsked,
            payment.PaymentStarted,
            payment.PaymentReported,
            payment.PaymentFellShort,
            payment.PaymentFailed,
            payment.ExpiryNeared,
            payment.ChargeTimeMoved,
            payment.ChargeReopened,
            payment.ChargeCancelled,
            payment.RefundOwed,
            postal.ConsignmentRequested,  # and how a parcel does, postal's
            postal.ConsignmentCreated,
            postal.ConsignmentCollected,
            postal.DeliveryAttempted,
        }
    ),
)
