"""The dossier, and what is projected from workflow's events about its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from shared.kernel.entity import Entity, Projection


@dataclass(slots=True, kw_only=True)
class Dossier(Entity):
    """One application. Every column is decided by events; what people wrote is in `applications`."""

    procedure: str = ""
    version: int = 0
    desk: str = ""
    channel: str = ""
    code: str | None = None
    due_at: datetime | None = None
    supplement_from: datetime | None = None
    supplement_until: datetime | None = None
    asked: list[str] | None = None
    reason: str | None = None
    returns: str = "desk"
    applicant: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class Stage(StrEnum):
    """How far the case is, as its applicant is told."""

    RECEIVED = "received"
    PROCESSING = "processing"
    SUPPLEMENTING = "supplementing"
    AWAITING_PAYMENT = "awaiting_payment"
    DECIDED = "decided"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


#: Stages of a case whose time limit runs or is suspended.
RUNNING = (Stage.RECEIVED, Stage.PROCESSING, Stage.SUPPLEMENTING, Stage.AWAITING_PAYMENT)


@dataclass(slots=True, kw_only=True, frozen=True)
class Progress(Projection):
    """Where the case of a dossier stands, from workflow's events; shown to the applicant.

    furthest: the latest end of any time limit that was told; a calendar must not lose its year while the case is open.
    """

    table: ClassVar[str] = "progress"
    key: ClassVar[tuple[str, ...]] = ("dossier",)
    shown_in: ClassVar[str | None] = "dossiers"
    shown_as: ClassVar[Mapping[str, str]] = {"shown_due_at": "due_at", "shown_stage": "stage"}

    dossier: UUID
    stage: str
    agency: str
    due_at: datetime
    apologies: int
    withdrawal_declined: bool
    at: datetime
    asked: list[str] | None = None
    supplement_until: datetime | None = None
    reason: str | None = None
    furthest: datetime | None = None

    def latest(self, event: object) -> datetime:
        """The latest end of a time limit that was told, with those of this event; older rows have told none yet."""
        told = (self.furthest, getattr(event, "due_at", None), getattr(event, "until", None))
        return max([self.due_at, *(at for at in told if at is not None)])


@dataclass(slots=True, kw_only=True, frozen=True)
class Involved(Projection):
    """Another agency than the desk that has, or had, a task of the dossier's case: it may read what it must judge.

    received_at of the dossier, due_at and running of its case: so that an agency's dossiers are found in these orders.
    """

    table: ClassVar[str] = "involved"
    key: ClassVar[tuple[str, ...]] = ("dossier", "agency")

    dossier: UUID
    agency: str
    received_at: datetime | None = None
    due_at: datetime | None = None
    running: bool = False
