"""What each message moves: the dossier, what is projected of its case, and a notice."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from intake.catalogue.rules import keeps_needed_years
from intake.dossier.context import HANDING_IN, Context
from intake.dossier.machine import CalendarChanges
from intake.dossier.models import Dossier, Progress, Stage
from intake.notice.handlers import tell
from intake.request.machine import RequestCalendarChanges
from intake.tracking.handlers import remember
from intake.version.models import Version
from intake.word.models import Sought
from shared.contracts import postal, workflow
from shared.contracts.message import Command, Event, Tick
from shared.contracts.published import Published
from shared.contracts.reference import Agencies, Reference
from shared.kernel.errors import Forbidden, NotYet
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference import publication
from shared.reference.publication import Publish

STAGES: dict[type[Any], Stage | None] = {
    workflow.CaseReceived: Stage.RECEIVED,
    workflow.ProcessingStarted: Stage.PROCESSING,
    workflow.SupplementRequested: Stage.SUPPLEMENTING,
    workflow.ProcessingResumed: Stage.PROCESSING,
    workflow.FeeRequested: Stage.AWAITING_PAYMENT,
    workflow.FeePaid: Stage.PROCESSING,
    workflow.CaseStopped: Stage.STOPPED,
    workflow.DeliveryFailed: None,
    workflow.ApologyGiven: None,
    workflow.DueDateMoved: None,
    workflow.SupplementTimeMoved: None,
    workflow.FeeTimeMoved: None,
    workflow.WithdrawalDeclined: None,
    workflow.CaseDecided: Stage.DECIDED,
    workflow.CaseRefused: Stage.REFUSED,
    workflow.CaseWithdrawn: Stage.WITHDRAWN,
    workflow.ResultReturned: Stage.RETURNED,
}
#: What happens to a result on its way: it changes no stage.
ON_THE_WAY = (
    postal.ConsignmentCreated,
    postal.ConsignmentCollected,
    postal.DeliveryAttempted,
    postal.ConsignmentDelivered,
    postal.ConsignmentReturned,
)


def move(context: Context, uow: UnitOfWork, incoming: Incoming[Command | Tick]) -> None:
    """A command or a deadline: the dossier receives it, and the applicant is told of the event."""
    context.dossiers.setdefault(incoming.dossier, Dossier(id=incoming.dossier, dossier=incoming.dossier))
    (dossier,) = context.concerns(type(incoming.message), incoming, uow.now)
    if event := advance(uow, *dossier, incoming):
        if isinstance(incoming.message, HANDING_IN):
            _keep_version(context, uow, event)
        tell(context, uow, incoming, event, uow.moves[-1].id)


def not_theirs() -> Forbidden:
    """For a caller who may read the dossier, and does not write it."""
    return Forbidden("Only the applicant writes this dossier.", "Chỉ chủ hồ sơ mới được sửa và nộp hồ sơ này.")


def _keep_version(context: Context, uow: UnitOfWork, event: Any) -> None:
    """What the last move of the unit of work has handed in, as it was."""
    entry = uow.moves[-1]
    written = context.written[entry.dossier]
    papers = [{"document": str(one.document), "component": one.component, "sha256": one.sha256} for one in event.papers]
    uow.project(
        Version(
            dossier=entry.dossier,
            number=written.number,
            sequence=entry.sequence,
            subject=written.subject,
            sealed=written.sealed,
            digest=written.digest,
            papers=papers,
            at=uow.now,
        )
    )
    context.handed_in.add(entry.dossier)


def publish(context: Context, uow: UnitOfWork, incoming: Incoming[Publish]) -> None:
    """A calendar keeps the years that open dossiers need; who must supply something is told. Raises Invalid."""
    newer = publication.publish(context, uow, incoming)
    if newer is not None:
        keeps_needed_years(newer, context.needed)
        _recount(context, uow, newer)


def _recount(context: Context, uow: UnitOfWork, newer: Reference) -> None:
    for tick in (CalendarChanges, RequestCalendarChanges):
        publication.recount(context.documents, uow, tick, newer)


def agencies_published(context: Context, uow: UnitOfWork, incoming: Incoming[Published]) -> None:
    """A directory may name another calendar for a desk."""
    _recount(context, uow, Agencies.model_validate(incoming.message.content))
    publication.project(context, uow, incoming)


def involve(context: Context, uow: UnitOfWork, incoming: Incoming[workflow.TaskOpened]) -> None:
    """An agency has a task of the case, and may read the dossier from now on. The desk may anyway."""
    dossier = context.dossiers.get(incoming.dossier)
    if dossier is None or dossier.desk != incoming.message.agency:
        context.involved.add(incoming.dossier, incoming.message.agency)
        context.involved.show(uow, incoming.dossier, context.progress.get(incoming.dossier))
        uow.project(Sought(dossier=incoming.dossier, agency=incoming.message.agency))
    known = context.progress.get(incoming.dossier)
    if known is not None and (furthest := known.latest(incoming.message)) != known.furthest:
        context.progress[incoming.dossier] = progress = dataclasses.replace(known, furthest=furthest)
        uow.project(progress)


def follow(context: Context, uow: UnitOfWork, incoming: Incoming[Event]) -> None:
    """An event of the case changes its progress. Raises NotYet before the case was received."""
    event, before = incoming.message, context.progress.get(incoming.dossier)
    if isinstance(event, workflow.CaseReceived):
        known = Progress(
            dossier=incoming.dossier,
            stage=Stage.RECEIVED,
            agency=event.agency,
            due_at=event.due_at,
            apologies=0,
            withdrawal_declined=False,
            at=incoming.at or uow.now,
        )
    elif before is not None:
        known = before
    else:
        raise NotYet("The case was not received yet.", "Chưa có thông tin tiếp nhận xử lý.")
    context.progress[incoming.dossier] = progress = _follow(known, event, incoming.at or uow.now)
    uow.project(progress)
    if before is None or (before.due_at, before.stage) != (progress.due_at, progress.stage):
        context.involved.show(uow, incoming.dossier, progress)
    note(context, uow, incoming)


def note(context: Context, uow: UnitOfWork, incoming: Incoming[Event]) -> None:
    """An event is kept for the dossier's history, and the applicant is told of it.

    A dossier that was lost with the database has no applicant any more (decision 36).
    """
    remember(uow, incoming)
    if incoming.dossier in context.dossiers:
        tell(context, uow, incoming, incoming.message, incoming.id)


def _follow(known: Progress, event: Any, at: datetime) -> Progress:
    stage = STAGES[type(event)] or known.stage
    changes: dict[str, Any] = {"at": at, "stage": stage, "furthest": known.latest(event)}
    match event:
        case workflow.ApologyGiven():
            changes |= {"due_at": event.due_at, "apologies": known.apologies + 1}
        case workflow.DueDateMoved():
            changes |= {"due_at": event.due_at}
        case workflow.ProcessingResumed() | workflow.FeePaid():
            changes |= {"due_at": event.due_at, "asked": None, "reason": None}
        case workflow.SupplementRequested():
            changes |= {"asked": event.components, "supplement_until": event.until}
        case workflow.SupplementTimeMoved():
            changes |= {"supplement_until": event.until}
        case workflow.CaseRefused() | workflow.CaseStopped():
            changes |= {"reason": event.reason}
        case workflow.WithdrawalDeclined():
            changes |= {"withdrawal_declined": True}
    return dataclasses.replace(known, **changes)
