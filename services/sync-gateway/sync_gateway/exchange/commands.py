"""What an exchange receives besides events: an operator's command, the clock, and the portal's answers."""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.message import Answer, Command, Tick
from shared.contracts.relation import Relation


class Resend(Command):
    """Tell the portal now: look the dossier up, send its record again, then all progress it has not acknowledged."""

    by: ClassVar = {"operator": (Relation.OPERATING,)}


class TryAgain(Tick):
    """The pause after a refusal of the portal is over."""


class Recorded(Answer, frozen=True, kw_only=True):
    """The portal has the record as of this news. `created`: it had none before, and so no progress either."""

    news: int
    status: int
    created: bool


class Progressed(Answer, frozen=True, kw_only=True):
    """The portal has all progress up to this news."""

    news: int


class Declined(Answer, frozen=True, kw_only=True):
    """The portal has refused. `message` is its own text, which is kept and never published."""

    code: str
    message: str
