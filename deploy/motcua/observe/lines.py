"""An event as one line of text: time, producer, dossier, sequence, name, fields, actor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from rich.text import Text

from shared.contracts.intake import DossierAccepted
from shared.contracts.spelled import PROVINCE
from shared.contracts.sync_gateway import ExchangeOpened
from shared.contracts.workflow import CaseReceived

COLOURS = {"intake": "cyan", "workflow": "green", "payment": "yellow", "postal": "blue", "sync-gateway": "magenta"}
NARROW = 100  # columns; below, the time has no date, and the producer is told by its colour alone
#: Events whose `code` is the dossier's; elsewhere it is a provider's or the portal's.
CODED = {kind.__name__ for kind in (DossierAccepted, CaseReceived, ExchangeOpened)}
DIGEST = re.compile("[0-9a-f]{64}")
DOCUMENT = "content"  # a reference document: too long to print, and its code is not a dossier's
REMEMBERED = 100_000  # dossiers whose codes a reader knows, those that were named last


class TopicEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as read from a topic. `body` is None if it is not JSON; `again`: it was read here before.

    `place`: topic, partition and offset; `arrived`: when the topic got it, in seconds of Unix time.
    """

    at: datetime
    producer: str
    sequence: int
    dossier: str
    name: str
    body: dict[str, Any] | None
    actor: str
    role: str
    agency: str | None
    again: bool
    place: tuple[str, int, int]
    arrived: float


class Codes:
    """Dossier codes by dossier id, taken from the events."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def note(self, event: TopicEvent) -> None:
        if event.name in CODED and event.body:
            self._known[event.dossier] = event.body["code"]
            trim(self._known)

    def of(self, dossier: str) -> str:
        """The code, or the end of the id (an id begins with the time, so beginnings are alike)."""
        return self._known.get(dossier, f"…{dossier[-8:]}")


class Wanted:
    """Selects events. A dossier is named by its code, its id or the end of its id; of a type a part is enough.

    A dossier's code is known once an event has carried it.
    """

    def __init__(
        self, dossier: str = "", kind: str = "", service: str = "", agency: str = "", codes: Codes | None = None
    ) -> None:
        self._dossier, self._kind, self._service, self._agency = dossier.lower(), kind.lower(), service, agency
        self.codes = Codes() if codes is None else codes

    def __call__(self, event: TopicEvent) -> bool:
        self.codes.note(event)
        about = self._dossier in ("", self.codes.of(event.dossier).lower()) or event.dossier.endswith(self._dossier)
        by = self._service in ("", event.producer) and self._agency in ("", event.agency)
        return about and by and self._kind in event.name.lower()


def trim(known: dict[Any, Any]) -> None:
    """Forgets what was put in first, so that a reader that runs for months stays small."""
    while len(known) > REMEMBERED:
        del known[next(iter(known))]


def line(event: TopicEvent, codes: Codes, width: int = NARROW) -> Text:
    """The event as one line of text, for a terminal of this width."""
    codes.note(event)
    text, local, colour = Text(no_wrap=True), event.at.astimezone(PROVINCE), COLOURS.get(event.producer, "")
    text.append(f"{local:%d/%m %H:%M:%S}  " if width >= NARROW else f"{local:%H:%M:%S} ", "dim")
    text.append(f"{event.producer:<13}" if width >= NARROW else "", colour)
    text.append(f"{codes.of(event.dossier):<22}", "" if width >= NARROW else colour)
    text.append(f"{event.sequence:>3}  ", "dim")
    text.append(f"{event.name:<20} ", "dim" if event.again else "bold")
    text.append("  ".join(fields(event.body, coded=event.name in CODED)))
    text.append(f"  ({who(event.actor, event.agency)}{', again' if event.again else ''})", "dim")
    return text


def who(actor: str, agency: str | None) -> str:
    """The actor, and the agency acted for."""
    return f"{actor} of {agency}" if agency else actor


def fields(body: Mapping[str, Any] | None, *, coded: bool = False) -> Iterator[str]:
    """The fields that are set, shortened; `coded`: without the dossier's code, which has a column."""
    if body is None:
        yield "unreadable"
        return
    for name, value in body.items():
        if value is not None and name != DOCUMENT and not (coded and name == "code"):
            yield f"{name}={short(value)}"


def short(value: Any) -> str:
    """A value for display: local times to the minute, a list's items or their number."""
    match value:
        case list() if value and isinstance(value[0], dict):
            return str(len(value))
        case list():
            return ",".join(map(str, value))
        case str() if DIGEST.fullmatch(value):
            return f"{value[:8]}…"
        case str() if (moment := moment_of(value)) is not None:
            return f"{moment.astimezone(PROVINCE):%d/%m/%Y %H:%M}"
    return str(value)


def moment_of(text: str) -> datetime | None:
    """The time this text spells, if any."""
    if "T" not in text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
