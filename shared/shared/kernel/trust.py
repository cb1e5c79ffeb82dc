"""Kinds of settings that say whom a process trusts: a database by TLS, certificates, proxies in front."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from shared.kernel import tls
from shared.kernel.kinds import Kind, Place, is_path, weak

#: The parameters of a database's URL that asyncpg reads itself; any other it sends to the server as a setting.
PARAMETERS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "application_name", "target_session_attrs"}
LARGEST = {4: 8, 6: 16}  # the shortest prefix that a private network may have, by IP version
#: The IPv6 networks that contain every IPv4 address: mapped, translated (RFC 6052), 6to4.
EMBEDDED = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96", "2002::/16")))


@dataclass(frozen=True)
class Bundle(Place):
    """Certificates (PEM) that prove the other side, in place of those everybody trusts."""

    def wrong(self, value: Path | None) -> str:
        try:
            tls.trusted(value)
        except OSError as error:
            return tls.wrong(error)
        return ""


@dataclass(frozen=True)
class Dsn(Kind):
    """A database's URL. Over the network TLS authenticates the server; on the same machine a local socket does."""

    refuses: ClassVar[str] = (
        "no `sslmode=verify-full`, but for a local socket; an unknown parameter, or one twice; a weak password"
    )
    filed: ClassVar[bool] = True

    def unfit(self, value: str) -> str:
        try:
            url, asked = urlsplit(value), parse_qs(urlsplit(value).query, keep_blank_values=True)
        except ValueError:
            return "is no postgresql:// URL"
        if url.scheme not in ("postgresql", "postgres"):
            return "is no postgresql:// URL"
        local = not url.hostname and all(map(is_path, ",".join(asked.get("host", [""])).split(",")))
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
