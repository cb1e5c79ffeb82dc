"""What intake receives: the index of its handlers. The call of a notice is added where the settings are (app)."""

from intake.dossier import commands as ask
from intake.dossier.context import Context, Load
from intake.dossier.handlers import ON_THE_WAY, STAGES, agencies_published, follow, involve, move, note, publish
from intake.dossier.machine import DOSSIER, CalendarChanges, SupplementTimePassed
from intake.dossier.tables import CODES, COUNTING, NUMBERS
from intake.erasure import context as erasures
from intake.erasure import handlers as erasure
from intake.erasure.machine import ERASURE
from intake.mandate import handlers as mandate
from intake.mandate.commands import ConfirmMandate, MakeMandate, RevokeMandate
from intake.mandate.machine import MANDATE, MandateExpires
from intake.notice import handlers as notice
from intake.notice.context import RECEIVED as NOTICED
from intake.notice.machine import NOTICE
from intake.request import handlers as request
from intake.request.context import RECEIVED
from intake.request.machine import REQUEST, RequestCalendarChanges
from intake.request.tables import COUNTING as COUNTING_REQUESTS
from shared.contracts import intake, postal, workflow
from shared.kernel.registry import Registry
from shared.reference import publication
from shared.reference.publication import PUBLICATION, Publish

REGISTRY: Registry[Context] = Registry(
    producer=intake.PRODUCER,
    entity_types=(DOSSIER, MANDATE, NOTICE, PUBLICATION, REQUEST, ERASURE),
    load=Load(),
    handlers={
        ask.Draft: move,
        ask.Submit: move,
        ask.HandIn: move,
        ask.Withdraw: move,
        ask.Accept: move,
        ask.AskSupplement: move,
        ask.Refuse: move,
        SupplementTimePassed: move,
        CalendarChanges: move,
        Publish: publish,
        **dict.fromkeys(STAGES, follow),
        **dict.fromkeys(ON_THE_WAY, note),
        **dict.fromkeys(RECEIVED, request.receive),
        **dict.fromkeys(erasures.RECEIVED, erasure.receive),
        MakeMandate: mandate.move,
        ConfirmMandate: mandate.move,
        RevokeMandate: mandate.move,
        MandateExpires: mandate.move,
        **dict.fromkeys(NOTICED, notice.receive),
        workflow.TaskOpened: involve,
        workflow.AgenciesPublished: agencies_published,
        workflow.RoutePublished: publication.project,
    },
    fanouts={CalendarChanges: COUNTING, RequestCalendarChanges: COUNTING_REQUESTS},
    numbered={intake.DossierAccepted: ("code", NUMBERS)},
    codes=CODES,
    outside={intake.NoticeSent: None, intake.NoticeDelivered: None, intake.NoticeTurnedAway: None},
    unhandled=frozenset(
        {
            workflow.DueDateNear,  # the agency's business until it apologises
            workflow.DueDatePassed,
            workflow.TaskClaimed,
            workflow.TaskReleased,
            workflow.TaskSuspended,
            workflow.TaskResumed,
            workflow.TaskDueDateMoved,
            workflow.TaskCompleted,
            workflow.TaskCancelled,
            postal.ConsignmentRequested,  # nothing has happened to the result yet
        }
    ),
)
