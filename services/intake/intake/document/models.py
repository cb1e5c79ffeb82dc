"""How the bytes of a file are sealed: in chunks, so that no file is in memory as a whole.

Each chunk is bound to its file, its number, and whether it is the last one: none can be changed, moved or cut off.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from shared.kernel.sealing import NONCE, TAG, Box, place_of

CHUNK = 256 * 1024  # bytes of the file
SEALED = CHUNK + NONCE + TAG


class Damaged(Exception):
    """A file of the store is not what was stored."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What seals and opens the files of one subject."""

    subject: UUID
    box: Box

    def _place(self, name: str, number: int, *, last: bool) -> bytes:
        return place_of("documents", self.subject, name, number, "last" if last else "more")

    def sealed(self, name: str, file: IO[bytes]) -> Iterator[bytes]:
        """The sealed chunks of a file that is stored under this name."""
        number, chunk = 0, file.read(CHUNK)
        while chunk:
            after = file.read(CHUNK)
            yield self.box.seal(chunk, self._place(name, number, last=not after))
            number, chunk = number + 1, after

    async def opened(self, name: str, stream: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """The bytes of the file. Raises Damaged."""
        number, kept = 0, bytearray()
        async for some in stream:
            kept += some
            while len(kept) > SEALED:
                yield self._chunk(name, number, bytes(kept[:SEALED]), last=False)
                number += 1
                del kept[:SEALED]
        yield self._chunk(name, number, bytes(kept), last=True)

    def _chunk(self, name: str, number: int, sealed: bytes, *, last: bool) -> bytes:
        plain = self.box.open(sealed, self._place(name, number, last=last))
        if plain is None:
            raise Damaged(f"chunk {number} of {name}")
        return plain
