"""CloudEvents 1.0 in Kafka's binary mode: a journal row to headers, headers back to what was emitted.

Attributes and extensions travel as `ce_*` headers (Kafka protocol binding, 3.2), the body is the value.
This module knows the wire and nothing of what the events mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Protocol

from shared.kernel.ids import SwiftUUID
from shared.kernel.incoming import EventRecord, Raw, Rejected, kept
from shared.kernel.keys import EventKeys, Key, Names

Headers = list[tuple[str, bytes]]
Place = tuple[str, int, int]  # topic, partition, offset
MAC = "ce_mac"
CONTENT_TYPE = "application/json; charset=utf-8"
#: The attributes of every record, in the order in which they are sent and signed.
ALWAYS = Names(
    *("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_sequence", "ce_dossier"),
    *("ce_actor", "ce_role", "ce_correlationid", "ce_causationid", "ce_digest", "ce_previous", "ce_traceparent"),
    "content-type",
)
WITH_AGENCY = Names(*ALWAYS, "ce_agency")
OPTIONAL = {"ce_agency", "ce_traceparent"}
#: What is read of them.
READ = (
    *("ce_specversion", "ce_source", "ce_dossier", "ce_subject", "ce_sequence", "ce_id", "ce_type", "ce_digest"),
    *("ce_previous", "ce_actor", "ce_role", "ce_correlationid", "ce_time", "ce_agency", "ce_traceparent"),
)


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


def headers_and_value(producer: str, row: Any, key: Key | None = None) -> tuple[Headers, bytes]:
    """A journal row as it is sent. An attribute that is absent has no header; with a key the MAC is the last one."""
    event, correlation, agency = str(row["id"]), str(row["correlation"]), row["agency"]
    values: tuple[str, ...] = (
        "1.0",
        event,
        f"motcua.{producer}.{row['event']}",
        f"/{producer}",
        str(row["entity"]),
        time_of(row["at"]),
        f"{row['sequence']:019}",
        str(row["dossier"]),
        row["actor"],
        row["role"],
        correlation,
        str(row["cause"]),
        row["digest"].hex(),
        row["previous"].hex(),
        row["traceparent"] or traceparent_of(correlation, event),
        CONTENT_TYPE,
    )
    names = ALWAYS
    if agency is not None:
        names, values = WITH_AGENCY, (*values, agency)
    message = "\0".join((*values, row["body"])).encode()
    *attributes, value = message.split(b"\0", len(names))
    headers = list(zip(names, attributes))  # noqa: B905 - as long as each other, and strict takes time
    if key is not None:
        headers.append((MAC, key.mac(names, message)))
    return headers, value


def traceparent_of(correlation: str, event: str) -> str:
    """The trace context of what was caused outside any trace: not sampled, and the same at each sending."""
    return f"00-{correlation.replace('-', '')}-{event[19:23]}{event[24:]}-00"


@lru_cache(maxsize=64)
def time_of(at: datetime) -> str:
    """RFC 3339 in UTC; remembered, because a unit of work has one time for all its records."""
    return at.isoformat().replace("+00:00", "Z")


def read(record: Record, keys: EventKeys | None = None) -> EventRecord | Rejected:
    """What a record says; with keys, only if it is proved. Never raises."""
    return _read(record.headers, record.value or b"", (record.topic, record.partition, record.offset), keys)


def read_again(row: Any, keys: EventKeys | None = None) -> EventRecord | Rejected:
    """As `read`, of a row of `deferred`."""
    headers = [(name, text.encode("latin-1")) for name, text in json.loads(row["headers"])]
    return _read(headers, row["value"], (row["topic"], row["partition"], row["offset"]), keys)


def _read(headers: Raw, value: bytes, place: Place, keys: EventKeys | None) -> EventRecord | Rejected:
    signed, mac = (headers[:-1], headers[-1][1]) if headers and headers[-1][0] == MAC else (headers, None)
    try:
        found, values = zip(*signed)  # noqa: B905 - strict takes time
        attributes, (names, pick) = b"\0".join(values), _layout(found)
        texts: list[Any] = attributes.decode().split("\0")
        if len(texts) != len(names):
            raise ValueError("NUL, which PostgreSQL cannot keep")
        record = _record(pick([*texts, None]), headers, value, *place)
    except (KeyError, ValueError, TypeError) as error:
        why = f"headers cannot be read: {type(error).__name__}: {error}"
        return Rejected(*place, headers=kept(headers), value=value, why=why)
    if keys is None:
        return record
    if record.topic != topic_of(record.producer):
        doubt = f"it names {record.producer} as its producer, on {record.topic}"
    else:
        doubt = keys.doubt(record.producer, mac, names, b"\0".join((attributes, value)))
    return Rejected(*place, kept(headers), value, doubt, "forged", record.digest) if doubt else record


@lru_cache(maxsize=64)
def _layout(found: tuple[str, ...]) -> tuple[Names, Callable[[list[Any]], tuple[Any, ...]]]:
    """Attributes of these names, and what picks their values to be READ; an absent one's stands after the last."""
    if len(set(found)) < len(found):
        raise ValueError("an attribute twice")
    places = {name: place for place, name in enumerate(found)} | dict.fromkeys(OPTIONAL - set(found), len(found))
    return Names(*found), itemgetter(*(places[name] for name in READ))


def _record(
    picked: tuple[Any, ...], headers: Raw, value: bytes, topic: str, partition: int, offset: int
) -> EventRecord:
    version, source, dossier, entity, sequence, key, kind, digest, previous = picked[:9]
    actor, role, correlation, at, agency, traceparent = picked[9:]
    if version != "1.0" or source[:1] != "/":
        raise ValueError("not a CloudEvent of ours")
    return EventRecord(
        dossier=SwiftUUID(dossier),
        entity=SwiftUUID(entity),
        producer=source[1:],
        sequence=_sequence(sequence),
        id=SwiftUUID(key),
        kind=kind,
        digest=digest,
        previous=previous,
        actor=actor,
        role=role,
        agency=agency,
        correlation=SwiftUUID(correlation),
        traceparent=traceparent,
        at=datetime.fromisoformat(at),
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
