"""One event as one readable line: when, who speaks, about which dossier, what, the telling fields, who acted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.text import Text

from motcua.observe.wire import Spoken

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
COLOURS = {"intake": "cyan", "workflow": "green", "payment": "yellow", "postal": "blue", "sync-gateway": "magenta"}
DOCUMENT = "content"  # too long for a line; its code is not a dossier's


class Codes:
    """Dossier codes by dossier id, learned from what is said."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, spoken: Spoken) -> None:
        body = spoken.body or {}
        if "code" in body and DOCUMENT not in body:
            self._known[spoken.dossier] = body["code"]

    def of(self, dossier: str) -> str:
        """The code, or the end of the id (its beginning is the time, alike for all of today)."""
        return self._known.get(dossier, f"…{dossier[-8:]}")


def line(spoken: Spoken, codes: Codes) -> Text:
    """The event on one line."""
    codes.learn(spoken)
    told = Text(no_wrap=True)
    told.append(f"{spoken.at.astimezone(PROVINCE):%d.%m. %H:%M:%S}  ", "dim")
    told.append(f"{spoken.producer:<9}", COLOURS.get(spoken.producer, ""))
    told.append(f"{codes.of(spoken.dossier):<19}")
    told.append(f"{spoken.line:>3}  ", "dim")
    told.append(f"{spoken.name:<20} ", "dim" if spoken.again else "bold")
    told.append("  ".join(fields(spoken.body)))
    told.append(f"  ({who(spoken.actor, spoken.agency)}{', again' if spoken.again else ''})", "dim")
    return told


def who(actor: str, agency: str | None) -> str:
    """Who acted, and for which agency."""
    return f"{actor} of {agency}" if agency else actor


def fields(body: Mapping[str, Any] | None) -> Iterator[str]:
    """The fields that tell something, short; a dossier's code stands in the line already."""
    if body is None:
        yield "unreadable"
        return
    for name, value in body.items():
        if value is not None and name != DOCUMENT and (name != "code" or DOCUMENT in body):
            yield f"{name}={short(value)}"


def short(value: Any) -> str:
    """A value as a person likes to read it: local times to the minute, of lists how many or which."""
    match value:
        case list() if value and isinstance(value[0], dict):
            return str(len(value))
        case list():
            return ",".join(map(str, value))
        case str() if (moment := moment_of(value)) is not None:
            return f"{moment.astimezone(PROVINCE):%d.%m.%Y %H:%M}"
    return str(value)


def moment_of(text: str) -> datetime | None:
    """The moment this text spells, if it does."""
    if "T" not in text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
