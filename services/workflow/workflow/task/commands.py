"""What may be asked about a task, and what its case tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from shared.contracts.message import Command
from shared.contracts.reference.words import Code
from shared.contracts.relation import Relation


class Outcome(StrEnum):
    """How a task ends. At an appraisal it is a proposal, at a signature the decision."""

    APPROVED = "approved"
    REFUSED = "refused"


class Claim(Command):
    """Take a task out of the agency's queue."""

    by: ClassVar = {"officer": (Relation.QUEUE,), "supervisor": (Relation.QUEUE,)}


class Release(Command):
    """Put a task back into the agency's queue: what one has in hand, or a supervisor what anybody has."""

    by: ClassVar = {"officer": (Relation.HOLDER,), "supervisor": (Relation.QUEUE,)}


class Complete(Command):
    """End a task. A refusal names a reason of the procedure, and an approval none."""

    by: ClassVar = {"officer": (Relation.HOLDER,), "supervisor": (Relation.HOLDER,)}

    outcome: Outcome
    reason: Code | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """The case has come to this task's step."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """The clock of the case is suspended."""


@dataclass(frozen=True, slots=True)
class Resume:
    """It goes on, or `restarts` from zero."""

    restarts: bool


@dataclass(frozen=True, slots=True)
class Recount:
    """Another calendar, or a new version of it, is in force."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The case is over."""
