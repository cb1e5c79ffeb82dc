"""CloudEvents 1.0 in Kafka's binary mode: a journal row to headers, headers back to what was emitted.

Attributes and extensions travel as `ce_*` headers (Kafka protocol binding, 3.2), the body is the value.
This module knows the wire and nothing of what the events mean.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from shared.kernel.ids import SwiftUUID
from shared.kernel.incoming import EventRecord, Raw, Unreadable, kept

Headers = list[tuple[str, bytes]]
CONTENT_TYPE = "application/json; charset=utf-8"


class Record(Protocol):
    """What a consumer hands over (aiokafka's ConsumerRecord has this shape)."""

    topic: str
    partition: int
    offset: int
    value: bytes | None
    headers: Raw


def topic_of(producer: str) -> str:
    """One topic per producer."""
    return f"motcua.{producer}"


def headers_of(producer: str, row: Any) -> Headers:
    """The headers of a journal row; an attribute that is absent has no header."""
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(row["id"]),
        "ce_type": f"motcua.{producer}.{row['event']}",
        "ce_source": f"/{producer}",
        "ce_subject": str(row["entity"]),
        "ce_time": time_of(row["at"]),
        "ce_sequence": str(row["sequence"]),
        "ce_dossier": str(row["dossier"]),
        "ce_actor": row["actor"],
        "ce_role": row["role"],
        "ce_agency": row["agency"],
        "ce_correlationid": str(row["correlation"]),
        "ce_causationid": str(row["cause"]),
        "ce_digest": row["digest"].hex(),
        "ce_previous": row["previous"].hex(),
        "ce_traceparent": row["traceparent"],
        "content-type": CONTENT_TYPE,
    }
    return [(name, value.encode()) for name, value in attributes.items() if value is not None]


@lru_cache(maxsize=64)
def time_of(at: datetime) -> str:
    """RFC 3339 in UTC; remembered, because a unit of work has one time for all its records."""
    return at.isoformat().replace("+00:00", "Z")


def read(record: Record) -> EventRecord | Unreadable:
    """What a record says of itself. Never raises: what cannot be read is handed on as Unreadable."""
    value, place = record.value or b"", (record.topic, record.partition, record.offset)
    try:
        return _record(record.headers, value, *place)
    except (KeyError, ValueError) as error:
        why = f"headers cannot be read: {type(error).__name__}: {error}"
        return Unreadable(*place, headers=kept(record.headers), value=value, why=why)


def record_of_deferred(headers: str, value: bytes, topic: str, partition: int, offset: int) -> EventRecord:
    """A record from its kept headers and value, as `deferred` stores them. Raises KeyError, ValueError."""
    raw = [(name, text.encode("latin-1")) for name, text in json.loads(headers)]
    return _record(raw, value, topic, partition, offset)


def _record(headers: Raw, value: bytes, topic: str, partition: int, offset: int) -> EventRecord:
    found = {name: (value or b"").decode() for name, value in headers}
    source, kind = found["ce_source"], found["ce_type"]
    if found["ce_specversion"] != "1.0" or not source.startswith("/"):
        raise ValueError("not a CloudEvent of ours")
    if "\0" in "".join(found.values()):
        raise ValueError("NUL, which PostgreSQL cannot keep")
    return EventRecord(
        dossier=SwiftUUID(found["ce_dossier"]),
        entity=SwiftUUID(found["ce_subject"]),
        producer=source[1:],
        sequence=_sequence(found["ce_sequence"]),
        id=SwiftUUID(found["ce_id"]),
        kind=kind,
        digest=found["ce_digest"],
        previous=found["ce_previous"],
        actor=found["ce_actor"],
        role=found["ce_role"],
        agency=found.get("ce_agency"),
        correlation=SwiftUUID(found["ce_correlationid"]),
        traceparent=found.get("ce_traceparent"),
        at=datetime.fromisoformat(found["ce_time"]),
        topic=topic,
        partition=partition,
        offset=offset,
        raw=headers,
        value=value,
    )


def _sequence(text: str) -> int:
    sequence = int(text)
    if not 0 < sequence < 2**63:
        raise ValueError(f"sequence {text}")
    return sequence
