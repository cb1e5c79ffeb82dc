"""Anchors: signed files with the end of every chain.

A chain of digests shows what was altered in it, but not that its end was cut off or that all of it was removed. So once
a day a service writes the stream heads that have moved since its last anchor. Each file contains the digest of the file
before it and is signed; together they hold the head of every chain. Copies elsewhere are the operator's matter.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, Field

from shared.kernel import heads
from shared.kernel.db import connect
from shared.kernel.metrics import ANCHORED
from shared.kernel.node import Node

EVERY = timedelta(days=1)
LOCK = 0x616E6368  # "anch"; one writer per database
NONE = bytes(32).hex()
PUBLIC = "public.key"


class Anchor(BaseModel):
    """The last line but one of a file, which is signed. Above it each head has a line `dossier sequence digest`.

    `digest` is SHA-256 over `previous` (the digest of the file before) and those lines. `position` is the place in the
    journal after which the next file begins.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    producer: str = Field(alias="speaker")  # the name in the frozen format
    number: int
    previous: str = NONE
    digest: str = NONE
    position: int = 0
    heads: int = 0
    at: datetime


class Anchors:
    """Writes an anchor a day. Of several processes the first to find the last one a day old writes the next."""

    def __init__(self, node: Node, every: timedelta = EVERY) -> None:
        self._node = node
        self._every = every

    async def run(self) -> None:
        await self._node.keep("anchors", self._write_when_due)

    async def _write_when_due(self) -> float:
        last, now = await write(self._node, self._every)
        return max(1.0, (last.at + self._every - now).total_seconds())


async def write(node: Node, every: timedelta = timedelta(), limit: int = heads.PAGE) -> tuple[Anchor, datetime]:
    """The newest anchor, and the time. It is new, unless the last is younger than `every`. `limit`: see `heads`."""
    connection = await connect(node.database.dsn, idle_session_timeout="0", application_name="anchor")
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        last, now = newest(node.settings.anchors), await connection.fetchval("select now()")
        if last is None or last.at + every <= now:
            first = Anchor(producer=node.registry.producer, number=0, at=now)
            last = await _write(node, last or first, now, limit)
        ANCHORED.set(last.at.timestamp())
        return last, now
    finally:
        connection.terminate()


async def begin_series(node: Node, loss: int) -> Anchor:
    """Puts the anchors aside that were written before this loss, and writes the first of a new series."""
    connection = await connect(node.database.dsn, idle_session_timeout="0", application_name="anchor")
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        folder = node.settings.anchors
        aside = folder.with_name(f"{folder.name}-before-loss-{loss}")
        if folder.exists() and not aside.exists():
            folder.rename(aside)
    finally:
        connection.terminate()
    return (await write(node))[0]


async def _write(node: Node, last: Anchor, now: datetime, limit: int) -> Anchor:
    """Writes the heads since the last anchor, page by page. The file appears complete, or not at all."""
    folder, key, settle = node.settings.anchors, _key(node), node.settings.heads_settle
    position, count, digest = last.position, 0, hashlib.sha256(last.digest.encode())
    with NamedTemporaryFile(dir=folder) as file:
        while (page := await heads.serve(node.database, position, settle, limit)).position is not None:
            lines = "".join(f"{head.dossier} {head.sequence} {head.digest}\n" for head in page.heads).encode()
            digest.update(lines)
            file.write(lines)
            position, count = page.position, count + len(page.heads)
        known = {"producer": node.registry.producer, "number": last.number + 1, "previous": last.digest, "at": now}
        anchor = Anchor(**known, digest=digest.hexdigest(), position=position, heads=count)
        foot = anchor.model_dump_json().encode()
        file.write(foot + b"\n" + key.sign(foot).hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        os.link(file.name, folder / f"{anchor.number:06}.anchor")
    return anchor


def _key(node: Node) -> Ed25519PrivateKey:
    """The service's own key, made at first use; its public half lies beside the anchors."""
    folder, path = node.settings.anchors, node.settings.state / "anchor.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.touch(0o600)
        draft.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
        draft.rename(path)
    key = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    if not (folder / PUBLIC).exists():
        (folder / PUBLIC).write_bytes(key.public_key().public_bytes_raw())
    return key


def files(folder: Path) -> list[Path]:
    """All anchors of a folder, oldest first."""
    return sorted(folder.glob("*.anchor"))


def newest(folder: Path) -> Anchor | None:
    """The last anchor of a folder, or None. Raises ValueError if the last file is not an anchor."""
    found = files(folder)
    return Anchor.model_validate_json(["", *found[-1].read_text().splitlines()][-2]) if found else None
