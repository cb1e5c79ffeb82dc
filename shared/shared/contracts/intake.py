"""The events of intake: the catalogue it publishes, and a dossier's way from draft to acceptance.

Each docstring is the event's arrow. Never a person: the applicant's name and answers stay in intake.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from shared.contracts.message import Event
from shared.contracts.notices import (
    NoticeDelivered,
    NoticeDue,
    NoticeGivenUp,
    NoticeHeld,
    NoticeKeptOnline,
    NoticeReleased,
    NoticeSent,
    NoticeShown,
    NoticeTurnedAway,
)
from shared.contracts.personal import (
    PRODUCER,
    ApplicantArchived,
    ApplicantErased,
    RequestGranted,
    RequestIdentified,
    RequestMade,
    RequestPartlyGranted,
    RequestRefused,
    RequestTaken,
    RequestTimeMoved,
    RequestWithdrawn,
)
from shared.contracts.published import Published

#: Besides its own, the events of notices and of requests.
__all__ = [
    "PRODUCER",
    "ApplicantArchived",
    "ApplicantErased",
    "NoticeDelivered",
    "NoticeDue",
    "NoticeGivenUp",
    "NoticeHeld",
    "NoticeKeptOnline",
    "NoticeReleased",
    "NoticeSent",
    "NoticeShown",
    "NoticeTurnedAway",
    "RequestGranted",
    "RequestIdentified",
    "RequestMade",
    "RequestPartlyGranted",
    "RequestRefused",
    "RequestTaken",
    "RequestTimeMoved",
    "RequestWithdrawn",
]

# `number` and `digest` of what is handed in: which version of the dossier this is, counted from 1 (0: from before there
# were versions), and the SHA-256 (hex) over the version's salt and then its text. These two stay in intake: a digest
# without salt could be guessed from a name and a number, and would outlive their erasure.


#: By the code of a fact of the procedure: one of a list, a number, yes or no, a day, or a code. Never free text.
Facts = dict[str, str | int | float | bool]


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One document handed in: for which component of the procedure, and the SHA-256 (hex) of its bytes."""

    document: UUID
    component: str
    sha256: str


class ProcedurePublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    producer = PRODUCER


class CalendarPublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    producer = PRODUCER


class PlacesPublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    producer = PRODUCER


class DossierDrafted(Event, frozen=True, kw_only=True):
    """dossier: none -> draft"""

    producer = PRODUCER
    procedure: str
    version: int
    desk: str
    channel: str
    returns: str = "desk"


class DossierSubmitted(Event, frozen=True, kw_only=True):
    """dossier: draft -> submitted"""

    producer = PRODUCER
    papers: list[Paper]
    number: int = 0
    digest: str = ""
    version: int = 0  # of the procedure, from now on; 0: the one it was drafted under
    applicant: str = ""  # an opaque id; empty: from before there was one
    facts: Facts = msgspec.field(default_factory=dict)


class SupplementAsked(Event, frozen=True, kw_only=True):
    """dossier: submitted -> supplementing"""

    producer = PRODUCER
    components: list[str]
    until: datetime
    counted_from: datetime | None = None


class SupplementTimeExtended(Event, frozen=True, kw_only=True):
    """dossier: supplementing stays"""

    producer = PRODUCER
    until: datetime
    calendar: str
    version: int


class SupplementHandedIn(Event, frozen=True, kw_only=True):
    """dossier: supplementing -> submitted"""

    producer = PRODUCER
    papers: list[Paper]
    number: int = 0
    digest: str = ""
    facts: Facts = msgspec.field(default_factory=dict)


class DossierAccepted(Event, frozen=True, kw_only=True):
    """dossier: submitted -> accepted"""

    producer = PRODUCER
    code: str
    procedure: str
    version: int
    route: str
    desk: str
    agency: str
    channel: str
    accepted_at: datetime
    due_at: datetime
    warn_at: datetime
    owner: str = ""
    returns: str = "desk"
    calendar: int = 0  # version of the working calendar it was counted by; 0: not recorded
    calendar_code: str = ""
    applicant: str = ""
    held_by: str = ""  # the opaque id of the account or the mandate under which it was begun online
    counted_from: datetime | None = None
    working_minutes: int = 0
    unit: str = ""
    facts: Facts = msgspec.field(default_factory=dict)


class DossierRefused(Event, frozen=True, kw_only=True):
    """dossier: submitted, supplementing -> refused"""

    producer = PRODUCER
    reason: str


class DossierWithdrawn(Event, frozen=True, kw_only=True):
    """dossier: draft, submitted, supplementing -> withdrawn"""

    producer = PRODUCER


class WithdrawalRequested(Event, frozen=True, kw_only=True):
    """dossier: accepted stays"""

    producer = PRODUCER


class SupplementSupplied(Event, frozen=True, kw_only=True):
    """dossier: accepted stays"""

    producer = PRODUCER
    papers: list[Paper]
    number: int = 0
    digest: str = ""
    facts: Facts = msgspec.field(default_factory=dict)


class MandateMade(Event, frozen=True, kw_only=True):
    """mandate: none -> claimed"""

    # `principal`: for whom, `representative`: whose account acts; opaque ids. It holds until `until`.
    producer = PRODUCER
    ground: str
    principal: str
    representative: str
    desk: str
    until: datetime


class MandateConfirmed(Event, frozen=True, kw_only=True):
    """mandate: claimed -> confirmed"""

    producer = PRODUCER


class MandateRevoked(Event, frozen=True, kw_only=True):
    """mandate: claimed, confirmed -> revoked"""

    producer = PRODUCER


class MandateExpired(Event, frozen=True, kw_only=True):
    """mandate: claimed, confirmed -> expired"""

    producer = PRODUCER
