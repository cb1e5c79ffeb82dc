"""Searches for personal data where it must not be: in the records on the topics, in the logs and in all tables.

A thief who has a dump of every database, and no master key, finds what this finds.

Searches for given strings in every encoding they may appear in; knows nothing of their meaning.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import product
from typing import Any, Literal
from urllib.parse import quote, quote_plus

import asyncpg

from motcua.observe.wire import wire
from shared.kernel.brokers import Kafka

TABLES = "select tablename from pg_tables where schemaname = 'public' order by tablename"
FORMATS: tuple[Literal["text", "binary"], ...] = (
    "text",
    "binary",
)  # numbers are readable in the one, what a column of bytes holds in the other


#: Where officers' names stand open.
OFFICERS = {"table officers of workflow", "table officer_changes of workflow"}


async def leaks(
    kafka: Kafka,
    logs: Mapping[str, bytes],
    databases: Mapping[str, str],
    secrets: Iterable[str],
    officers: Iterable[str] = (),
) -> list[str]:
    """The topics, logs and tables that contain any of these strings; empty if none does. `databases`: their URLs.

    `officers`: names that may stand in workflow's tables of officers, and nowhere else.
    """
    texts = {name: bytearray(log) for name, log in logs.items()}
    for service, dsn in databases.items():
        texts |= {f"table {table} of {service}": rows for table, rows in (await dumped(dsn)).items()}
    async with wire(kafka) as topics:
        async for record in topics.records():
            texts.setdefault(record.topic, bytearray()).extend(whole(record))
    found = dict.fromkeys(texts, 0)
    for secret in secrets:
        for where, text in texts.items():
            found[where] += any(needle in text for needle in disguises(secret))
    for name in officers:
        for where in texts.keys() - OFFICERS:
            found[where] += any(needle in texts[where] for needle in disguises(name))
    return [f"{where} contains {count} personal strings" for where, count in found.items() if count]


async def dumped(dsn: str) -> dict[str, bytearray]:
    """All rows of all tables of a database, by table."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        tables = [row["tablename"] for row in await connection.fetch(TABLES)]
        found = {table: bytearray() for table in tables}
        for table, form in product(tables, FORMATS):
            await connection.copy_from_table(table, output=partial(_keep, found[table]), format=form)
    finally:
        await connection.close()
    return found


async def _keep(where: bytearray, rows: bytes) -> None:
    where += rows


def disguises(secret: str) -> set[bytes]:
    """The string as text, as escaped JSON and URL-encoded, in composed and decomposed form."""
    forms = {unicodedata.normalize("NFC", secret), unicodedata.normalize("NFD", secret)}
    ways = (str, lambda form: json.dumps(form)[1:-1], quote, quote_plus)
    return {way(form).encode() for form in forms for way in ways}


def whole(record: Any) -> bytes:
    """Key, headers and value of a record, joined by newlines."""
    headers = [part for name, value in record.headers for part in (name.encode(), value)]
    return b"\n".join([record.key or b"", *headers, record.value or b"", b""])
