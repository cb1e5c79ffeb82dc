"""What a decision about a case is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.reference import Limit, Procedure, Route, Step
from shared.reference.documents import Documents
from shared.reference.working_calendar import WorkCalendar
from workflow.case.models import Case

SUPPLEMENTING = "supplementing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a decision about a case is made from.

    step: the step of the task that ends (None for the case alone).
    """

    case: Case
    now: datetime
    documents: Documents
    step: Step | None = None

    @property
    def route(self) -> Route:
        """The route in the version the case is pinned to. Raises NotYet."""
        found: Route = self.documents.get("route", self.case.route, self.case.route_version)
        return found

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version the dossier is pinned to. Raises NotYet."""
        found: Procedure = self.documents.get("procedure", self.case.procedure, self.case.version)
        return found

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the agency that decides. Raises NotYet."""
        return self.documents.calendar(self.case.agency)

    @property
    def limit(self) -> Limit:
        """The time limit that the dossier was accepted with. Raises NotYet."""
        limits = [each.kept for each in self.procedure.limits]
        accepted = (self.case.unit, self.case.allowed_minutes)
        return next((each for each in limits if (each.unit, each.minutes) == accepted), limits[-1])

    @property
    def due_at(self) -> datetime:
        """The due date the case has."""
        assert self.case.due_at is not None, "a case is received with its due date"
        return self.case.due_at

    @property
    def recounted(self) -> datetime:
        """The due date by the calendar in force. Raises NotYet."""
        return self.case.recounted(self.calendar, self.now)

    @property
    def supplement_until(self) -> datetime:
        """Until when what is asked for now may come. Raises NotYet, CalendarEnds."""
        return self.calendar.end(self.procedure.supplement_limit, self.now)

    @property
    def until(self) -> datetime | None:
        """Until when the applicant must act, while the clock is suspended."""
        return self.case.supplement_until if self.case.state == SUPPLEMENTING else self.case.fee_until

    @property
    def extended(self) -> datetime | None:
        """The same by the calendar in force, but never earlier. Raises NotYet."""
        procedure, until = self.procedure, self.until
        limit = procedure.supplement_limit if self.case.state == SUPPLEMENTING else procedure.fee_limit
        return until and max(until, self.calendar.recounted(until, self.case.suspended_at, limit.minutes, limit.unit))
