"""Searches for personal data where it must not be: in the records on the topics and in the logs.

Searches for given strings in every encoding they may appear in; knows nothing of their meaning.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from motcua.observe.wire import wire
from shared.kernel.brokers import Kafka


async def leaks(kafka: Kafka, logs: Mapping[str, bytes], secrets: Iterable[str]) -> list[str]:
    """The topics and logs that contain any of these strings; empty if none does."""
    texts = {name: bytearray(log) for name, log in logs.items()}
    async with wire(kafka) as topics:
        async for record in topics.records():
            texts.setdefault(record.topic, bytearray()).extend(whole(record))
    found = dict.fromkeys(texts, 0)
    for secret in secrets:
        for where, text in texts.items():
            found[where] += any(needle in text for needle in disguises(secret))
    return [f"{where} contains {count} personal strings" for where, count in found.items() if count]


def disguises(secret: str) -> set[bytes]:
    """The string as text, as escaped JSON and URL-encoded, in composed and decomposed form."""
    forms = {unicodedata.normalize("NFC", secret), unicodedata.normalize("NFD", secret)}
    ways = (str, lambda form: json.dumps(form)[1:-1], quote, quote_plus)
    return {way(form).encode() for form in forms for way in ways}


def whole(record: Any) -> bytes:
    """Key, headers and value of a record, joined by newlines."""
    headers = [part for name, value in record.headers for part in (name.encode(), value)]
    return b"\n".join([record.key or b"", *headers, record.value or b"", b""])
