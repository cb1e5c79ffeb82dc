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
from shared.db import Part, Read, Records, Tx
from shared.errors import KeyBusy, KeyReused

KEPT_HEADERS = ("content-type", "etag", "location")

TRY_LOCK = """
select n, pg_try_advisory_xact_lock(hashtextextended(place, 0)) as ours
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
    seen = f"{if_match or ''}\n".encode() + request.scope["query_string"] + b"\n"
    digest = hashlib.sha256(seen + body).digest()
    return Asked(caller.subject, request.method, request.scope["path"], key, if_match, digest)


async def recall(tx: Tx, asked: Asked) -> None:
    """Raises Answered if this was done before, KeyReused, or KeyBusy while it is being done."""
    if asked.key is None:
        return
    for read, told in ((locking, busy), (finding, answered)):
        sql, values = read([asked])
        for error in told([asked], await tx.fetch(sql, *values)):
            if error is not None:
                raise error


def locking(asked: Sequence[Asked]) -> Read:
    """Takes the locks of these keys; `busy` says who has not got his."""
    return TRY_LOCK, [["\n".join(map(str, one.place)) for one in asked]]


def busy(asked: Sequence[Asked], locks: Records) -> list[Exception | None]:
    """KeyBusy for whose key is at work elsewhere."""
    ours = {row["n"] for row in locks if row["ours"]}
    return [None if n in ours else KeyBusy() for n, _ in enumerate(asked, 1)]


def finding(asked: Sequence[Asked]) -> Read:
    """Looks for kept answers: a statement after `locking`, or one that comes just then would not be seen."""
    return FIND, [[one.place[n] for one in asked] for n in range(4)]


def answered(asked: Sequence[Asked], found: Records) -> list[Exception | None]:
    """Answered for what was done before, KeyReused for a key that was used for something else."""
    answers = {row["n"]: row for row in found}
    return [_against(one, answers.get(n)) for n, one in enumerate(asked, 1)]


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
