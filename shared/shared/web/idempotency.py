"""Idempotency-Key: a request that is repeated is executed once and gets the same answer.

A key is scoped to its place: caller (subject, role, agency), method and path. The answer is stored in the transaction
it reports, so neither exists without the other; errors are not stored. The body holds personal data: it is encrypted,
bound to its place, and deleted after a day. The move it reports is stored beside it, for invariant 7. Source: the IETF
draft httpapi-idempotency-key-header, with 422 for a key that is reused for another request.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from fastapi import Request, Response

from shared.kernel.db import Part, Read, Records, Tx
from shared.kernel.errors import KeyBusy, KeyReused, Refused
from shared.kernel.sealing import Seals
from shared.web.auth import Caller

KEPT_HEADERS = ("content-type", "etag", "location")

TRY_LOCK = "select n, pg_try_advisory_xact_lock(place) as ours from unnest($1::bigint[]) with ordinality u(place, n)"
FIND = """
select n, status, headers, secret, sealed
from unnest($1::bytea[]) with ordinality u(place, n) join replies using (place)
"""
KEEP = """
insert into replies(place, key, request, command, entity_type, entity, sequence, status, headers, secret, sealed)
select * from unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::int[],
                     $9::text[], $10::text[], $11::bytea[])
"""
#: Rows deleted by one statement, so that none runs into the statement timeout.
SWEPT = 5000
FORGET = f"""
with old as (
    delete from replies where place = any(array(
        select place from replies where at < now() - make_interval(secs => $1) order by at limit {SWEPT}))
    returning 1)
select count(*) from old
"""

Row = tuple[Any, ...]  # of replies


class AnswerLost(Refused):
    """This was done before, and its stored answer can no longer be read."""

    vi = "Yêu cầu này đã được thực hiện, nhưng không còn đọc được kết quả đã lưu"


class Answered(Exception):
    """This request was answered before: carries the stored response."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Entity(NamedTuple):
    """What an answer reports: an entity and the sequence of its last move."""

    entity_type: str
    id: UUID
    sequence: int


@dataclass(slots=True)
class Asked:
    """What identifies a request: its place, its key (None without one), If-Match, and a hash of what was sent.

    `hash` covers If-Match, the query and the body; `command` is the one its route executes.
    """

    caller: Caller
    method: str
    path: str
    key: str | None
    if_match: str | None
    hash: bytes
    command: str | None = None
    place: bytes = field(init=False)

    def __post_init__(self) -> None:
        who = self.caller.subject, self.caller.role, self.caller.agency
        self.place = hashlib.sha256(msgspec.json.encode((*who, self.method, self.path, self.key))).digest()


async def asked(
    request: Request, caller: Caller, key: str | None, if_match: str | None, command: str | None = None
) -> Asked:
    """Read what identifies this request."""
    # A body that was streamed into a store is identified by its digest.
    streamed: bytes | None = getattr(request.state, "digest", None)
    body = streamed or (await request.body() if key else b"")
    seen = f"{if_match or ''}\n".encode() + request.scope["query_string"] + b"\n"
    digest = hashlib.sha256(seen + body).digest()
    return Asked(caller, request.method, request.scope["path"], key, if_match, digest, command)


class Answers:
    """The stored answers of one service, encrypted with its keys."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._seals = Seals("motcua answers", secrets)

    async def recall(self, tx: Tx, asked: Asked) -> None:
        """Raises Answered if this was done before, KeyReused, AnswerLost, or KeyBusy while another request does it."""
        if asked.key is None:
            return
        for read, told in ((locking, busy), (finding, self.answered)):
            sql, values = read([asked])
            for error in told([asked], await tx.fetch(sql, *values)):
                if error is not None:
                    raise error

    def answered(self, asked: Sequence[Asked], found: Records) -> list[Exception | None]:
        """For each request: Answered if it was done before, KeyReused, AnswerLost, or None."""
        answers = {row["n"]: row for row in found}
        return [self._against(one, answers.get(n)) for n, one in enumerate(asked, 1)]

    def _against(self, asked: Asked, found: Any) -> Exception | None:
        if found is None:
            return None
        plain = self._seals.open(found["secret"], found["sealed"], _bound(asked, found["status"], found["headers"]))
        if plain is None:
            return AnswerLost("Read the entity to see what was changed.", "Hãy đọc lại dữ liệu để xem kết quả.")
        if plain[: len(asked.hash)] != asked.hash:
            return KeyReused("Use a new key for a new request.", "Hãy dùng khóa mới cho yêu cầu mới.")
        headers = {**json.loads(found["headers"]), "Idempotency-Replayed": "true"}
        return Answered(Response(plain[len(asked.hash) :], found["status"], headers))

    def row_of(self, asked: Asked, response: Response, entity: Entity | None) -> Row | None:
        """The answer as it is stored; None without a key. The request's hash is encrypted too: it could be guessed."""
        if asked.key is None:
            return None
        headers = json.dumps({name: value for name, value in response.headers.items() if name in KEPT_HEADERS})
        plain, status = asked.hash + bytes(response.body), response.status_code
        sealed = self._seals.seal(plain, _bound(asked, status, headers))
        about = entity or (None, None, None)
        key, request = digest_of(asked.key), f"{asked.method} {asked.path}"
        return asked.place, key, request, asked.command, *about, status, headers, self._seals.key, sealed


def digest_of(key: str) -> bytes:
    """A key as it is stored: a client may have put anything into it, also personal data."""
    return hashlib.sha256(key.encode()).digest()


def _bound(asked: Asked, status: int, headers: str) -> bytes:
    """What an answer is bound to: it decrypts for no other place, status or headers."""
    return asked.place + f"{status} {headers}".encode()


def locking(asked: Sequence[Asked]) -> Read:
    """Take the locks of these places; `busy` tells which were not free."""
    return TRY_LOCK, [[int.from_bytes(one.place[:8], signed=True) for one in asked]]


def busy(asked: Sequence[Asked], locks: Records) -> list[Exception | None]:
    """For each request: KeyBusy if another transaction holds its key, or None."""
    ours = {row["n"] for row in locks if row["ours"]}
    return [None if n in ours else KeyBusy() for n, _ in enumerate(asked, 1)]


def finding(asked: Sequence[Asked]) -> Read:
    """Look for stored answers. Runs in a statement after `locking`: its snapshot must begin with the locks held."""
    return FIND, [[one.place for one in asked]]


def kept(rows: Sequence[Row | None]) -> list[Part]:
    """The part of a unit of work that stores these answers."""
    some = [row for row in rows if row is not None]
    return [("answered", KEEP, [list(column) for column in zip(*some, strict=True)])] if some else []


async def forget(tx: Tx, seconds: float) -> bool:
    """Delete answers older than this; true if there are more."""
    return bool(await tx.value(FORGET, seconds) >= SWEPT)
