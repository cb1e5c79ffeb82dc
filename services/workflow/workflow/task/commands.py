"""What may be asked about a task, and what its case tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

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


@dataclass(frozen=True, slots=True)
class Open:
    """The case has come to this task's step."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The case is over."""
