"""Idempotency-Key: the same request asked twice is done once and answered the same.

The key belongs to (caller, method, path). The answer is stored in the transaction of what it answers, so
one is never there without the other; errors are not stored. Kept 30 days. Source: the IETF draft
httpapi-idempotency-key-header, with 422 for a key used again for something else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from fastapi import Request, Response

from shared.auth import Caller
from shared.db import Part, Tx
from shared.errors import KeyBusy, KeyReused

KEPT_HEADERS = ("content-type", "etag", "location")

FIND = "select hash, status, headers, body from answers where caller = $1 and method = $2 and path = $3 and key = $4"
TRY_LOCK = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))"
KEEP = """
insert into answers(caller, method, path, key, hash, status, headers, body)
values ($1::text, $2::text, $3::text, $4::text, $5::bytea, $6::int, $7::text, $8::bytea)
"""
FORGET = "delete from answers where at < now() - interval '30 days'"


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
    if asked.key is None:
        return
    # Two statements: what is found must have been looked for under the lock.
    if not await tx.value(TRY_LOCK, "\n".join(map(str, asked.place))):
        raise KeyBusy()
    found = await tx.row(FIND, *asked.place)
    if found is None:
        return
    if found["hash"] != asked.hash:
        raise KeyReused("Use a new key for a new request.", "Hãy dùng khóa mới cho yêu cầu mới.")
    headers = {**json.loads(found["headers"]), "Idempotency-Replayed": "true"}
    raise Answered(Response(found["body"], found["status"], headers))


def kept(asked: Asked, response: Response) -> list[Part]:
    """What stores the answer with what it answers."""
    if asked.key is None:
        return []
    headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
    values = (*asked.place, asked.hash, response.status_code, json.dumps(headers), bytes(response.body))
    return [("answered", KEEP, values)]
