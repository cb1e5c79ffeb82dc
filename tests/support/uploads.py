"""The store of an intake in tests: its files, and time that passes for the sweep."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import httpx2

from intake.document.jobs import Sweep
from intake.document.store import GRACE, Documents
from motcua.stack.people import Person
from tests.support.counter import Counter
from tests.support.dossiers import PDF


def files(counter: Counter) -> list[str]:
    """All that lies in the store, by its path."""
    folder = counter.folder
    return sorted(str(path.relative_to(folder)) for path in folder.glob("??/*"))


async def lost(counter: Counter, begun: datetime) -> list[str]:
    """Documents since then whose bytes are not there or are others."""
    rows = await counter.rows("select sha256, object from documents where at > $1", begun)
    there = {name: hashlib.sha256((counter.folder / name).read_bytes()).hexdigest() for name in files(counter)}
    return [row["object"] for row in rows if there.get(row["object"]) != row["sha256"]]


def file(size: int = 100) -> bytes:
    return PDF + secrets.token_bytes(size)


def new_applicant(counter: Counter) -> Person:
    return counter.province.applicant(f"applicant:{secrets.token_hex(4)}")


async def sweep(counter: Counter) -> int:
    return await Sweep(counter.node, Documents(counter.folder)).whole()


async def swept(counter: Counter, time: timedelta = GRACE) -> int:
    """What is removed once the grace time of all that is a stray now is over."""
    await sweep(counter)
    await counter.rows("update strays set since = since - $1::interval", time)
    return await sweep(counter)


async def delete(owner: Person, path: str, answer: httpx2.Response) -> None:
    gone = await owner.ask("DELETE", "intake", f"{path}/documents/{answer.json()['id']}")
    assert gone.status_code == 204
