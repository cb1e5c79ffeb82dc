"""What payment receives, and the handler of each message. Calls are added where the settings are (app)."""

from payment.charge import commands as ask
from payment.charge import handlers
from payment.charge.context import Context, Load
from payment.charge.machine import CHARGE, TimePasses
from payment.charge.tables import CODES, NUMBERS
from payment.provider.protocol import Failed, Paid, Reported, Started
from shared.contracts import intake, payment, personal, workflow
from shared.kernel.registry import Registry
from shared.reference import publication

REGISTRY: Registry[Context] = Registry(
    producer=payment.PRODUCER,
    entity_types=(CHARGE,),
    load=Load(),
    handlers={
        workflow.CaseReceived: handlers.project_case,
        workflow.FeeRequested: handlers.fee_asked,
        workflow.FeeTimeMoved: handlers.fee_asked,
        workflow.CaseWithdrawn: handlers.case_ends,
        workflow.CaseStopped: handlers.case_ends,
        workflow.CaseRefused: handlers.case_ends,
        ask.Pay: handlers.charge_receives,
        ask.TakeCash: handlers.charge_receives,
        Started: handlers.charge_receives,
        Reported: handlers.provider_reports,
        Paid: handlers.charge_receives,
        Failed: handlers.charge_receives,
        ask.Unpaid: handlers.charge_receives,
        TimePasses: handlers.charge_receives,
        intake.ProcedurePublished: publication.project,
        workflow.AgenciesPublished: publication.project,
    },
    numbered={payment.ChargeSettled: ("receipt", NUMBERS)},
    codes=CODES,
    outside=dict.fromkeys((payment.PaymentAsked, payment.PaymentStarted, payment.ChargeSettled), "reference"),
    unhandled=frozenset(
        {
            intake.PlacesPublished,  # where people live is intake's business
            intake.MandateConfirmed,  # who acts for whom is in tokens
            intake.MandateExpired,
            intake.MandateMade,
            intake.MandateRevoked,
            intake.CalendarPublished,  # workflow says until when
            intake.DossierAccepted,  # workflow says the same in CaseReceived, in order with the fees
            intake.DossierDrafted,
            intake.DossierSubmitted,
            intake.SupplementAsked,
            intake.SupplementTimeExtended,
            intake.SupplementHandedIn,
            intake.SupplementSupplied,
            intake.DossierRefused,
            intake.DossierWithdrawn,
            intake.WithdrawalRequested,  # workflow grants it or not
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
            *personal.ERASURES,
            workflow.RoutePublished,
            workflow.ProcessingStarted,  # what happens to the case while it lives does not touch its charges
            workflow.DueDateNear,
            workflow.DueDatePassed,
            workflow.ApologyGiven,
            workflow.DueDateMoved,
            workflow.SupplementRequested,
            workflow.SupplementTimeMoved,
            workflow.ProcessingResumed,
            workflow.FeePaid,
            workflow.CaseDecided,
            workflow.DeliveryFailed,
            workflow.WithdrawalDeclined,
            workflow.ResultReturned,
            workflow.TaskOpened,
            workflow.TaskClaimed,
            workflow.TaskReleased,
            workflow.TaskSuspended,
            workflow.TaskResumed,
            workflow.TaskDueDateMoved,
            workflow.TaskCompleted,
            workflow.TaskCancelled,
        }
    ),
)
