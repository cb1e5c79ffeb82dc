"""The kinds of settings: a kind's unit and limits, what no start accepts, and what a production start refuses.

A reason never contains the value, because it is logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import GetCoreSchemaHandler, SecretStr
from pydantic_core import CoreSchema, core_schema

SANDBOX = "throw-away"  # every secret of this repository's compose file, local stack and sandbox begins with it
EMPTY: tuple[Any, ...] = (None, {}, frozenset(), Path())
VARIED = 5  # a secret has at least so many different characters
#: Words of placeholders for a secret, letters only.
PLACEHOLDERS = re.compile("changeme|secret|password|example|throwaway")
#: The parameters of a database's URL that asyncpg reads itself; any other it sends to the server as a setting.
PARAMETERS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "application_name", "target_session_attrs"}
LARGEST = {4: 8, 6: 16}  # the shortest prefix that a private network may have, by IP version
#: The IPv6 networks that contain every IPv4 address: mapped, translated (RFC 6052), 6to4.
EMBEDDED = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96", "2002::/16")))


@dataclass(frozen=True)
class Kind:
    """One setting. `needed`: production refuses it empty. `otherwise`: describes a default that is not a constant."""

    what: str
    _: KW_ONLY
    needed: bool = False
    unit: str = ""
    otherwise: str = ""

    refuses: ClassVar[str] = ""

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

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._sound, handler(source))

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
        return "is for development only" if like else ""

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
        if self.file and _is_path(value):
            return ""
        return "" if _reached_by_tls(value) else "is no https:// address" + (" or absolute path" if self.file else "")


@dataclass(frozen=True)
class Secret(Kind):
    """A secret, never logged or shown. `least`: its least length."""

    least: int = 16

    def unfit(self, value: str) -> str:
        return weak(value, self.least)

    def refused(self) -> str:
        return f"fewer than {self.least} characters; one block again and again; a placeholder such as {SANDBOX}"


@dataclass(frozen=True)
class Dsn(Kind):
    """A database's URL. Over the network TLS authenticates the server; on the same machine a local socket does."""

    refuses: ClassVar[str] = (
        "no `sslmode=verify-full`, but for a local socket; an unknown parameter, or one twice; a weak password"
    )

    def unfit(self, value: str) -> str:
        try:
            url, asked = urlsplit(value), parse_qs(urlsplit(value).query, keep_blank_values=True)
        except ValueError:
            return "is no postgresql:// URL"
        if url.scheme not in ("postgresql", "postgres"):
            return "is no postgresql:// URL"
        local = not url.hostname and all(map(_is_path, ",".join(asked.get("host", [""])).split(",")))
        if not local and asked.get("sslmode") != ["verify-full"]:
            return "needs ?sslmode=verify-full, or ?host= with the path of a local socket"
        if not asked.keys() <= PARAMETERS | ({"host"} if local else set()) or any(
            len(values) > 1 for values in asked.values()
        ):
            return f"takes each once of {', '.join(sorted(PARAMETERS))}, and nothing else"
        return weak(unquote(url.password), 8) if url.password else ""


@dataclass(frozen=True)
class Networks(Kind):
    """Networks of trusted machines."""

    refuses: ClassVar[str] = "networks larger, alone or together, than a /8 (IPv6: /16), or of IPv4 written as IPv6"

    def unfit(self, value: Iterable[IPv4Network | IPv6Network]) -> str:
        known = [*value]
        for version, least in LARGEST.items():
            group: Iterable[Any] = collapse_addresses(own for own in known if own.version == version)
            if any(network.prefixlen < least for network in group):
                return f"has networks of more addresses than a /{least}"
        mapped = any(isinstance(own, IPv6Network) and own.overlaps(other) for own in known for other in EMBEDDED)
        return "writes IPv4 as IPv6" if mapped else ""


@dataclass(frozen=True)
class Never(Kind):
    """A setting that production refuses at any value, for the reason `why`."""

    why: str = "is not for production"
    refuses: ClassVar[str] = "any value"

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


def _is_path(value: str) -> bool:
    """True for an absolute path without //, . and .. in it."""
    return all(part not in ("", ".", "..") for part in value.split("/")[1:]) and value[:1] == "/"


def _reached_by_tls(address: str) -> bool:
    try:
        found = urlsplit(address)
    except ValueError:
        return False
    return found.scheme == "https" and bool(found.hostname) and not found.username
