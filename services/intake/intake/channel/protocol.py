"""What notices need of a channel: one message to one address, and what it later reports of it.

Every dialect is a folder beside this file and is listed in `registered`. It knows neither notices nor dossiers: it is
given an address, a text and a reference, and the reference comes back in its reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from shared.kernel.declared import Declared
from shared.kernel.metrics import Theme, counter

TOLD = counter(
    Theme.OUTSIDE,
    "motcua_notices_total",
    "What became of notices, by channel; `none`: they ended without",
    "channel",
    "outcome",
)


class Kind(StrEnum):
    """What an applicant can be reached by; the codes of events."""

    MAIL = "mail"
    SMS = "sms"


class Unreachable(Exception):
    """This address will never take the message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address; `short` is what has room in an SMS.

    `reference` is the same at every try, and of no other message. Nothing of it is logged or kept.
    """

    to: str
    reference: str
    subject: str
    body: str
    short: str
    at: datetime


class Report(NamedTuple):
    """What became of a message that a channel had taken."""

    reference: str
    delivered: bool


class Channel(Protocol):
    """One channel, as this deployment is known to it."""

    @property
    def name(self) -> str:
        """By which its callback (`/v1/callbacks/<name>`) knows it."""
        ...

    @property
    def kind(self) -> Kind: ...

    def quiet(self, now: datetime) -> datetime | None:
        """Until when nothing is sent, if it is such an hour."""
        ...

    async def deliver(self, message: Message) -> None:
        """Hands a message over. Raises Unreachable; Unavailable if it is to be tried again, or was perhaps taken."""
        ...

    def proves(self, body: bytes) -> bool:
        """Has the channel's other side written this report?"""
        ...

    def report(self, body: bytes) -> Report | None:
        """What a proved report says; None: nothing final, or nothing of ours."""
        ...

    def reply(self, *, proved: bool) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON for a report."""
        ...

    async def close(self) -> None: ...


class Channels:
    """The channels of a deployment, in the order in which they are tried."""

    def __init__(self, *channels: Channel) -> None:
        self._by_kind = {str(each.kind): each for each in channels}
        self._by_name = {each.name: each for each in channels}

    def __iter__(self) -> Iterator[str]:
        """The kinds, in order."""
        return iter(self._by_kind)

    def __bool__(self) -> bool:
        return bool(self._by_kind)

    def of(self, kind: str) -> Channel:
        return self._by_kind[kind]

    async def close(self) -> None:
        for each in self._by_kind.values():
            await each.close()

    def named(self, name: str) -> Channel | None:
        return self._by_name.get(name)


@dataclass(frozen=True, slots=True)
class Registration:
    """One dialect's line in `registered`: its kind and settings, and how it is made of them."""

    name: str
    kind: Kind
    settings: type[Declared]
    make: Callable[[Any], Channel]
