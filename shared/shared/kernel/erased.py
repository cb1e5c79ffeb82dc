"""Whose keys were destroyed: a list apart from the database, so that a restored back-up brings none of them back.

A file that only grows, a line of JSON each, on the disk before a key is destroyed. It names opaque ids alone.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID


class ErasedList:
    """The list of one service. `field`: what the ids of its lines are of."""

    def __init__(self, folder: Path, field: str) -> None:
        self.file, self._field = folder / "erased.jsonl", field

    async def add(self, ids: Iterable[UUID], **more: Any) -> None:
        """Some more; they are on the disk when this returns."""
        lines = [json.dumps({self._field: str(each), **more}) for each in ids]
        await asyncio.to_thread(self._add, "\n".join(lines))

    def _add(self, lines: str) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"\n{lines}\n")  # a line before may have been cut off
            file.flush()
            os.fsync(file.fileno())

    async def read(self) -> dict[UUID, dict[str, Any]]:
        """All lines by their ids, the last of each. One that was cut off names nobody: no key was destroyed yet."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> dict[UUID, dict[str, Any]]:
        if not self.file.exists():
            return {}
        found = map(self._line, self.file.read_text("utf-8").splitlines())
        return dict(line for line in found if line is not None)

    def _line(self, line: str) -> tuple[UUID, dict[str, Any]] | None:
        try:
            told = json.loads(line)
            return UUID(told[self._field]), told
        except ValueError:
            return None
