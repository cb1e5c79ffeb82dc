"""What may be asked about a case, what its own route and its deadlines tell it, and the tick of a new calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field, StringConstraints

from shared.contracts.message import Command, Tick
from shared.contracts.reference.words import Code
from shared.contracts.relation import Relation

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


class Apologise(Command):
    """Apologise and promise a new date, once (form 04; NĐ 61/2018 Đ19.9). `due_at` is the new due date.

    `reason`: one of the procedure's `apology_reasons`; the letter tells it.
    """

    by: ClassVar = {"officer": (Relation.DECIDING,), "supervisor": (Relation.DECIDING,)}

    reason: Reason
    due_at: AwareDatetime


class Stop(Command):
    """Stop the processing, with a reason of the procedure (form 05; NĐ 118/2025)."""

    by: ClassVar = {"supervisor": (Relation.DECIDING,)}

    reason: Code


class RequestSupplement(Command):
    """Ask the applicant for what the appraisal misses, once (form 02).

    No time is counted meanwhile. Then the time limit goes on or begins anew, by the procedure.
    """

    by: ClassVar = {"officer": (Relation.HOLDER,)}

    components: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Collect:
    """The case has come to a step that collects its fees. Sent by its own route."""

    step: str


class DueDateNears(Tick):
    """The time left is what the procedure gives for an apology."""


class DueDatePasses(Tick):
    """The due date is over."""


class SupplementTimePasses(Tick):
    """What was asked for did not come in time."""


class CalendarChanges(Tick):
    """Another calendar, or a new version of it, is in force for the case or one of its tasks."""
