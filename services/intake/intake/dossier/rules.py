"""The guards and events of a dossier, and what its events change. Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intake.dossier import commands as ask
from intake.dossier.errors import AskedBefore, Ended, NotAsked, NotOffered, UnknownCode, no_component
from intake.dossier.models import Dossier, Progress
from intake.dossier.names import MISFIT, MISFITS, title_of
from intake.version.models import Written
from shared.contracts import intake as events
from shared.contracts.message import Event
from shared.contracts.names import CHANNELS, RETURNS
from shared.contracts.reference import Agencies, Procedure
from shared.kernel.errors import FieldError, Invalid, NotYet, pointer
from shared.reference.documents import Documents
from shared.reference.working_calendar import WorkCalendar

ENDED = frozenset({"returned", "refused", "withdrawn", "stopped"})
SUPPLEMENTING = "supplementing"
LATE = "supplement-late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a decision about a dossier is made from. `number` is the next of its desk and day, when accepting."""

    dossier: Dossier
    now: datetime
    documents: Documents
    papers: tuple[events.Paper, ...]
    answers: dict[str, Any] | None
    progress: Progress | None
    owner: str
    number: tuple[str, int] | None
    written: Written | None

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version the dossier is pinned to. Raises NotYet."""
        found: Procedure = self.documents.get("procedure", self.dossier.procedure, self.dossier.version)
        return found

    @property
    def deciding(self) -> str:
        """The agency that decides: the procedure's, or the desk that receives. Raises NotYet."""
        return getattr(self.procedure.agency, "fixed", self.dossier.desk)

    def calendar(self, agency: str) -> WorkCalendar:
        """The working calendar of an agency. Raises NotYet."""
        return self.documents.calendar(agency)


# ---- guards


def may_be_drafted(facts: Facts, draft: ask.Draft) -> bool:
    """Is the procedure offered through this channel, and is this desk a desk?"""
    procedure: Procedure = facts.documents.get("procedure", draft.procedure)
    directory: Agencies = facts.documents.only("agencies")
    if draft.returns not in procedure.returns:
        vi, en = RETURNS[draft.returns]
        raise NotOffered(f"The procedure returns no results {en}.", f"Thủ tục không trả kết quả {vi}.")
    if draft.channel not in procedure.channels:
        vi, en = CHANNELS[draft.channel]
        told = f"The procedure takes no dossiers {en}.", f"Thủ tục không tiếp nhận hồ sơ {vi}."
        raise NotOffered(*told, channel=draft.channel)
    if not any(agency.desk for agency in directory.agencies if agency.id == draft.desk):
        raise _no_desk(draft.desk, directory)
    return True


def _no_desk(desk: str, directory: Agencies) -> NotOffered:
    for agency in directory.agencies:
        if agency.id == desk:
            title = agency.title
            return NotOffered(f"{title.en} is not a one-stop desk.", f"{title.vi} không phải là Bộ phận Một cửa.")
    return NotOffered(f"There is no agency with the code {desk}.", f"Không có cơ quan mang mã {desk}.")


def is_complete(facts: Facts, _message: ask.Submit | ask.HandIn) -> bool:
    """Are all required components there, and do the answers fit the form?"""
    faults = [*_missing(facts), *_misfits(facts)]
    if faults:
        raise Invalid("The dossier is not complete.", "Hồ sơ chưa đầy đủ.", faults)
    return True


def _missing(facts: Facts) -> Iterator[FieldError]:
    there = {paper.component for paper in facts.papers}
    asked = (*(facts.dossier.asked or ()), *((facts.progress and facts.progress.asked) or ()))
    for component in facts.procedure.components:
        if component.code not in there and (component.required or component.code in asked):
            title = component.title
            yield FieldError(f"/documents/{component.code}", "missing", f"Thiếu: {title.vi}", f"Missing: {title.en}")


def _misfits(facts: Facts) -> Iterator[FieldError]:
    """Where the answers do not fit the form; never what was answered, that may be personal."""
    form = facts.procedure.form
    for error in facts.procedure.form_validator.iter_errors(facts.answers or {}):
        place, keyword = error.instance_path, str(error.schema_path[-1])
        title, fault = title_of(form, place), MISFITS.get(keyword, MISFIT)
        yield FieldError(f"/answers{pointer(place)}", keyword, f"{title.vi}: {fault.vi}.", f"{title.en}: {fault.en}.")


def not_asked_before(facts: Facts, asked: ask.AskSupplement) -> bool:
    """May a supplement still be asked for, and are these components of the procedure? (NĐ 61/2018 Đ15.3)"""
    if facts.dossier.asked is not None:
        raise AskedBefore()
    unknown = set(asked.components) - {component.code for component in facts.procedure.components}
    if unknown:
        raise no_component(min(unknown))
    return True


