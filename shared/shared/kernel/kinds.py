"""The kinds of settings: a kind's unit and limits, what no start accepts, and what a production start refuses.

A reason never contains the value, because it is logged.
"""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import GetCoreSchemaHandler, SecretStr
from pydantic_core import CoreSchema, core_schema

SANDBOX = "throw-away"  # every secret of this repository's compose file, local stack and sandbox begins with it
EMPTY: tuple[Any, ...] = (None, {}, (), frozenset(), Path())
VARIED = 5  # a secret has at least so many different characters
#: Words of placeholders for a secret, letters only.
PLACEHOLDERS = re.compile("changeme|secret|password|example|throwaway")


@dataclass(frozen=True)
class Unread:
    """Stands for a value that could not be read; `why` is told in its place."""

    why: str


@dataclass(frozen=True)
class Kind:
    """One setting. `needed`: production refuses it empty. `otherwise`: describes a default that is not a constant.

    `filed`: it may be given as a file (`shared.kernel.secret_files`).
    """

    what: str
    _: KW_ONLY
    needed: bool = False
    unit: str = ""
    otherwise: str = ""

    refuses: ClassVar[str] = ""
    filed: ClassVar[bool] = False

    def limits(self) -> str:
        """The limits that every start checks, for docs/settings.md."""
        return ""

    def refused(self) -> str:
        """What production refuses besides emptiness, for docs/settings.md."""
        return self.refuses

    def wrong(self, _value: Any) -> str:
        """Why no start accepts this value; empty if it may."""
        return ""

    def unfit(self, _value: Any) -> str:
        """Why a production start does not accept this value, which is not empty; empty if it does."""
        return ""

    def refusal(self, value: Any) -> str:
        """Why a production start does not accept this value; empty if it does."""
        bare = value.get_secret_value() if isinstance(value, SecretStr) else value
        if bare in EMPTY or (isinstance(bare, str) and not bare.strip()):
            return "is needed" if self.needed else ""
        return self.unfit(bare)

    def read(self, value: Any) -> Any:
        """The value as it is given, before its type is checked. Raises ValueError for one that could not be read."""
        if isinstance(value, Unread):
            raise ValueError(value.why)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        sound = core_schema.no_info_after_validator_function(self._sound, handler(source))
        return core_schema.no_info_before_validator_function(self.read, sound)

    def _sound(self, value: Any) -> Any:
        if why := self.wrong(value):
            raise ValueError(why)
        return value


@dataclass(frozen=True)
class Text(Kind):
    """Text; with `pattern` it must match as a whole. `never`: the value that production refuses."""

    pattern: str = ""
    never: str = ""

    def wrong(self, value: str | None) -> str:
        bad = self.pattern and value and not re.fullmatch(self.pattern, value)
        return f"does not match {self.pattern}" if bad else ""

    def unfit(self, value: Any) -> str:
        like = self.never and value.strip().casefold() == self.never.casefold()
        return "is not for production" if like else ""

    def refused(self) -> str:
        return f"`{self.never}`" if self.never else ""


@dataclass(frozen=True)
class Choice(Kind):
    """One or several of the values that the type lists. `never`: what production refuses, for the reason `why`."""

    never: frozenset[str] = frozenset()
    why: str = ""

    def unfit(self, value: Any) -> str:
        return self.why if value in self.never else ""

    def refused(self) -> str:
        return ", ".join(f"`{each}`" for each in sorted(self.never))


@dataclass(frozen=True)
class Place(Kind):
    """A file or folder."""


@dataclass(frozen=True)
class Count(Kind):
    """A whole number."""

    least: int = 1
    most: int = 1_000_000

    def limits(self) -> str:
        return f"{self.least} to {self.most}"

    def wrong(self, value: float) -> str:
        return "" if self.least <= value <= self.most else f"is not between {self.least} and {self.most}"


@dataclass(frozen=True)
class Duration(Kind):
    """A time in seconds."""

    unit: str = "seconds"
    least: float = 0.001
    most: float = 366 * 24 * 3600

    def limits(self) -> str:
        return f"{self.least:g} to {self.most:.0f}"

    def wrong(self, value: float) -> str:
        return "" if self.least <= value <= self.most else f"is not between {self.least:g} and {self.most:g} seconds"


@dataclass(frozen=True)
class Url(Kind):
    """An address, or several by name; with `file` also an absolute path."""

    file: bool = False

    def refused(self) -> str:
        return "anything but https://" + (" or an absolute path" if self.file else "")

    def unfit(self, value: str | dict[str, str]) -> str:
        if isinstance(value, dict):
            return next((f"{name}: {why}" for name, one in value.items() if (why := self.unfit(one))), "")
        if self.file and is_path(value):
            return ""
        return "" if _reached_by_tls(value) else "is no https:// address" + (" or absolute path" if self.file else "")


@dataclass(frozen=True)
class Secret(Kind):
    """A secret, never logged or shown. `least`: its least length."""

    least: int = 16

    filed: ClassVar[bool] = True

    def unfit(self, value: str) -> str:
        return weak(value, self.least)

    def refused(self) -> str:
        return f"fewer than {self.least} characters; one block again and again; a placeholder such as {SANDBOX}"


@dataclass(frozen=True)
class Never(Kind):
    """A setting that production refuses at any value, for the reason `why`."""

    why: str = "is not for production"
    refuses: ClassVar[str] = "any value"
    filed: ClassVar[bool] = True

    def unfit(self, _value: Any) -> str:
        return self.why


def weak(secret: str, least: int) -> str:
    """Why production refuses this secret; empty if it does not."""
    if PLACEHOLDERS.search(re.sub("[^a-z]", "", secret.lower())):
        return "is a placeholder, or a sandbox's secret"
    if len(secret) < least:
        return f"is shorter than {least} characters"
    if any(secret[length:] == secret[:-length] for length in range(1, len(secret) // 2 + 1)):
        return "is one block again and again"
    return "" if len(set(secret)) >= VARIED else f"has fewer than {VARIED} different characters"


def is_path(value: str) -> bool:
    """True for an absolute path without //, . and .. in it."""
    return all(part not in ("", ".", "..") for part in value.split("/")[1:]) and value[:1] == "/"


def _reached_by_tls(address: str) -> bool:
    try:
        found = urlsplit(address)
    except ValueError:
        return False
    return found.scheme == "https" and bool(found.hostname) and not found.username
