"""How many requests one process answers at once. Knows no route, and nothing of what a request asks for.

A request has its place from before its body is read until its answer is made. Requests without a token have half of the
places, and one client half of those: who sends bodies slowly without being anybody keeps out others without a token at
most, and only with several addresses. Health and metrics take no place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from shared.contracts.names import Name
from shared.contracts.spelled import duration
from shared.kernel.errors import Refused, Unavailable
from shared.kernel.metrics import REFUSED

REQUESTS: Final = Name("yêu cầu", "requests")
WAIT: Final = 1  # seconds until another try is worth it: most requests take milliseconds


class TooManyAtOnce(Refused):
    """Too many requests of one client are under way."""

    status = 429
    vi = "Đang có quá nhiều yêu cầu được gửi cùng lúc"

    def __init__(self, each: int, retry_after: int, what: Name) -> None:
        """`retry_after` in seconds."""
        later = duration(retry_after)
        super().__init__(
            f"At most {each} {what.en} at once; try again in {later.en}.",
            f"Mỗi người được gửi tối đa {each} {what.vi} cùng lúc; vui lòng thử lại sau {later.vi}.",
        )
        self.retry_after = retry_after


class AtOnce:
    """What is under way in one process: `each` of one client and `most` of all, counted under the name `limit`."""

    def __init__(self, limit: str, each: int, most: int, wait: int = WAIT, what: Name = REQUESTS) -> None:
        self._limit, self._each, self._most, self._wait, self._what = limit, each, most, wait, what
        self._of: Counter[str] = Counter()
        self._all = 0

    @contextmanager
    def one(self, who: str) -> Iterator[None]:
        """One more of this client, until the context ends. Raises Unavailable, TooManyAtOnce."""
        if self._all >= self._most:
            REFUSED.labels(self._limit).inc()
            raise Unavailable(self._limit, retry_after=self._wait)
        if self._of[who] >= self._each:
            REFUSED.labels(self._limit).inc()
            raise TooManyAtOnce(self._each, self._wait, self._what)
        self._of[who] += 1
        self._all += 1
        try:
            yield
        finally:
            self._all -= 1
            self._of[who] -= 1
            if not self._of[who]:
                del self._of[who]


class Places:
    """The places of one process."""

    def __init__(self, most: int) -> None:
        self._all = AtOnce("requests", most, most)
        self._strangers = AtOnce("strangers", max(1, most // 4), max(1, most // 2))

    @contextmanager
    def one(self, stranger: str | None) -> Iterator[None]:
        """A place; `stranger`: the client, of a request without a token. Raises TooManyAtOnce, Unavailable."""
        with self._all.one(""):
            if stranger is None:
                yield
                return
            with self._strangers.one(stranger):
                yield
