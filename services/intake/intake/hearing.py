"""What intake listens to: the index of its handlers."""

from intake.dossier import commands as ask
from intake.dossier.handlers import STAGES, follow, move
from intake.dossier.machine import DOSSIER, SupplementTimePassed
from intake.dossier.world import Load, World
from shared import publication
from shared.contracts import intake, workflow
from shared.hearing import Hearing
from shared.publication import PUBLICATION, Publish

HEARING: Hearing[World] = Hearing(
    speaker=intake.SPEAKER,
    nouns=(DOSSIER, PUBLICATION),
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
        Publish: publication.publish,
        **dict.fromkeys(STAGES, follow),
        workflow.AgenciesPublished: publication.learn,
    },
    unheard=frozenset(
        {
            workflow.RoutePublished,  # intake knows a route by its code only
            workflow.DueDateNear,  # the agency's business until it apologises
            workflow.DueDatePassed,
            workflow.TaskOpened,  # the applicant sees stages, not tasks
            workflow.TaskClaimed,
            workflow.TaskReleased,
            workflow.TaskCompleted,
            workflow.TaskCancelled,
        }
    ),
)
