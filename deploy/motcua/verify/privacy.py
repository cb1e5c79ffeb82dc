"""Looks for what people wrote where it must not be: in the records on the topics and in the logs.

It searches for given strings in every disguise they may travel in; it knows nothing of their meaning.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from motcua.observe.wire import wire


async def leaks(kafka: str, logs: Mapping[str, bytes], secrets: Iterable[str]) -> list[str]:
    """On which topic and in which of the named logs one of these strings was found; empty if nowhere."""
    texts = {name: bytearray(log) for name, log in logs.items()}
    async with wire(kafka) as topics:
        async for record in topics.records():
            texts.setdefault(record.topic, bytearray()).extend(whole(record))
    found = dict.fromkeys(texts, 0)
    for secret in secrets:
        for where, text in texts.items():
            found[where] += any(needle in text for needle in disguises(secret))
    return [f"{where} holds {count} personal strings" for where, count in found.items() if count]


def disguises(secret: str) -> set[bytes]:
    """The string as text, as escaped JSON and as part of an address, composed and decomposed."""
    forms = {unicodedata.normalize("NFC", secret), unicodedata.normalize("NFD", secret)}
    ways = (str, lambda form: json.dumps(form)[1:-1], quote, quote_plus)
    return {way(form).encode() for form in forms for way in ways}


def whole(record: Any) -> bytes:
    """Key, headers and value of a record in one piece, with an end."""
    headers = [part for name, value in record.headers for part in (name.encode(), value)]
    return b"\n".join([record.key or b"", *headers, record.value or b"", b""])
