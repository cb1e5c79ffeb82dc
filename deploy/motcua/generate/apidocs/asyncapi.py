"""The topics as an AsyncAPI 3.0 document: what each service emits, and which events each other one receives.

Written from the contracts and the registries; the bodies are those of `docs/schemas`, inlined. `make validate` reads
it with the parser of the AsyncAPI initiative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from motcua.generate.apidocs.fields import described
from shared.contracts.message import Event
from shared.contracts.names import ROLES
from shared.contracts.release import RELEASE
from shared.kernel.envelope import CONTENT_TYPE, topic_of
from shared.kernel.registry import Registry

Json = dict[str, Any]
EventsByProducer = Mapping[str, list[type[Event]]]

UUID = {"type": "string", "format": "uuid"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

#: The CloudEvents attributes and our extensions, as Kafka headers (Kafka protocol binding 1.0.2, section 3.2).
HEADERS: Json = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": UUID | {"description": "The event's id."},
    "ce_type": {"type": "string", "description": "motcua.<service>.<Event>"},
    "ce_source": {"type": "string", "description": "/<service>"},
    "ce_subject": UUID | {"description": "The entity that has moved."},
    "ce_time": {"type": "string", "format": "date-time", "description": "The producer's domain clock, in UTC."},
    "ce_sequence": {
        "type": "string",
        "pattern": "^[0-9]{19}$",
        "description": "1, 2, 3 without gaps within one dossier and producer, in 19 digits; subscribers accept it "
        "without leading zeros.",
    },
    "ce_dossier": UUID | {"description": "Also the record's key: events of one dossier and producer are ordered."},
    "ce_actor": {"type": "string", "description": "The actor: an opaque subject, never a name."},
    "ce_role": {"type": "string", "enum": list(ROLES), "description": "In which role; a subscriber has `service`."},
    "ce_agency": {"type": "string", "description": "The agency acted for, if any."},
    "ce_correlationid": UUID | {"description": "What began it: the same for all that followed from one request."},
    "ce_causationid": UUID | {"description": "The message that caused this event."},
    "ce_digest": DIGEST | {"description": "SHA-256 over this event and the digest before."},
    "ce_previous": DIGEST | {"description": "The digest of the event before; zeros for the first."},
    "ce_traceparent": {
        "type": "string",
        "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
        "description": "W3C trace context; made of the correlation id for what no trace has caused.",
    },
    "ce_mac": {
        "type": "string",
        "pattern": "^[A-Za-z0-9._-]{1,32}:[0-9a-f]{64}$",
        "description": "A key's id, and HMAC-SHA-256 under that key of the producer over: how many "
        "other headers there are, their names and their values in their order, each ended by NUL, then the value.",
    },
    "content-type": {"const": CONTENT_TYPE},
}
ABSENT = ("ce_agency",)


DESCRIPTION = """The events that the services of the one-stop shop emit about dossiers: CloudEvents 1.0, in Kafka's
binary mode.

**Delivery** is at least once, in order per dossier and producer (the record's key is the dossier). A reader keeps the
last `ce_sequence` of each dossier and producer, or each `ce_id`: what it has it skips, what comes after a gap it holds
back until the gap is filled. `ce_id` never changes, so a reader without order deduplicates by it alone.

**Proof.** `ce_mac` proves the producer; what it does not prove is not read. `ce_digest` covers the event and
`ce_previous`, so nothing can be altered or taken out unseen.

**Evolution.** Events only gain fields, with defaults; readers ignore what they do not know. Another meaning is another
event. Times are RFC 3339 in UTC, amounts are in VND unless a currency is named, codes are those of the published
reference documents. No event names a person."""
SERVERS: Json = {
    "production": {
        "host": "{brokers}",
        "protocol": "kafka-secure",
        "description": "The province's cluster, three brokers or more, with TLS.",
        "variables": {"brokers": {"description": "MOTCUA_KAFKA", "default": "kafka.example:9093"}},
    },
    "local": {
        "host": "127.0.0.1:9092",
        "protocol": "kafka",
        "description": "`make up` takes a free port and prints it.",
    },
}


def asyncapi(
    registries: Iterable[Registry[Any]], emitted: EventsByProducer, topics: Json, examples: Mapping[str, Json]
) -> Json:
    """The document; `emitted` lists each producer's events, `topics` is what `topics.yaml` holds.

    `examples`: headers and payload of a recorded event, by its kind.
    """
    events = [event for kinds in emitted.values() for event in kinds]
    bodies, parts = msgspec.json.schema_components(events, ref_template="#/components/schemas/{name}")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "motcua",
            "version": RELEASE,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": SERVERS,
        "channels": {producer: _channel(producer, kinds, topics["defaults"]) for producer, kinds in emitted.items()},
        "operations": {
            **{_id("emit", producer): _operation("send", producer, kinds) for producer, kinds in emitted.items()},
            **{name: operation for registry in registries for name, operation in _receives(registry)},
        },
        "components": {
            "messageTraits": {"cloudevent": _trait()},
            "messages": {
                event.kind(): _message(event, body, examples.get(event.kind()))
                for event, body in zip(events, bodies, strict=True)
            },
            "schemas": described(parts, events),
        },
    }


def _channel(producer: str, kinds: list[type[Event]], defaults: Json) -> Json:
    return {
        "address": topic_of(producer),
        "description": f"All events of {producer}, in order per dossier.",
        "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.kind()}"} for kind in kinds},
        "bindings": {"kafka": {"partitions": defaults["partitions"], "replicas": defaults["replication"]}},
    }


def _operation(action: str, producer: str, kinds: Iterable[type[Event]]) -> Json:
    messages = [{"$ref": f"#/channels/{producer}/messages/{kind.__name__}"} for kind in kinds]
    return {"action": action, "channel": {"$ref": f"#/channels/{producer}"}, "messages": messages}


def _receives(registry: Registry[Any]) -> Iterable[tuple[str, Json]]:
    """An operation per producer, without the events the service lists as unhandled: they only move its checkpoint."""
    for producer in registry.producers:
        incoming = set(registry.events.values()) - registry.unhandled
        kinds = sorted((kind for kind in incoming if kind.producer == producer), key=lambda kind: kind.__name__)
        yield _id(registry.producer, "receives", producer), _operation("receive", producer, kinds)


def _id(*words: str) -> str:
    return "_".join(word.replace("-", "_") for word in words)


def _trait() -> Json:
    required = [name for name in HEADERS if name not in ABSENT]
    return {
        "headers": {"type": "object", "properties": HEADERS, "required": required},
        "bindings": {"kafka": {"key": UUID | {"description": "The dossier."}}},
    }


def _message(event: type[Event], body: Json, example: Json | None) -> Json:
    return {
        "name": event.kind(),
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip(),
        "contentType": CONTENT_TYPE,
        "payload": body,
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        **({"examples": [example]} if example else {}),
    }
