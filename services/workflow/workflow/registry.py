"""What workflow listens to: the index of its handlers."""

from shared.contracts import intake, payment, postal, workflow
from shared.kernel.registry import Registry
from shared.reference import publication
from shared.reference.publication import PUBLICATION, Publish
from workflow.case import commands as ask
from workflow.case import handlers
from workflow.case.machine import CASE, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.world import Load, World
from workflow.task.commands import Claim, Complete, Release
from workflow.task.machine import TASK

REGISTRY: Registry[World] = Registry(
    producer=workflow.PRODUCER,
    nouns=(CASE, TASK, PUBLICATION),
    load=Load(),
    handlers={
        intake.DossierAccepted: handlers.receive,
        intake.WithdrawalRequested: handlers.case_hears,
        intake.SupplementSupplied: handlers.case_hears,
        payment.ChargeSettled: handlers.case_hears,
        payment.ChargeExpired: handlers.case_hears,
        postal.ConsignmentDelivered: handlers.case_hears,
        postal.ConsignmentReturned: handlers.came_back,
        Claim: handlers.claim,
        Release: handlers.task_hears,
        Complete: handlers.complete,
        ask.RequestSupplement: handlers.case_hears,
        ask.Apologise: handlers.case_hears,
        ask.Stop: handlers.case_hears,
        DueDateNears: handlers.case_hears,
        DueDatePasses: handlers.case_hears,
        SupplementTimePasses: handlers.case_hears,
        Publish: publication.publish,
        intake.ProcedurePublished: publication.learn,
        intake.CalendarPublished: publication.learn,
    },
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
