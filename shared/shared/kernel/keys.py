"""Event keys: what proves that a record comes from the service it names.

A MAC is HMAC-SHA-256 (RFC 2104) under a key of the producer, over the names and values of all attributes and the body
(decision 21). A producer has at most two keys at once; the first signs.
"""

from __future__ import annotations

import re
from binascii import hexlify
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

from pydantic import SecretStr

from shared.kernel.declared import Unfit
from shared.kernel.kinds import Secret, weak
from shared.kernel.metrics import UNPROVED

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


class Names(tuple[str, ...]):
    """The names of a record's attributes, in order. `begun` has for each key the state of its hash after them."""

    begun: dict[Key, Any]

    def __new__(cls, *names: str) -> Names:
        made = super().__new__(cls, names)
        made.begun = {}
        return made


class Key:
    """One key. Its hash states are made once, the inner one for each Names; a MAC copies them."""

    __slots__ = ("_inner", "_outer", "prefix")

    def __init__(self, name: str, secret: str) -> None:
        known = secret.encode()
        block = (sha256(known).digest() if len(known) > BLOCK else known).ljust(BLOCK, b"\0")
        self.prefix = f"{name}:".encode()
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block)).copy
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def mac(self, names: Names, message: bytes) -> bytes:
        """The key's id, and the MAC in hex. `message`: the attributes' values, each ended by NUL, and the body."""
        inner, outer = (names.begun.get(self) or self._begin(names))(), self._outer()
        inner.update(message)
        outer.update(inner.digest())
        return self.prefix + hexlify(outer.digest())

    def _begin(self, names: Names) -> Any:
        """How many names there are, and they, each ended by NUL; nothing that is signed has NUL in a name."""
        inner, odd = self._inner(), "-" * any("\0" in name for name in names)
        inner.update("\0".join((f"{odd}{len(names)}", *names, "")).encode())
        names.begun[self] = inner.copy
        return inner.copy


class EventKeys:
    """The keys a service knows. `rolling_out`: a record without a MAC is accepted, and counted."""

    def __init__(self, told: str, *, rolling_out: bool = False) -> None:
        self._known: dict[str, list[Key]] = {}
        self._rolling_out = rolling_out
        for producer, name, secret in (entry.split(":") for entry in told.split(",") if entry):
            self._known.setdefault(producer, []).append(Key(name, secret))

    def own(self, producer: str) -> Key:
        """The key that signs for this producer. Raises Unfit."""
        self.cover([producer])
        return self._known[producer][0]

    def cover(self, producers: Iterable[str]) -> None:
        """Without a key nothing is signed or checked. Raises Unfit."""
        if missing := sorted(set(producers) - self._known.keys()):
            raise Unfit(f"MOTCUA_EVENT_KEYS: lacks {', '.join(missing)}")

    def doubt(self, producer: str, mac: bytes | None, names: Names, message: bytes) -> str:
        """Why a record is not proved to be this producer's; empty if it is."""
        if mac is None:
            if self._rolling_out:
                UNPROVED.labels(producer).inc()
            return "" if self._rolling_out else "it has no ce_mac"
        for key in self._known.get(producer, ()):
            if mac.startswith(key.prefix):
                return "" if compare_digest(key.mac(names, message), mac) else "its ce_mac does not fit"
        name = mac.partition(b":")[0][:32].decode(errors="replace")
        return f"no key {name} of {producer} is known here"
