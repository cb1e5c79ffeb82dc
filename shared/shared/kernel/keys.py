"""Event keys: what proves that a record comes from the service it names.

A MAC is HMAC-SHA-256 (RFC 2104) under a key of the producer, over the names and values of all attributes and the body
(decision 21). A producer has at most two keys at once; the first signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

from pydantic import SecretStr

from shared.kernel.declared import Unfit
from shared.kernel.kinds import Secret, weak
from shared.kernel.telemetry import UNPROVED

ENTRY: Final = re.compile(r"([a-z][a-z0-9-]*):([A-Za-z0-9._-]{1,32}):([^\s,:]+)")
AT_ONCE: Final = 2  # keys of one producer, while one follows the other
BLOCK: Final = 64  # of SHA-256, in bytes
KNOWN: Final = 64  # sets of names, at most; ours are two, a stranger may send any


@dataclass(frozen=True)
class KeyList(Secret):
    """Keys of producers, `producer:id:secret` each, with commas; of a producer's keys the first signs."""

    def wrong(self, value: SecretStr) -> str:
        told = value.get_secret_value()
        entries = [ENTRY.fullmatch(entry) for entry in told.split(",")] if told else []
        if not all(entries):
            return "is not producer:id:secret, with commas"
        found = [entry.groups() for entry in entries if entry]
        if len({(producer, key) for producer, key, _ in found}) < len(found):
            return "names a key twice"
        most = max(Counter(producer for producer, *_ in found).values(), default=0)
        return f"has more than {AT_ONCE} keys of one producer" if most > AT_ONCE else ""

    def unfit(self, value: str) -> str:
        secrets = [entry.rpartition(":")[2] for entry in value.split(",")]
        if len(set(secrets)) < len(secrets):
            return "has one secret twice"
        return next(filter(None, (weak(secret, self.least) for secret in secrets)), "")


class Key:
    """One key. Its hash states are made once, the inner one for each set of names; a MAC copies them."""

    def __init__(self, name: str, secret: str) -> None:
        known = secret.encode()
        block = (sha256(known).digest() if len(known) > BLOCK else known).ljust(BLOCK, b"\0")
        self._prefix = f"{name}:"
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block)).copy
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block)).copy
        self._begun: dict[tuple[str, ...], Any] = {}

    def mac(self, names: tuple[str, ...], values: bytes, value: bytes) -> str:
        """The key's id, and the MAC in hex. `values` are the attributes', with NUL between them and in none of them."""
        inner, outer = (self._begun.get(names) or self._begin(names))(), self._outer()
        inner.update(values)
        inner.update(b"\0" + value)
        outer.update(inner.digest())
        return self._prefix + outer.hexdigest()

    def _begin(self, names: tuple[str, ...]) -> Any:
        """How many names there are, and they, each ended by NUL; nothing that is signed has NUL in a name."""
        inner, odd = self._inner(), "-" * any("\0" in name for name in names)
        inner.update("\0".join((f"{odd}{len(names)}", *names, "")).encode())
        if len(self._begun) < KNOWN:
            self._begun[names] = inner.copy
        return inner.copy


class EventKeys:
    """The keys a service knows. `rolling_out`: a record without a MAC is accepted, and counted."""

    def __init__(self, told: str, *, rolling_out: bool = False) -> None:
        self._known: dict[tuple[str, str], Key] = {}
        self._own: dict[str, Key] = {}
        self._rolling_out = rolling_out
        for producer, name, secret in (entry.split(":") for entry in told.split(",") if entry):
            key = self._known[producer, name] = Key(name, secret)
            self._own.setdefault(producer, key)

    def own(self, producer: str) -> Key:
        """The key that signs for this producer. Raises Unfit."""
        self.cover([producer])
        return self._own[producer]

    def cover(self, producers: Iterable[str]) -> None:
        """Without a key nothing is signed or checked. Raises Unfit."""
        if missing := sorted(set(producers) - self._own.keys()):
            raise Unfit(f"MOTCUA_EVENT_KEYS: lacks {', '.join(missing)}")

    def doubt(self, producer: str, mac: bytes | None, names: tuple[str, ...], values: bytes, value: bytes) -> str:
        """Why a record is not proved to be this producer's; empty if it is."""
        if mac is None:
            if self._rolling_out:
                UNPROVED.labels(producer).inc()
            return "" if self._rolling_out else "it has no ce_mac"
        name = mac.partition(b":")[0].decode(errors="replace")
        key = self._known.get((producer, name))
        if key is None:
            return f"no key {name[:32]} of {producer} is known here"
        return "" if compare_digest(key.mac(names, values, value).encode(), mac) else "its ce_mac does not fit"
