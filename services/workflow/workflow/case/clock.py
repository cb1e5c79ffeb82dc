"""The clock of a case: its due date, what is left of it, the applicant's time; and what a new calendar does to them.

Pure: the facts are given. What binds the agency moves by the days off, what binds the applicant only moves later.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shared.contracts import intake
from shared.contracts import workflow as events
from shared.contracts.message import Event
from shared.contracts.reference import OnSupplement
from workflow.case.facts import Facts

AT_ONCE = timedelta(seconds=1)


def warn_at(facts: Facts, due_at: datetime) -> datetime:
    """When to warn before this due date: as early as the procedure wants it, but not before now."""
    return max(facts.calendar.earlier(due_at, facts.procedure.warning_hours * 60), facts.now + AT_ONCE)


def left(facts: Facts) -> int:
    """What is left of the time limit, as `Limit.minutes` counts; 0 if it is over."""
    return facts.calendar.left(facts.now, facts.recounted, facts.case.unit)


def restarts(facts: Facts) -> bool:
    """Does a supplement start the clock from zero, or only suspend it?"""
    return facts.procedure.clock_on_supplement is OnSupplement.RESTART


def due_again(facts: Facts, since: datetime, minutes: int | None) -> dict[str, Any]:
    """So much from then, in the unit of its limit; the old date if it was over already."""
    if not minutes:
        return {"due_at": facts.due_at, "warn_at": warn_at(facts, facts.due_at)}
    due_at = facts.calendar.ends(since, minutes, facts.case.unit)
    counted = {"counted_from": since, "working_minutes": minutes}
    return {"due_at": due_at, "warn_at": warn_at(facts, due_at), **counted}


# ---- when another calendar is in force


def was_counted_otherwise(facts: Facts, accepted: intake.DossierAccepted) -> bool:
    """Was its due date counted by another calendar than the one in force here, or by an older version of it?"""
    now = facts.documents.counted_by(facts.case.agency)
    other = accepted.calendar_code not in ("", now["calendar"])
    return accepted.calendar > 0 and (other or accepted.calendar < now["version"])


def moved(facts: Facts, _tick: object) -> Event:
    """The same time limit, counted by the calendar in force."""
    due_at = facts.recounted
    return events.DueDateMoved(due_at=due_at, warn_at=warn_at(facts, due_at), **_counted_by(facts))


def time_moved(facts: Facts, _tick: object) -> Event:
    """What binds the applicant only moves later."""
    assert facts.extended is not None, "what is suspended for a supplement waits until then"
    return events.SupplementTimeMoved(until=facts.extended, **_counted_by(facts))


def fee_time_moved(facts: Facts, _tick: object) -> Event:
    assert facts.extended is not None, "a fee that was not counted does not move"
    return events.FeeTimeMoved(step=str(facts.case.collecting), until=facts.extended, **_counted_by(facts))


def _counted_by(facts: Facts) -> dict[str, Any]:
    return facts.documents.counted_by(facts.case.agency)
