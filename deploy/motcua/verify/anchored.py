"""Invariant 9: anchored heads are still in the journal. Reads a service's anchors and journal; changes nothing.

A digest chain shows that an entry was altered. Only anchors show that a chain was cut off or removed: every head
they name must still be the entry of that sequence with that digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.audit.anchors import EVERY, NONE, PUBLIC, Anchor, files, newest
from shared.audit.invariants import Broken, Open

INVARIANT = 9
CHUNK = 5000
STAND = """
select u.dossier, u.sequence, j.digest, (select max(sequence) from journal e where e.dossier = u.dossier) as ends
from unnest($1::uuid[], $2::bigint[], $3::text[]) u(dossier, sequence, digest)
left join journal j on j.dossier = u.dossier and j.sequence = u.sequence
where encode(j.digest, 'hex') is distinct from u.digest
"""

Heads = dict[UUID, tuple[int, str]]


async def anchored(place: Open, folder: Path, every: timedelta = EVERY) -> list[Broken]:
    """What is wrong with a service's anchors, due `every` interval, and with its journal compared with them."""
    heads: Heads = {}
    found = list(_followed(place.name, folder, heads))
    found += await _late(place.connection, folder, every)
    found += await _lost(place.connection, [(dossier, *head) for dossier, head in heads.items()])
    return [Broken(INVARIANT, place.name, what) for what in found]


def _followed(producer: str, folder: Path, heads: Heads) -> Iterator[str]:
    """Checks that each file continues the one before, and collects the last head of every chain."""
    number, digest = 0, NONE
    for path in files(folder):
        try:
            anchor, lines = _signed(path)
        except (OSError, ValueError, InvalidSignature):
            yield f"{path.name}: is altered, or not signed by this service"
            continue
        if (anchor.producer, anchor.number, anchor.previous) != (producer, number + 1, digest):
            yield f"{path.name}: does not follow anchor {number}"
        number, digest = anchor.number, anchor.digest
        for dossier, sequence, head in map(str.split, lines):
            heads[UUID(dossier)] = max((int(sequence), head), heads.get(UUID(dossier), (0, "")))


def _signed(path: Path) -> tuple[Anchor, Sequence[str]]:
    """One file. Raises OSError, ValueError or InvalidSignature unless the service has signed it."""
    *lines, foot, signature = path.read_text().splitlines()
    key = Ed25519PublicKey.from_public_bytes((path.parent / PUBLIC).read_bytes())
    key.verify(bytes.fromhex(signature), foot.encode())
    anchor = Anchor.model_validate_json(foot)
    covered = anchor.previous + "".join(f"{line}\n" for line in lines)
    if hashlib.sha256(covered.encode()).hexdigest() != anchor.digest:
        raise ValueError("the heads are not the signed ones")
    return anchor, lines


async def _late(connection: Any, folder: Path, every: timedelta) -> list[str]:
    last = None
    with suppress(ValueError):
        last = newest(folder)
    late = last is None or last.at + 2 * every < await connection.fetchval("select now()")
    return ["no anchor was written for two days"] if late else []


async def _lost(connection: Any, heads: Sequence[tuple[UUID, int, str]]) -> list[str]:
    """Heads that differ from the journal, and chains that end before their anchored head."""
    found = []
    for start in range(0, len(heads), CHUNK):
        rows = await connection.fetch(STAND, *map(list, zip(*heads[start : start + CHUNK], strict=True)))
        found += [f"dossier {row['dossier']} sequence {row['sequence']}: {_how(row)}" for row in rows]
    return found


def _how(row: Any) -> str:
    if row["digest"] is not None:
        return "differs from the entry that was anchored"
    return f"was anchored, but the journal ends at sequence {row['ends'] or 0}"
