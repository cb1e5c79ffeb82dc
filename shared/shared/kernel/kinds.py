"""The kinds of settings: what each is, its unit, what no start takes of it, and what a production start refuses.

A reason never holds the value: it ends in a log.
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
#: What stands where a secret should be put, without what is no letter.
PLACEHOLDERS = re.compile("changeme|secret|password|example|throwaway")
#: What of a database's URL is asyncpg's own; it gives any other parameter to the server, where it sets what it likes.
PARAMETERS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "application_name", "target_session_attrs"}
LARGEST = {4: 8, 6: 16}  # the shortest prefix of a network that is somebody's own, by IP version
#: Where IPv6 has every address of IPv4 as well: mapped, translated (RFC 6052), 6to4.
EMBEDDED = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96", "2002::/16")))


@dataclass(frozen=True)
class Kind:
    """One setting. `needed`: production refuses it empty. `otherwise`: its default, where that is no constant."""

    what: str
    _: KW_ONLY
    needed: bool = False
    unit: str = ""
    otherwise: str = ""

    refuses: ClassVar[str] = ""

    def limits(self) -> str:
        """What every start holds it to, for people."""
        return ""

    def refused(self) -> str:
        """What production refuses of what is not empty, for people."""
        return self.refuses

    def wrong(self, _value: Any) -> str:
        """Why no start at all takes this; empty if one does."""
        return ""

    def unfit(self, _value: Any) -> str:
        """Why a production start does not take this, which is not empty; empty if it does."""
        return ""

    def refusal(self, value: Any) -> str:
        """Why a production start does not take this; empty if it does."""
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
    """Any text; with `pattern` only what matches it as a whole. `never`: what production refuses."""

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
    """Some of a few words, which the type lists."""


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
    """An address, or a name for each of several; with `file` also an absolute path."""

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
    """What proves something; never logged or shown. `least`: how long at least."""

    least: int = 16

    def unfit(self, value: str) -> str:
        return weak(value, self.least)

    def refused(self) -> str:
        return f"fewer than {self.least} characters; one block again and again; a placeholder such as {SANDBOX}"


@dataclass(frozen=True)
class Dsn(Kind):
    """A database's URL. Over the network TLS proves who the server is; on the same machine a socket does."""

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
    """Networks of machines that are believed."""

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
    """Nothing that a process of production is told. `why` not."""

    why: str = "is not for production"
    refuses: ClassVar[str] = "any value"

    def unfit(self, _value: Any) -> str:
        return self.why


def weak(secret: str, least: int) -> str:
    """Why this is no secret for production; empty if it may be one."""
    if PLACEHOLDERS.search(re.sub("[^a-z]", "", secret.lower())):
        return "is a placeholder, or a sandbox's secret"
    if len(secret) < least:
        return f"is shorter than {least} characters"
    if any(secret[length:] == secret[:-length] for length in range(1, len(secret) // 2 + 1)):
        return "is one block again and again"
    return "" if len(set(secret)) >= VARIED else f"has fewer than {VARIED} different characters"


def _is_path(value: str) -> bool:
    """An absolute path that nobody takes for an address: without //, . and .. in it."""
    return all(part not in ("", ".", "..") for part in value.split("/")[1:]) and value[:1] == "/"


def _reached_by_tls(address: str) -> bool:
    try:
        found = urlsplit(address)
    except ValueError:
        return False
    return found.scheme == "https" and bool(found.hostname) and not found.username
