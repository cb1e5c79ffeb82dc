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
from shared.kernel.incoming import EventRecord, Raw, Rejected, kept
from shared.kernel.keys import EventKeys, Key

Headers = list[tuple[str, bytes]]
Place = tuple[str, int, int]  # topic, partition, offset
MAC = "ce_mac"
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


def headers_of(producer: str, row: Any, key: Key | None = None) -> Headers:
    """The headers of a journal row, the MAC last if there is a key; an attribute that is absent has no header."""
    traceparent = row["traceparent"] or traceparent_of(row["correlation"], row["id"])
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(row["id"]),
        "ce_type": f"motcua.{producer}.{row['event']}",
        "ce_source": f"/{producer}",
        "ce_subject": str(row["entity"]),
        "ce_time": time_of(row["at"]),
        "ce_sequence": f"{row['sequence']:019}",
        "ce_dossier": str(row["dossier"]),
        "ce_actor": row["actor"],
        "ce_role": row["role"],
        "ce_correlationid": str(row["correlation"]),
        "ce_causationid": str(row["cause"]),
        "ce_digest": row["digest"].hex(),
        "ce_previous": row["previous"].hex(),
        "ce_traceparent": traceparent,
        "content-type": CONTENT_TYPE,
    }
    if row["agency"] is not None:
        attributes["ce_agency"] = row["agency"]
    names, values = tuple(attributes), "\0".join(attributes.values()).encode()
    headers = list(zip(names, values.split(b"\0"), strict=True))
    if key is not None:
        headers.append((MAC, key.mac(names, values, row["body"].encode()).encode()))
    return headers


def traceparent_of(correlation: Any, event: Any) -> str:
    """The trace context of what was caused outside any trace: not sampled, and the same at each sending."""
    return f"00-{str(correlation).replace('-', '')}-{str(event).replace('-', '')[16:]}-00"


@lru_cache(maxsize=64)
def time_of(at: datetime) -> str:
    """RFC 3339 in UTC; remembered, because a unit of work has one time for all its records."""
    return at.isoformat().replace("+00:00", "Z")


def read(record: Record, keys: EventKeys | None = None) -> EventRecord | Rejected:
    """What a record says; with keys, only if it is proved. Never raises."""
    return _read(record.headers, record.value or b"", (record.topic, record.partition, record.offset), keys)


def read_again(row: Any, keys: EventKeys) -> EventRecord | Rejected:
    """As `read`, of a row of `deferred`."""
    return _read(_raw(row["headers"]), row["value"], (row["topic"], row["partition"], row["offset"]), keys)


def record_of_deferred(headers: str, value: bytes, topic: str, partition: int, offset: int) -> EventRecord:
    """A record from its kept headers and value, as `deferred` stores them. Raises KeyError, ValueError."""
    raw = _raw(headers)
    return _record(raw, _attributes(raw)[3], value, topic, partition, offset)


def _raw(headers: str) -> Raw:
    return [(name, text.encode("latin-1")) for name, text in json.loads(headers)]


def _read(headers: Raw, value: bytes, place: Place, keys: EventKeys | None) -> EventRecord | Rejected:
    try:
        mac, names, values, found = _attributes(headers)
        record = _record(headers, found, value, *place)
    except (KeyError, ValueError, TypeError) as error:
        why = f"headers cannot be read: {type(error).__name__}: {error}"
        return Rejected(*place, headers=kept(headers), value=value, why=why)
    if keys is None:
        return record
    if record.topic != topic_of(record.producer):
        doubt = f"it names {record.producer} as its producer, on {record.topic}"
    else:
        doubt = keys.doubt(record.producer, mac, names, values, value)
    return Rejected(*place, kept(headers), value, doubt, "forged", record.digest) if doubt else record


def _attributes(headers: Raw) -> tuple[bytes | None, tuple[str, ...], bytes, dict[str, str]]:
    """The MAC, and the other attributes: their names, all their values as they came, and both as text."""
    found: dict[str, Any] = dict(headers)
    if len(found) != len(headers):
        raise ValueError("an attribute twice")
    mac, names, values = found.pop(MAC, None), tuple(found), b"\0".join(found.values())
    texts = values.decode().split("\0") if found else []
    if len(texts) != len(names):
        raise ValueError("NUL, which PostgreSQL cannot keep")
    return mac, names, values, dict(zip(names, texts, strict=True))


def _record(headers: Raw, found: dict[str, str], value: bytes, topic: str, partition: int, offset: int) -> EventRecord:
    source = found["ce_source"]
    if found["ce_specversion"] != "1.0" or not source.startswith("/"):
        raise ValueError("not a CloudEvent of ours")
    return EventRecord(
        dossier=SwiftUUID(found["ce_dossier"]),
        entity=SwiftUUID(found["ce_subject"]),
        producer=source[1:],
        sequence=_sequence(found["ce_sequence"]),
        id=SwiftUUID(found["ce_id"]),
        kind=found["ce_type"],
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
