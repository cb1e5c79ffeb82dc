"""What sync-gateway receives, and the handler of each message. Calls are added where the settings are (app)."""

from shared.contracts import intake, sync_gateway, workflow
from shared.kernel.registry import Registry
from shared.reference import publication
from shared.reference.dossier import CODES
from sync_gateway.exchange import commands as ask
from sync_gateway.exchange import handlers
from sync_gateway.exchange.context import Context, Load
from sync_gateway.exchange.machine import EXCHANGE
from sync_gateway.exchange.rules import NEWS, NOT_TOLD
from sync_gateway.forgetting import handlers as forgetting

REGISTRY: Registry[Context] = Registry(
    producer=sync_gateway.PRODUCER,
    entity_types=(EXCHANGE,),
    load=Load(),
    handlers={
        **dict.fromkeys(NEWS, handlers.news),
        intake.DossierSubmitted: handlers.submitted,
        intake.SupplementHandedIn: handlers.documents_came,
        intake.SupplementSupplied: handlers.documents_came,
        intake.DossierAccepted: handlers.accepted,
        intake.ApplicantErased: forgetting.erased,
        ask.Resend: handlers.moved,
        ask.TryAgain: handlers.moved,
        ask.Recorded: handlers.moved,
        ask.Progressed: handlers.moved,
        ask.Declined: handlers.moved,
        intake.ProcedurePublished: publication.project,
        workflow.AgenciesPublished: publication.project,
    },
    codes=CODES,
    outside=dict.fromkeys((sync_gateway.RecordAcknowledged, sync_gateway.LinesAcknowledged), None),
    unhandled=frozenset(NOT_TOLD),
)
