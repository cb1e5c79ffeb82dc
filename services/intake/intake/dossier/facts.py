"""What a decision about a dossier is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intake.dossier.models import Dossier, Progress
from intake.version.models import Before, Written
from shared.contracts.intake import Paper
from shared.contracts.reference import Procedure
from shared.reference.documents import Documents
from shared.reference.working_calendar import WorkCalendar

DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a decision about a dossier is made from. `number` is the next of its desk and day, when accepting.

    `level`: of assurance, of the caller who asks.
    """

    dossier: Dossier
    now: datetime
    documents: Documents
    papers: tuple[Paper, ...]
    answers: dict[str, Any] | None
    progress: Progress | None
    owner: str
    held_by: str
    applicant: str
    number: tuple[str, int] | None
    written: Written | None
    before: Before | None
    level: int = 0

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version the dossier was submitted under; of a draft the one in force. Raises NotYet."""
        version = None if self.dossier.state == DRAFT else self.dossier.version
        found: Procedure = self.documents.get("procedure", self.dossier.procedure, version)
        return found

    @property
    def in_force(self) -> int:
        """The version of its procedure that is in force. Raises NotYet."""
        return self.documents.version("procedure", self.dossier.procedure)

    @property
    def deciding(self) -> str:
        """The agency that decides: the procedure's, or the desk that receives. Raises NotYet."""
        return getattr(self.procedure.agency, "fixed", self.dossier.desk)

    def calendar(self, agency: str) -> WorkCalendar:
        """The working calendar of an agency. Raises NotYet."""
        return self.documents.calendar(agency)

    @property
    def supplement_until(self) -> datetime:
        """Until when what is asked for now may come. Raises NotYet, CalendarEnds."""
        return self.calendar(self.dossier.desk).end(self.procedure.supplement_limit, self.now)

    @property
    def extended(self) -> datetime | None:
        """The time for a supplement by the calendar in force, but never less than it was. Raises NotYet."""
        dossier, limit = self.dossier, self.procedure.supplement_limit
        until, calendar = dossier.supplement_until, self.calendar(dossier.desk)
        return until and max(until, calendar.recounted(until, dossier.supplement_from, limit.minutes, limit.unit))

    @property
    def dates(self) -> dict[str, Any]:
        """When it is due if it is accepted now, when to warn, and how that was counted (NĐ 61/2018 Đ17.3).

        Raises NotYet, CalendarEnds.
        """
        procedure, calendar = self.procedure, self.calendar(self.deciding)
        limit = procedure.limit(self.dossier.channel, self.dossier.facts)
        since = calendar.begins(limit, self.now)
        due_at = calendar.ends(since, limit.minutes, limit.unit)
        return {
            "due_at": due_at,
            "warn_at": max(calendar.earlier(due_at, procedure.warning_hours * 60), self.now + timedelta(seconds=1)),
            "counted_from": since,
            "working_minutes": limit.minutes,
            "unit": str(limit.unit),
        }

    @property
    def told(self) -> dict[str, Any]:
        """What of the answers handed in travels with events. Raises NotYet."""
        return self.procedure.facts_of(self.answers or {})
