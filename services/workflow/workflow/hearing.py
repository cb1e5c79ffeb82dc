"""What workflow listens to: the index of its handlers."""

from shared import publication
from shared.contracts import intake, workflow
from shared.hearing import Hearing
from shared.publication import PUBLICATION, Publish
from workflow.case import commands as ask
from workflow.case import handlers
from workflow.case.machine import CASE, TASK, DueDateNears, DueDatePasses
from workflow.case.world import Load, World

HEARING: Hearing[World] = Hearing(
    speaker=workflow.SPEAKER,
    nouns=(CASE, TASK, PUBLICATION),
    load=Load(),
    handlers={
        intake.DossierAccepted: handlers.receive,
        intake.WithdrawalRequested: handlers.withdraw,
        ask.Claim: handlers.claim,
        ask.Release: handlers.release,
        ask.Complete: handlers.complete,
        ask.Apologise: handlers.case_hears,
        DueDateNears: handlers.case_hears,
        DueDatePasses: handlers.case_hears,
        Publish: publication.publish,
        intake.ProcedurePublished: publication.learn,
        intake.CalendarPublished: publication.learn,
    },
    unheard=frozenset(
        {
            intake.DossierDrafted,  # before acceptance a dossier is the desk's business
            intake.DossierSubmitted,
            intake.SupplementAsked,
            intake.SupplementHandedIn,
            intake.DossierRefused,
            intake.DossierWithdrawn,
        }
    ),
)
