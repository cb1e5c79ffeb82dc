"""The issuer's public keys (JWKS, RFC 7517), from a file or an address. Knows no tokens and no callers.

An unknown kid causes one refresh, at most every 30 seconds, so strangers cannot flood the issuer with requests.
Keys are read again after ten minutes, so a withdrawn key stops working; while the issuer is away the old keys stay.
"""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx2
import jwt
import structlog

from shared.kernel.errors import Unauthenticated, Unavailable
from shared.kernel.metrics import KEYS_UNREAD
from shared.kernel.tls import told, trusted

ALGORITHMS: Final = frozenset({"EdDSA", "ES256", "RS256"})
REFRESH: Final = 30.0  # seconds between two refreshes
FRESH: Final = 600.0  # seconds until keys are read again
_FIRST: Final = 1.0  # seconds between two tries until the first key is read
_TIMEOUT: Final = 5.0

log = structlog.stdlib.get_logger(__name__)


class Keyring:
    """Public keys by kid. `source` is a path or an http(s) address; `now` a monotonic clock in seconds.

    `bundle`: certificates that prove the address. Without `kid` the set may be one key that has none.
    """

    def __init__(
        self,
        source: str | Path,
        *,
        bundle: Path | None = None,
        kid: bool = True,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source, self._transport, self._now = str(source), transport, now
        self._trusted, self._kid = trusted(bundle), kid
        self._keys: dict[str, jwt.PyJWK] = {}
        self._lock = asyncio.Lock()
        self._next = self._stale = float("-inf")

    async def key(self, kid: str) -> jwt.PyJWK:
        """The key of this kid. Raises Unauthenticated if the issuer has none, Unavailable if no key was read yet."""
        # A known key is returned without waiting: only the request that finds the keyring stale refreshes it.
        if kid not in self._keys or (self._now() >= self._stale and not self._lock.locked()):
            await self._refresh()
        if not self._keys:
            raise Unavailable("keys of the token issuer")
        if kid not in self._keys:
            raise Unauthenticated(
                "The token's key is not known.", "Không nhận ra khóa ký của mã truy cập.", wrong="key"
            )
        return self._keys[kid]

    async def _refresh(self) -> None:
        async with self._lock:
            if self._now() < self._next:
                return
            try:
                keys = _usable(await self._read(), kid=self._kid)
            except (OSError, httpx2.HTTPError, ValueError) as exc:
                KEYS_UNREAD.inc()
                log.warning("keys_not_read", source=self._source, exception=told(exc))
                self._next = self._now() + (REFRESH if self._keys else _FIRST)
                return
            self._keys = keys
            self._next, self._stale = self._now() + REFRESH, self._now() + FRESH

    async def _read(self) -> Any:
        if not self._source.startswith(("http://", "https://")):
            return json.loads(await asyncio.to_thread(Path(self._source).read_bytes))
        async with httpx2.AsyncClient(transport=self._transport, timeout=_TIMEOUT, verify=self._trusted) as client:
            return (await client.get(self._source)).raise_for_status().json()


def _usable(found: Any, *, kid: bool) -> dict[str, jwt.PyJWK]:
    """The keys that may sign tokens; others are left out. Raises ValueError if none is usable."""
    listed = found.get("keys") if isinstance(found, dict) else None
    keys = [key for one in (listed if isinstance(listed, list) else []) if (key := _key(one))]
    alone = not kid and len(keys) == 1
    usable = {"": keys[0]} if alone else {key.key_id: key for key in keys if isinstance(key.key_id, str) and key.key_id}
    if not usable:
        raise ValueError("no usable key in the set")
    return usable


def _key(found: Any) -> jwt.PyJWK | None:
    if not isinstance(found, dict) or found.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(found)
    except jwt.PyJWTError:
        return None
    return key if key.algorithm_name in ALGORITHMS else None
