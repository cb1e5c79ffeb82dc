"""Looks for what people wrote where it must not be: in the records on the topics and in the logs.

It searches for given strings in every disguise they may travel in; it knows nothing of their meaning.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from motcua.wire import wire


async def leaks(kafka: str, logs: Path, secrets: Iterable[str]) -> list[str]:
    """Where one of these strings was found; empty if nowhere."""
    needles = [needle for secret in secrets for needle in disguises(secret)]
    found = [f"{log.name} holds {len(hits)} personal strings" for log, hits in in_logs(logs, needles) if hits]
    async with wire(kafka) as topics:
        async for record in topics.records():
            if any(needle in whole(record) for needle in needles):
                found.append(
                    f"{record.topic}, partition {record.partition}, offset {record.offset} holds personal data"
                )
    return found


def disguises(secret: str) -> set[bytes]:
    """The string as text, as escaped JSON and as part of an address, composed and decomposed."""
    forms = {unicodedata.normalize("NFC", secret), unicodedata.normalize("NFD", secret)}
    ways = (str, lambda form: json.dumps(form)[1:-1], quote, quote_plus)
    return {way(form).encode() for form in forms for way in ways}


def in_logs(folder: Path, needles: Iterable[bytes]) -> Iterator[tuple[Path, list[bytes]]]:
    """Every log below the folder, with what was found in it."""
    looked_for = list(needles)
    for log in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = log.read_bytes()
        yield log, [needle for needle in looked_for if needle in content]


def whole(record: Any) -> bytes:
    """Key, headers and value of a record in one piece."""
    headers = [part for name, value in record.headers for part in (name.encode(), value)]
    return b"\n".join([record.key or b"", *headers, record.value or b""])
