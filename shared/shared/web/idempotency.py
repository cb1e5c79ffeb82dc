"""Idempotency-Key: the same request asked twice is done once and answered the same.

A key belongs to its place: who asked (entity, role, agency), method and path. The answer is stored in the transaction
of what it answers, so one is never there without the other; errors are not stored. Its body holds personal data: it is
sealed for its place, and swept after a day. What moved is beside it, for invariant 7. Source: the IETF draft
httpapi-idempotency-key-header, with 422 for a key used again for something else.
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
from shared.web.auth import Caller
from shared.web.sealing import Seals

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
#: So many of the oldest at a time, until fewer are left: no statement may take longer than its time.
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
    """This was done before, and its answer can no longer be read."""

    vi = "Yêu cầu này đã được thực hiện, nhưng không còn đọc được kết quả đã lưu"


class Answered(Exception):
    """This request was answered before."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Entity(NamedTuple):
    """What an answer is about: an entity as its last move left it."""

    entity_type: str
    id: UUID
    sequence: int


@dataclass(slots=True)
class Asked:
    """What identifies a request: its place, its key (None: it has none), what it said, and what it had seen.

    `hash` covers If-Match, the query and the body; `command` is what its route asks for.
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
    """Reads what identifies this request."""
    # A body that was streamed into a store is known by its digest.
    streamed: bytes | None = getattr(request.state, "digest", None)
    body = streamed or (await request.body() if key else b"")
    seen = f"{if_match or ''}\n".encode() + request.scope["query_string"] + b"\n"
    digest = hashlib.sha256(seen + body).digest()
    return Asked(caller, request.method, request.scope["path"], key, if_match, digest, command)


def unkeyed(request: Request, caller: Caller) -> Asked:
    """A request that is known by something else than a key, as a counterpart's is."""
    return Asked(caller, request.method, request.scope["path"], None, None, b"")


class Answers:
    """The answers of one service, sealed with its keys."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._seals = Seals("motcua answers", secrets)

    async def recall(self, tx: Tx, asked: Asked) -> None:
        """Raises Answered if this was done before, KeyReused, AnswerLost, or KeyBusy while it is being done."""
        if asked.key is None:
            return
        for read, told in ((locking, busy), (finding, self.answered)):
            sql, values = read([asked])
            for error in told([asked], await tx.fetch(sql, *values)):
                if error is not None:
                    raise error

    def answered(self, asked: Sequence[Asked], found: Records) -> list[Exception | None]:
        """Answered for what was done before, KeyReused for a key that was used for something else."""
        answers = {row["n"]: row for row in found}
        return [self._against(one, answers.get(n)) for n, one in enumerate(asked, 1)]

    def _against(self, asked: Asked, found: Any) -> Exception | None:
        if found is None:
            return None
        plain = self._seals.open(found["secret"], found["sealed"], _bound(asked, found["status"], found["headers"]))
        if plain is None:
            return AnswerLost("Read what it has changed.", "Hãy đọc lại để xem kết quả.")
        if plain[: len(asked.hash)] != asked.hash:
            return KeyReused("Use a new key for a new request.", "Hãy dùng khóa mới cho yêu cầu mới.")
        headers = {**json.loads(found["headers"]), "Idempotency-Replayed": "true"}
        return Answered(Response(plain[len(asked.hash) :], found["status"], headers))

    def row_of(self, asked: Asked, response: Response, entity: Entity | None) -> Row | None:
        """The answer as it is kept; None without a key. What was said is sealed too: a digest of it can be guessed."""
        if asked.key is None:
            return None
        headers = json.dumps({name: value for name, value in response.headers.items() if name in KEPT_HEADERS})
        plain, status = asked.hash + bytes(response.body), response.status_code
        sealed = self._seals.seal(plain, _bound(asked, status, headers))
        about = entity or (None, None, None)
        key, request = digest_of(asked.key), f"{asked.method} {asked.path}"
        return asked.place, key, request, asked.command, *about, status, headers, self._seals.key, sealed


def digest_of(key: str) -> bytes:
    """A key as it is kept: a client may have put anything into it."""
    return hashlib.sha256(key.encode()).digest()


def _bound(asked: Asked, status: int, headers: str) -> bytes:
    """What an answer is sealed for: it opens nowhere else, and with no other status or headers."""
    return asked.place + f"{status} {headers}".encode()


def locking(asked: Sequence[Asked]) -> Read:
    """Takes the locks of these places; `busy` says who has not got his."""
    return TRY_LOCK, [[int.from_bytes(one.place[:8], signed=True) for one in asked]]


def busy(asked: Sequence[Asked], locks: Records) -> list[Exception | None]:
    """KeyBusy for whose key is at work elsewhere."""
    ours = {row["n"] for row in locks if row["ours"]}
    return [None if n in ours else KeyBusy() for n, _ in enumerate(asked, 1)]


def finding(asked: Sequence[Asked]) -> Read:
    """Looks for kept answers: a statement after `locking`, or one that comes just then would not be seen."""
    return FIND, [[one.place for one in asked]]


def kept(rows: Sequence[Row | None]) -> list[Part]:
    """What stores answers with what they answer."""
    some = [row for row in rows if row is not None]
    return [("answered", KEEP, [list(column) for column in zip(*some, strict=True)])] if some else []


async def forget(tx: Tx, seconds: float) -> bool:
    """Sweeps answers that are older. Is there more?"""
    return bool(await tx.value(FORGET, seconds) >= SWEPT)
