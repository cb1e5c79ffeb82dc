"""What a decision about a request is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.request.models import Request
from intake.rights.models import Clock, Right
from intake.rights.store import CLOCKS
from shared.reference.documents import Documents
from shared.reference.working_calendar import CalendarEnds


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`known`: the opaque id of who is said, or proved, to ask; empty if nobody with this number ever applied.

    `linked`: the caller's account proves who its holder is.
    """

    request: Request
    now: datetime
    documents: Documents
    known: str = ""
    linked: bool = False

    def limits(self, right: Right, desk: str, since: datetime) -> tuple[datetime, datetime]:
        """By when a request is taken up, and by when it is decided. Raises NotYet, CalendarEnds."""
        clock: Clock = CLOCKS[right]
        calendar = self.documents.calendar(desk)
        answer = calendar.later(since, clock.answer_hours * 60)
        return answer, calendar.days_later(since, clock.days, ends_working=clock.ends_working)

    @property
    def recounted(self) -> tuple[datetime | None, datetime | None]:
        """The same by the calendar in force; what it does not reach any more stays as it was told. Raises NotYet."""
        request = self.request
        told = request.answer_by, request.decide_by
        if request.asked_at is None:
            return told
        try:
            return self.limits(Right(request.asks), request.desk, request.asked_at)
        except CalendarEnds:
            return told
