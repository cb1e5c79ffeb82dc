"""The cost of proving a record: its headers with and without a MAC, and reading it with and without keys.

Needs no stack. Each figure is the best of many short windows, which a busy machine affects least.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from motcua.stack.services import event_keys
from shared.kernel.entry import Entry, digest_of
from shared.kernel.envelope import headers_and_value, read, topic_of
from shared.kernel.ids import uuid7
from shared.kernel.keys import EventKeys
from tests.support.emitter import Record, Row

WINDOWS, CALLS = 2000, 100
TARGET = 4.0  # microseconds a record, both ends together
BODY = '{"code":"H99.15-261128-0001","procedure":"2.001234","channel":"online","words":"Nộp hồ sơ"}'


def measured() -> dict[str, float]:
    """Microseconds a record: what a MAC adds to sending, and to reading."""
    entry = _entry()
    row, keys = Row(entry), EventKeys(event_keys(["intake"]))
    key, body = keys.own("intake"), entry.body.encode()
    bare = Record(topic_of("intake"), 0, 1, body, headers_and_value("intake", row)[0])
    proved = Record(topic_of("intake"), 0, 1, body, headers_and_value("intake", row, key)[0])
    sending = _best(lambda: headers_and_value("intake", row, key)) - _best(lambda: headers_and_value("intake", row))
    reading = _best(lambda: read(proved, keys)) - _best(lambda: read(bare))
    return {"sending": sending, "reading": reading, "both": sending + reading}


def _best(call: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(WINDOWS):
        began = time.perf_counter_ns()
        for _ in range(CALLS):
            call()
        best = min(best, time.perf_counter_ns() - began)
    return best / CALLS / 1000


def _entry() -> Entry:
    about: dict[str, Any] = {name: uuid7() for name in ("dossier", "entity", "cause", "id", "correlation")}
    words = {"entity_type": "dossier", "before": "submitted", "after": "accepted", "message": "Accept"}
    actor = {"actor": "officer:0190a1b2c3d4", "role": "officer", "agency": "H99.15", "traceparent": None}
    chain = {"sequence": 7, "at": datetime.now(UTC), "previous": bytes(32), "digest": b""}
    entry = Entry(**(about | words | actor | chain), event="DossierAccepted", body=BODY)
    return entry._replace(digest=digest_of(entry))
