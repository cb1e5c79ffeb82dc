"""Event keys: what proves that a record comes from the service it names.

A MAC is HMAC-SHA-256 (RFC 2104) over the framed attributes and the value, under a key of the producer. A producer has
at most two keys at once, the first of them signs; `envelope` says what is framed, decision 21 why it is enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from pydantic import SecretStr

from shared.kernel.declared import Unfit
from shared.kernel.kinds import Secret, weak
from shared.kernel.telemetry import UNPROVED

ENTRY: Final = re.compile(r"([a-z][a-z0-9-]*):([A-Za-z0-9._-]{1,32}):([^\s,:]+)")
AT_ONCE: Final = 2  # keys of one producer, while one follows the other
BLOCK: Final = 64  # of SHA-256, in bytes


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
    """One key. Its two hash states are made once; a MAC copies them."""

    def __init__(self, name: str, secret: str) -> None:
        known = secret.encode()
        block = (sha256(known).digest() if len(known) > BLOCK else known).ljust(BLOCK, b"\0")
        self._prefix = f"{name}:"
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block)).copy
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def mac(self, attributes: bytes, value: bytes) -> str:
        """The key's id, and the MAC in hex."""
        inner, outer = self._inner(), self._outer()
        inner.update(attributes)
        inner.update(value)
        outer.update(inner.digest())
        return self._prefix + outer.hexdigest()


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
        """Whoever lacks a key can neither sign nor check. Raises Unfit."""
        if missing := sorted(set(producers) - self._own.keys()):
            raise Unfit(f"MOTCUA_EVENT_KEYS: lacks {', '.join(missing)}")

    def doubt(self, producer: str, mac: str | None, attributes: bytes, value: bytes) -> str:
        """Why a record is not proved to be this producer's; empty if it is."""
        if mac is None:
            if self._rolling_out:
                UNPROVED.labels(producer).inc()
            return "" if self._rolling_out else "it has no ce_mac"
        name = mac.partition(":")[0]
        key = self._known.get((producer, name))
        if key is None:
            return f"no key {name[:32]} of {producer} is known here"
        fits = compare_digest(key.mac(attributes, value).encode(), mac.encode())
        return "" if fits else "its ce_mac does not fit"
