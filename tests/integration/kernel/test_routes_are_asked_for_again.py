"""An upgraded intake knows routes that were published before it listened to them: their checkpoints are set back,
once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from motcua.stack.addresses import Scratch
from motcua.stack.stack import Stack
from shared.kernel.ids import named, uuid7
from shared.kernel.migrate import migrate

BEFORE = "0006"
CHECKPOINT = {"workflow": [2, "00" * 32]}


@pytest.fixture
async def scratch(stack: Stack) -> AsyncIterator[Scratch]:
    scratch = await asyncio.to_thread(stack.scratch, "intake")
    yield scratch
    await asyncio.to_thread(stack.drop, scratch.name)


async def test_the_checkpoints_of_reference_data_are_set_back_and_no_others(scratch: Scratch) -> None:
    """The heads are compared from the start then, and what is lacking is said again; a dossier's checkpoint stays."""
    await migrate(scratch.owner_dsn, "shared", "intake")
    route, dossier, posted = named("route", "one"), uuid7(), uuid7()
    owner = await asyncpg.connect(scratch.owner_dsn)
    await owner.execute("update intake_version set version_num = $1", BEFORE)
    for key, said, incoming in (
        (route, 0, CHECKPOINT),
        (dossier, 3, CHECKPOINT),
        (posted, 0, {"postal": [1, "00" * 32]}),
    ):
        sql = "insert into streams(dossier, sequence, checkpoints) values ($1, $2, $3)"
        await owner.execute(sql, key, said, json.dumps(incoming))
    await owner.execute("insert into catch_up values ('workflow', 40), ('postal', 7)")

    await migrate(scratch.owner_dsn, "intake")
    rows = await owner.fetch("select dossier, checkpoints from streams")
    checkpoints: dict[UUID, object] = {row["dossier"]: json.loads(row["checkpoints"]) for row in rows}
    assert checkpoints == {route: {}, dossier: CHECKPOINT, posted: {"postal": [1, "00" * 32]}}
    assert [row["producer"] for row in await owner.fetch("select producer from catch_up")] == ["postal"]
    await owner.close()
