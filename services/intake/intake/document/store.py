"""Where the bytes of documents are: a folder, written through obstore.

A file is received into a temporary file first: nothing lands in the store before it was measured, recognised and
counted. Each one gets a name of its own, its SHA-256 and a random part, so that what is read back can be checked and
a name that was removed never comes again. Which names are in use the rows know.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import uuid4

import obstore
from obstore.store import LocalStore

from intake.document.models import Seal
from intake.document.rules import HEAD
from shared.contracts import spelled
from shared.kernel.errors import TooLarge
from shared.kernel.sealing import Masters

IN_MEMORY = 1024 * 1024
SHELVES = tuple(f"{number:02x}" for number in range(256))  # folders of the store, by how a SHA-256 begins
GRACE = timedelta(days=1)


@dataclass(slots=True)
class Received:
    """A file that has come: its media type, size and SHA-256 (hex), the bytes themselves.

    `object` is its name in the store once it is there (None: a row has it already), `until` when a row must name it,
    `most` how many files its dossier may have, `seal` what has sealed it; `masters` open its name.
    """

    media: str
    size: int
    sha256: str
    file: IO[bytes]
    object: str | None = None
    until: datetime | None = None
    most: int = 0
    seal: Seal | None = None
    masters: Masters = field(default_factory=Masters)


async def receive(stream: AsyncIterable[bytes], max_bytes: int, look: Callable[[bytes], str]) -> Received:
    """Takes in a body, counting. `look` tells its media type from its first HEAD bytes, or refuses it before the rest.

    Raises TooLarge as soon as it is, and what `look` raises. An empty body has no media type.
    """
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on to the caller
    digest, size, head, media = hashlib.sha256(), 0, b"", ""
    try:
        async for chunk in stream:
            size += len(chunk)
            fits(size, max_bytes)
            head += chunk[: HEAD - len(head)]
            media = media or (look(head) if len(head) == HEAD else "")
            digest.update(chunk)
            file.write(chunk)
        media = media or (look(head) if head else "")
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Received(media, size, digest.hexdigest(), file)


def fits(size: int, max_bytes: int) -> None:
    """Raises TooLarge."""
    if size > max_bytes:
        vi, en = spelled.size(max_bytes)
        raise TooLarge(f"A file may have {en} at most.", f"Tệp vượt quá dung lượng tối đa {vi}.", max_bytes=max_bytes)


class Documents:
    """The store of one service. `grace`: how long a file without a row stays."""

    def __init__(self, folder: Path, grace: timedelta = GRACE) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self.grace = folder, grace
        self._store: Any = LocalStore(folder)

    async def put(self, received: Received) -> str:
        """Keeps the bytes, sealed, under a new name."""
        assert received.seal is not None, "no file lies open"
        name = new_name(received.sha256)
        await obstore.put_async(self._store, name, received.seal.sealed(name, received.file))
        return name

    async def get(self, name: str, seal: Seal | None) -> AsyncIterator[bytes]:
        """The bytes, in chunks. `seal`: None for a file from before files were sealed."""
        found = await obstore.get_async(self._store, name)
        stored = (bytes(chunk) async for chunk in found.stream())
        return seal.opened(name, stored) if seal else stored

    async def names(self, shelf: str) -> list[str] | None:
        """All files of a shelf, also those that were half written when their process ended (obstore's `name#1`).

        None: there was never any.
        """
        return await asyncio.to_thread(self._names, shelf)

    def _names(self, shelf: str) -> list[str] | None:
        folder = self._folder / shelf
        return [f"{shelf}/{path.name}" for path in folder.iterdir()] if folder.is_dir() else None

    async def remove(self, names: Iterable[str]) -> None:
        """Removes these; one that is gone already is no error."""
        await asyncio.to_thread(self._remove, names)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)


def new_name(sha256: str) -> str:
    """A name on the shelf of this digest that never was before."""
    return f"{sha256[:2]}/{sha256}-{uuid4().hex}"