def reason_is_listed(facts: Facts, refuse: ask.Refuse) -> bool:
    """Does the procedure know this reason?"""
    if refuse.reason not in {reason.code for reason in facts.procedure.refusal_reasons}:
        raise UnknownCode(
            f'"{refuse.reason}" is no reason of the procedure to refuse.',
            f'Lý do "{refuse.reason}" không có trong danh mục lý do từ chối của thủ tục.',
        )
    return True


def is_open(facts: Facts, _message: ask.Withdraw) -> bool:
    """Is the case not yet dealt with, as far as intake has received?"""
    if facts.progress is not None and facts.progress.stage in ENDED:
        raise Ended()
    return True


def is_asked(facts: Facts, hand_in: ask.HandIn) -> bool:
    """Does workflow wait for a supplement, as far as intake has received, and is it complete?"""
    if facts.progress is None or facts.progress.stage != SUPPLEMENTING:
        raise NotAsked()
    return is_complete(facts, hand_in)


# ---- events


def drafted(facts: Facts, draft: ask.Draft) -> Event:
    version = facts.documents.version("procedure", draft.procedure)
    return events.DossierDrafted(
        procedure=draft.procedure,
        version=version,
        desk=draft.desk,
        channel=str(draft.channel),
        returns=str(draft.returns),
    )


def submitted(facts: Facts, _message: ask.Submit) -> Event:
    return events.DossierSubmitted(papers=list(facts.papers), **_version(facts))


def handed_in(facts: Facts, _message: ask.HandIn) -> Event:
    return events.SupplementHandedIn(papers=list(facts.papers), **_version(facts))


def _version(facts: Facts) -> dict[str, Any]:
    """Which version is handed in, and its digest."""
    if facts.written is None:
        raise NotYet("Nothing was written.", "Chưa có nội dung hồ sơ.")
    return {"number": facts.written.number, "digest": facts.written.digest}


def supplement_asked(facts: Facts, asked: ask.AskSupplement) -> Event:
    until = facts.calendar(facts.dossier.desk).later(facts.now, facts.procedure.supplement_hours * 60)
    return events.SupplementAsked(components=sorted(set(asked.components)), until=until)


def accepted(facts: Facts, _message: ask.Accept) -> Event:
    """The due date counts working hours from now (NĐ 61/2018 Đ17.3); the code is TT 01/2018/TT-VPCP Đ19's."""
    procedure, dossier, calendar = facts.procedure, facts.dossier, facts.calendar(facts.deciding)
    if facts.number is None:
        raise NotYet("No number was taken.", "Chưa cấp số hồ sơ.")
    due_at = calendar.later(facts.now, procedure.working_hours * 60)
    return events.DossierAccepted(
        code=code_of(dossier.desk, *facts.number),
        procedure=dossier.procedure,
        version=dossier.version,
        route=procedure.route,
        desk=dossier.desk,
        agency=facts.deciding,
        channel=dossier.channel,
        accepted_at=facts.now,
        due_at=due_at,
        warn_at=max(calendar.earlier(due_at, procedure.warning_hours * 60), facts.now + timedelta(seconds=1)),
        owner=facts.owner,
        returns=dossier.returns,
        calendar=facts.documents.version("calendar", facts.documents.calendar_of(facts.deciding)),
    )


def code_of(desk: str, day: str, number: int) -> str:
    """`H99.15-261121-0001`: desk, day of receipt (YYMMDD, local), the day's number of that desk."""
    return f"{desk}-{day}-{number:04d}"


def refused(_facts: Facts, refuse: ask.Refuse) -> Event:
    return events.DossierRefused(reason=refuse.reason)


def refused_late(_facts: Facts, _tick: object) -> Event:
    return events.DossierRefused(reason=LATE)


def withdrawn(_facts: Facts, _message: ask.Withdraw) -> Event:
    return events.DossierWithdrawn()


def supplied(facts: Facts, _message: ask.HandIn) -> Event:
    return events.SupplementSupplied(papers=list(facts.papers), **_version(facts))


def withdrawal_requested(_facts: Facts, _message: ask.Withdraw) -> Event:
    return events.WithdrawalRequested()


# ---- what events change


def apply(row: Dossier, event: Event) -> None:
    """Folds an event into the columns of a dossier."""
    match event:
        case events.DossierDrafted():
            row.procedure, row.version = event.procedure, event.version
            row.desk, row.channel, row.returns = event.desk, event.channel, event.returns
        case events.SupplementAsked():
            row.asked, row.supplement_until = event.components, event.until
        case events.DossierAccepted():
            row.code, row.due_at = event.code, event.due_at
        case events.DossierRefused():
            row.reason = event.reason
