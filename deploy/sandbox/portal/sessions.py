"""Sessions of the portal: created at login, valid for a time and a number of calls, lost at a restart."""

from __future__ import annotations

import secrets
import time


class Sessions:
    """All sessions; `seconds` and `calls` limit each one."""

    def __init__(self, seconds: float, calls: int) -> None:
        self._seconds = seconds
        self._calls = calls
        self._left: dict[str, tuple[float, int]] = {}

    def new(self) -> str:
        """A fresh session."""
        session = secrets.token_hex(20)
        self._left[session] = (time.monotonic() + self._seconds, self._calls)
        return session

    def use(self, session: str) -> bool:
        """Whether it is still valid; uses up one call."""
        until, left = self._left.get(session, (0.0, 0))
        if left <= 0 or until < time.monotonic():
            self._left.pop(session, None)
            return False
        self._left[session] = (until, left - 1)
        return True

    def forget(self) -> None:
        """All of them."""
        self._left.clear()
