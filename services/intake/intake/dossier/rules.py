"""What a dossier emits, and what its events change. Pure: the facts are given. When it moves is in `conditions`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intake.dossier import commands as ask
from intake.dossier.facts import Facts
from intake.dossier.models import Dossier
from shared.contracts import intake as events
from shared.contracts.message import Event
from shared.contracts.reference import Channel, day_of
from shared.kernel.errors import NotYet

LATE = "supplement-late"
CODE = r"(.+)-([0-9]{6})-([0-9]+)"  # desk, day, number: as `code_of` writes it


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
    return events.DossierSubmitted(
        papers=list(facts.papers),
        version=facts.in_force,
        applicant=facts.applicant,
        facts=facts.told,
        **_version(facts),
    )


def handed_in(facts: Facts, _message: ask.HandIn) -> Event:
    return events.SupplementHandedIn(papers=list(facts.papers), facts=facts.told, **_version(facts))


def _version(facts: Facts) -> dict[str, Any]:
    """Which version is handed in, and its digest."""
    if facts.written is None:
        raise NotYet("Nothing was written.", "Chưa có nội dung hồ sơ.")
    return {"number": facts.written.number, "digest": facts.written.digest}


def supplement_asked(facts: Facts, asked: ask.AskSupplement) -> Event:
    since = facts.calendar(facts.dossier.desk).begins(facts.procedure.supplement_limit, facts.now)
    return events.SupplementAsked(
        components=sorted(set(asked.components)), until=facts.supplement_until, counted_from=since
    )


def time_moved(facts: Facts, _tick: object) -> Event:
    """What binds the applicant only moves later."""
    until = facts.extended
    assert until is not None, "what is asked for has a time limit"
    return events.SupplementTimeExtended(until=until, **facts.documents.counted_by(facts.dossier.desk))


def accepted(facts: Facts, _message: ask.Accept) -> Event:
    """The code is TT 01/2018/TT-VPCP Đ19's."""
    procedure, dossier = facts.procedure, facts.dossier
    counted = facts.documents.counted_by(facts.deciding)
    if facts.number is None:
        raise NotYet("No number was taken.", "Chưa cấp số hồ sơ.")
    return events.DossierAccepted(
        code=code_of(dossier.desk, *facts.number),
        procedure=dossier.procedure,
        version=dossier.version,
        route=procedure.route,
        desk=dossier.desk,
        agency=facts.deciding,
        channel=dossier.channel,
        accepted_at=facts.now,
        facts=dossier.facts,
        **facts.dates,
        owner=facts.owner if facts.dossier.channel == Channel.ONLINE else "",
        held_by=facts.held_by,
        returns=dossier.returns,
        calendar=counted["version"],
        calendar_code=counted["calendar"],
        applicant=facts.applicant,
    )


def day_of_code(now: datetime) -> str:
    """The local day, as codes have it."""
    return f"{day_of(now):%y%m%d}"


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
    return events.SupplementSupplied(papers=list(facts.papers), facts=facts.told, **_version(facts))


def withdrawal_requested(_facts: Facts, _message: ask.Withdraw) -> Event:
    return events.WithdrawalRequested()


# ---- what events change


def apply(row: Dossier, event: Event) -> None:
    """Folds an event into the columns of a dossier."""
    match event:
        case events.DossierDrafted():
            row.procedure, row.version = event.procedure, event.version
            row.desk, row.channel, row.returns = event.desk, event.channel, event.returns
        case events.DossierSubmitted():
            row.version, row.applicant, row.facts = event.version or row.version, event.applicant, event.facts
        case events.SupplementHandedIn() | events.SupplementSupplied():
            row.facts = event.facts or row.facts
        case events.SupplementAsked():
            row.asked, row.supplement_until = event.components, event.until
            row.supplement_from = event.counted_from or row.supplement_from  # older code does not know the column
        case events.SupplementTimeExtended():
            row.supplement_until = event.until
        case events.DossierAccepted():
            row.code, row.due_at = event.code, event.due_at
            row.applicant = event.applicant or row.applicant
        case events.DossierRefused():
            row.reason = event.reason
