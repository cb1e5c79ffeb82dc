"""Idempotency-Key: the same request asked twice is done once and answered the same.

The key belongs to (caller, method, path). The answer is stored in the transaction of what it answers, so
one is never there without the other; errors are not stored. Kept 30 days. Source: the IETF draft
httpapi-idempotency-key-header, with 422 for a key used again for something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from shared.auth import Caller
from shared.db import Part, Tx
from shared.errors import KeyBusy, KeyReused

KEPT_HEADERS = ("content-type", "etag", "location")

TRY_LOCK = """
select pg_try_advisory_xact_lock(hashtextextended(place, 0)) as ours
from unnest($1::text[]) with ordinality u(place, n) order by n
"""
FIND = """
select n, hash, status, headers, body
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality u(caller, method, path, key, n)
     join answers using (caller, method, path, key)
"""
KEEP = """
insert into answers(caller, method, path, key, hash, status, headers, body)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::text[], $8::bytea[])
"""
FORGET = "delete from answers where at < now() - interval '30 days'"


Row = tuple[Any, ...]  # of answers


class Answered(Exception):
    """This request was answered before."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True, slots=True)
class Asked:
    """What identifies a request: its key (None: it has none), what it said, and what it had seen."""

    caller: str
    method: str
    path: str
    key: str | None
    if_match: str | None
    hash: bytes

    @property
    def place(self) -> tuple[str, str, str, str | None]:
        return self.caller, self.method, self.path, self.key


async def asked(request: Request, caller: Caller, key: str | None, if_match: str | None) -> Asked:
    """Reads what identifies this request; the hash covers If-Match, the query and the body."""
    # A body that was streamed into a store is known by its digest.
    streamed: bytes | None = getattr(request.state, "digest", None)
    body = streamed or (await request.body() if key else b"")
    seen = f"{if_match or ''}\n{request.url.query}\n"
    digest = hashlib.sha256(seen.encode() + body).digest()
    return Asked(caller.subject, request.method, request.url.path, key, if_match, digest)


async def recall(tx: Tx, asked: Asked) -> None:
    """Raises Answered if this was done before, KeyReused, or KeyBusy while it is being done."""
    for error in await against(tx, [asked]):
        if error is not None:
            raise error


async def against(tx: Tx, asked: Sequence[Asked]) -> list[Exception | None]:
    """What stands against doing each of these, no two of one path: Answered, KeyReused, KeyBusy, or nothing.

    Two statements: what is found must have been looked for under the lock.
    """
    keyed = [one for one in asked if one.key is not None]
    if not keyed:
        return [None] * len(asked)
    locks = await tx.fetch(TRY_LOCK, ["\n".join(map(str, one.place)) for one in keyed])
    found = {row["n"]: row for row in await tx.fetch(FIND, *map(list, zip(*(one.place for one in keyed), strict=True)))}
    told = {
        one.place: _against(one, found.get(n)) if lock["ours"] else KeyBusy()
        for n, (one, lock) in enumerate(zip(keyed, locks, strict=True), 1)
    }
    return [told.get(one.place) for one in asked]


def _against(asked: Asked, found: Any) -> Exception | None:
    if found is None:
        return None
    if found["hash"] != asked.hash:
        return KeyReused("Use a new key for a new request.", "Hãy dùng khóa mới cho yêu cầu mới.")
    headers = {**json.loads(found["headers"]), "Idempotency-Replayed": "true"}
    return Answered(Response(found["body"], found["status"], headers))


def row_of(asked: Asked, response: Response) -> Row | None:
    """The answer as it is kept; None without a key."""
    if asked.key is None:
        return None
    headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
    return *asked.place, asked.hash, response.status_code, json.dumps(headers), bytes(response.body)


def kept(rows: Sequence[Row | None]) -> list[Part]:
    """What stores answers with what they answer."""
    some = [row for row in rows if row is not None]
    return [("answered", KEEP, [list(column) for column in zip(*some, strict=True)])] if some else []
