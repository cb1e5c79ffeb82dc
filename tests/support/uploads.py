"""The store of an intake in tests: its files, and time that passes for the sweep."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import httpx2

from intake.document.jobs import Sweep
from intake.document.models import Seal
from intake.document.store import GRACE, Documents
from motcua.stack.people import Person
from tests.support.counter import Counter
from tests.support.dossiers import PDF

STORED = """
select p.sha256, p.object, p.subject, k.master, k.wrapped from documents p
    join subject_keys k on k.subject = p.subject where p.at > $1
"""


def files(counter: Counter) -> list[str]:
    """All that lies in the store, by its path."""
    folder = counter.folder
    return sorted(str(path.relative_to(folder)) for path in folder.glob("??/*"))


async def lost(counter: Counter, begun: datetime) -> list[str]:
    """Documents since then whose bytes are not there or are others."""
    rows, there = await counter.rows(STORED, begun), files(counter)
    return [row["object"] for row in rows if row["object"] not in there or await _digest(counter, row) != row["sha256"]]


async def _digest(counter: Counter, row: Any) -> str:
    """Of the bytes that a document has."""
    seal, digest = Seal(row["subject"], counter.masters.box(row["master"], row["wrapped"])), hashlib.sha256()
    async for chunk in await Documents(counter.folder).get(row["object"], seal):
        digest.update(chunk)
    return digest.hexdigest()


def file(size: int = 100) -> bytes:
    return PDF + secrets.token_bytes(size)


def new_applicant(counter: Counter) -> Person:
    return counter.province.applicant(f"applicant:{secrets.token_hex(4)}")


async def sweep(counter: Counter) -> int:
    return await Sweep(counter.node, Documents(counter.folder), counter.masters).whole()


async def swept(counter: Counter, time: timedelta = GRACE) -> int:
    """What is removed once the grace time of all that is a stray now is over."""
    await sweep(counter)
    await counter.rows("update strays set since = since - $1::interval", time)
    return await sweep(counter)


async def delete(owner: Person, path: str, answer: httpx2.Response) -> None:
    gone = await owner.ask("DELETE", "intake", f"{path}/documents/{answer.json()['id']}")
    assert gone.status_code == 204
