"""What workflow listens to: the index of its handlers."""

from shared.contracts import intake, payment, postal, workflow
from shared.kernel.registry import Registry
from shared.reference import publication
from shared.reference.publication import PUBLICATION, Publish
from workflow.case import commands as ask
from workflow.case import handlers
from workflow.case.context import Context, Load
from workflow.case.machine import CASE, CalendarChanges, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.models import COUNTING
from workflow.task.commands import Claim, Complete, Release
from workflow.task.machine import TASK

REGISTRY: Registry[Context] = Registry(
    producer=workflow.PRODUCER,
    entity_types=(CASE, TASK, PUBLICATION),
    load=Load(),
    handlers={
        intake.DossierAccepted: handlers.receive,
        intake.WithdrawalRequested: handlers.case_receives,
        intake.SupplementSupplied: handlers.case_receives,
        payment.ChargeSettled: handlers.case_receives,
        payment.ChargeExpired: handlers.case_receives,
        postal.ConsignmentDelivered: handlers.case_receives,
        postal.ConsignmentReturned: handlers.came_back,
        Claim: handlers.claim,
        Release: handlers.task_receives,
        Complete: handlers.complete,
        ask.RequestSupplement: handlers.case_receives,
        ask.Apologise: handlers.case_receives,
        ask.Stop: handlers.case_receives,
        DueDateNears: handlers.case_receives,
        DueDatePasses: handlers.case_receives,
        SupplementTimePasses: handlers.case_receives,
        CalendarChanges: handlers.case_receives,
        Publish: publication.publish,
        intake.ProcedurePublished: publication.project,
        intake.CalendarPublished: handlers.calendar_published,
    },
    fanouts={CalendarChanges: COUNTING},
    unhandled=frozenset(
        {
            intake.DossierDrafted,  # before acceptance a dossier is the desk's business
            intake.DossierSubmitted,
            intake.SupplementAsked,
            intake.SupplementHandedIn,
            intake.DossierRefused,
            intake.DossierWithdrawn,
            intake.NoticeDue,  # what applicants are told is intake's business
            intake.NoticeSent,
            intake.NoticeGivenUp,
            payment.ChargeOpened,  # how a charge comes to its end is payment's business
            payment.PaymentAsked,
            payment.PaymentStarted,
            payment.PaymentReported,
            payment.PaymentFellShort,
            payment.PaymentFailed,
            payment.ExpiryNeared,
            payment.ChargeCancelled,
            payment.RefundOwed,
            postal.ConsignmentRequested,  # and how a parcel does, postal's
            postal.ConsignmentCreated,
            postal.ConsignmentCollected,
            postal.DeliveryAttempted,
        }
    ),
)
