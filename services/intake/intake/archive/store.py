"""A readable package of what is kept of an applicant: papers as handed in, JSON, and a list with SHA-256.

It opens without anything of ours: a ZIP file with texts in UTF-8.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import zipfile
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple
from uuid import UUID

from intake.archive.tables import DOCUMENTS, DOSSIERS, HISTORY, TIME, VERSIONS
from intake.document.models import Seal
from intake.document.store import Documents
from intake.erasure.commands import Archive
from intake.version.store import name_of, text_of
from shared.kernel.db import Tx
from shared.kernel.sealing import Masters

MANIFEST, README = "manifest.json", "README.txt"
ABOUT = """\
Gói dữ liệu cá nhân: hồ sơ, nội dung đã khai và giấy tờ như khi nộp. manifest.json liệt kê mọi tệp kèm mã băm SHA-256.

What is kept of a person: dossiers, what was written, and the papers as they were handed in. manifest.json lists every
file with its SHA-256.
"""


class Kept(NamedTuple):
    """The rows of some dossiers, as read in one transaction."""

    dossiers: Sequence[Any]
    history: Sequence[Any]
    versions: Sequence[Any]
    documents: Sequence[Any]
    at: datetime


async def kept(tx: Tx, dossiers: Collection[UUID]) -> Kept:
    """What there is of these dossiers."""
    ids = [list(dossiers)]
    rows, history, versions, papers, clock = await tx.fetch_all(
        (DOSSIERS, ids), (HISTORY, ids), (VERSIONS, ids), (DOCUMENTS, ids), TIME
    )
    return Kept(rows, history, versions, papers, clock[0]["at"])


async def packed(target: IO[bytes], rows: Kept, documents: Documents, masters: Masters) -> int:
    """Writes the package; how many files its list has. What was erased is left out. Raises Unavailable."""
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        await _add(package, listed, README, _whole(ABOUT.encode()))
        for row in rows.dossiers:
            told = json.dumps(_told(row, rows, masters), ensure_ascii=False, indent=2, default=_plain)
            await _add(package, listed, f"{row['id']}/dossier.json", _whole(told.encode()))
        for row in rows.documents:
            if row["wrapped"] is not None:
                seal = None if row["plain"] else Seal(row["subject"], masters.box(row["master"], row["wrapped"]))
                await _add(package, listed, _path(row, masters), await documents.get(row["object"], seal))
        made = {"made_at": rows.at, "dossiers": [row["id"] for row in rows.dossiers], "files": listed}
        package.writestr(MANIFEST, json.dumps(made, ensure_ascii=False, indent=2, default=_plain))
    return len(listed)


async def _add(
    package: zipfile.ZipFile, listed: list[dict[str, Any]], path: str, content: AsyncIterator[bytes]
) -> None:
    digest, size = hashlib.sha256(), 0
    with package.open(path, "w", force_zip64=True) as file:
        async for chunk in content:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    listed.append({"path": path, "size": size, "sha256": digest.hexdigest()})


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _told(row: Mapping[str, Any], rows: Kept, masters: Masters) -> dict[str, Any]:
    """One dossier: what it is, what has happened, each time it was handed in, and its papers."""
    own = lambda each: each["dossier"] == row["id"]  # noqa: E731
    plain = {name: row[name] for name in ("id", "code", "procedure", "version", "state", "desk", "channel")}
    return plain | {
        "history": [{name: each[name] for name in ("event", "at", "agency")} for each in filter(own, rows.history)],
        "versions": [
            {name: each[name] for name in ("number", "at", "digest")} | {"written": _parts(each, masters)}
            for each in filter(own, rows.versions)
        ],
        "papers": [
            {name: each[name] for name in ("id", "component", "media", "size", "sha256", "at")}
            | {"name": name_of(masters, each), "path": _path(each, masters)}
            for each in filter(own, rows.documents)
        ],
    }


def _parts(row: Mapping[str, Any], masters: Masters) -> Any:
    text = text_of(masters, row)
    return text and text.parts | {"salt": text.salt, "text": text.text}


def _path(row: Mapping[str, Any], masters: Masters) -> str:
    """Where a paper lies in the package; its own name without anything that could lead elsewhere."""
    name = "".join(each if each.isalnum() or each in " ._-" else "_" for each in name_of(masters, row)).strip(" .")
    return f"{row['dossier']}/{row['id']}-{name[:100]}"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def stored(folder: Path, applicant: UUID, rows: Kept, documents: Documents, masters: Masters) -> Archive:
    """Leaves the package of an applicant in this folder, on the disk as a whole; its receipt."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    path, half = folder / f"{applicant}.zip", folder / f".{applicant}.part"
    with half.open("w+b") as file:
        count = await packed(file, rows, documents, masters)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    half.replace(path)
    return Archive(sha256=digest, size=path.stat().st_size, files=count)
