"""What an officer may ask about a case and its tasks. A POST body is one of these, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, StringConstraints

from shared.contracts.message import Command
from shared.contracts.reference.words import Code


class Outcome(StrEnum):
    """How a task ends. At an appraisal it is a proposal, at a signature the decision."""

    APPROVED = "approved"
    REFUSED = "refused"


class Claim(Command):
    """Take a task out of the agency's queue."""

    by: ClassVar[tuple[str, ...]] = ("officer", "supervisor")


class Release(Command):
    """Put a task back into the agency's queue."""

    by: ClassVar[tuple[str, ...]] = ("officer", "supervisor")


class Complete(Command):
    """End a task. A refusal names a reason of the procedure."""

    by: ClassVar[tuple[str, ...]] = ("officer", "supervisor")

    outcome: Outcome = Outcome.APPROVED
    reason: Code | None = None


class Apologise(Command):
    """Say sorry and promise a new date, once (form 04; NĐ 61/2018 Đ19.9). `due_at` is the new due date."""

    by: ClassVar[tuple[str, ...]] = ("officer", "supervisor")

    reason: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    due_at: AwareDatetime
