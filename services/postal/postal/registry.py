"""What postal receives, and the handler of each message. Calls are added where the settings are (app)."""

from postal.consignment import handlers
from postal.consignment.commands import Declined, Ordered, Polled, WebhookReceived
from postal.consignment.context import Context, Load
from postal.consignment.machine import CONSIGNMENT
from shared.contracts import intake, personal, postal, workflow
from shared.kernel.registry import Registry
from shared.reference.dossier import CODES

REGISTRY: Registry[Context] = Registry(
    producer=postal.PRODUCER,
    entity_types=(CONSIGNMENT,),
    load=Load(),
    handlers={
        intake.DossierAccepted: handlers.project,
        workflow.CaseDecided: handlers.request,
        Ordered: handlers.answered,
        Declined: handlers.answered,
        Polled: handlers.polled,
        WebhookReceived: handlers.webhook_received,
    },
    codes=CODES,
    outside={postal.ConsignmentCreated: "waybill"},
    unhandled=frozenset(
        {
            intake.PlacesPublished,  # where people live is intake's business
            intake.MandateConfirmed,  # who acts for whom is in tokens
            intake.MandateExpired,
            intake.MandateMade,
            intake.MandateRevoked,
            intake.ProcedurePublished,  # a parcel needs no catalogue
            intake.CalendarPublished,
            intake.DossierDrafted,  # before acceptance there is nothing to post
            intake.DossierSubmitted,
            intake.SupplementAsked,
            intake.SupplementTimeExtended,
            intake.SupplementHandedIn,
            intake.DossierRefused,
            intake.DossierWithdrawn,
            intake.WithdrawalRequested,
            intake.SupplementSupplied,
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
            workflow.AgenciesPublished,
            workflow.RoutePublished,
            workflow.CaseReceived,  # before the decision too
            workflow.ProcessingStarted,
            workflow.DueDateNear,
            workflow.DueDatePassed,
            workflow.ApologyGiven,
            workflow.DueDateMoved,
            workflow.SupplementRequested,
            workflow.SupplementTimeMoved,
            workflow.ProcessingResumed,
            workflow.FeeRequested,
            workflow.FeeTimeMoved,
            workflow.FeePaid,
            workflow.CaseStopped,
            workflow.CaseRefused,
            workflow.CaseWithdrawn,
            workflow.WithdrawalDeclined,
            workflow.DeliveryFailed,  # it follows from what postal emits
            workflow.ResultReturned,
            workflow.TaskOpened,  # a parcel needs no tasks
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
