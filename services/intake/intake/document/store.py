"""Where the bytes of documents are: a folder or a bucket, through obstore.

A file is kept under its SHA-256, so writing it twice is harmless and what is read back can be checked. It is
received into a temporary file first: nothing lands in the store before it was measured and recognised.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import obstore
from obstore.store import LocalStore

from shared.errors import TooLarge

IN_MEMORY = 1024 * 1024
HEAD = 64  # bytes that are enough to tell what a file is


@dataclass(slots=True)
class Received:
    """A file that has come: its first bytes, size and SHA-256 (hex), the bytes themselves; `media` once it is known."""

    head: bytes
    size: int
    sha256: str
    file: IO[bytes]
    media: str = ""


async def receive(stream: AsyncIterable[bytes], max_bytes: int) -> Received:
    """Takes in a body, counting. Raises TooLarge as soon as it is."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on to the caller
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        async for chunk in stream:
            size += len(chunk)
            if size > max_bytes:
                raise TooLarge(f"At most {max_bytes} bytes.", f"Tối đa {max_bytes} byte.", max_bytes=max_bytes)
            head += chunk[: HEAD - len(head)]
            digest.update(chunk)
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Received(head, size, digest.hexdigest(), file)


class Documents:
    """The store of one service."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store: Any = LocalStore(folder)

    async def put(self, received: Received) -> None:
        await obstore.put_async(self._store, _place(received.sha256), received.file)

    async def get(self, sha256: str) -> AsyncIterator[bytes]:
        """The bytes, in chunks."""
        found = await obstore.get_async(self._store, _place(sha256))
        return (bytes(chunk) async for chunk in found.stream())


def _place(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
