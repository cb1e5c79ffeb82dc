"""Whether an agency is in force: a directory that is being read is not an empty directory."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from shared.contracts.reference import Text
from shared.kernel.db import Tx
from shared.web.auth import Caller, Role
from shared.web.standing import IN_FORCE, Directory

OFFICER = Caller("officer:1", Role.OFFICER, "H99.03")
VERSION = {"code": "h99", "version": 1}


class Reading:
    """A transaction that returns one directory once it is released."""

    def __init__(self) -> None:
        self.asked, self.let = asyncio.Event(), asyncio.Event()

    async def fetch(self, sql: str, *_values: Any) -> list[dict[str, Any]]:
        if sql == IN_FORCE[0]:
            return [VERSION]
        self.asked.set()
        await self.let.wait()
        return [VERSION | {"id": "H99.03", "vi": "Sở Công Thương", "en": "Department of Industry and Trade"}]


async def test_a_request_that_comes_while_another_reads_the_directory_is_not_refused() -> None:
    directory, first, second = Directory(), Reading(), Reading()
    second.let.set()
    reading = asyncio.create_task(directory.refusals(cast("Tx", first), [OFFICER]))
    await first.asked.wait()
    assert await directory.refusals(cast("Tx", second), [OFFICER]) == [None]
    first.let.set()
    assert await reading == [None]
    title = await directory.title(cast("Tx", second), "H99.03")
    assert title == Text(vi="Sở Công Thương", en="Department of Industry and Trade")
    assert await directory.title(cast("Tx", second), "H99.99") is None
