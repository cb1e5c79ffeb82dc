"""The sweep of the store beside uploads in flight, beside another sweep, and killed; and uploads that are killed.

These tests look at the files of the store, not only at rows. Time passes by moving the notes of the sweep back.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from intake.document.jobs import Sweep
from intake.document.store import GRACE, Documents, Received
from shared.web.middleware import Cut
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.dossiers import PDF, uploaded
from tests.support.uploads import delete, file, files, new_applicant, sweep, swept

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
async def killing() -> AsyncIterator[Process]:
    """It has loaded intake, and makes the processes that are killed (`tests.support.killed_at`)."""
    command = (sys.executable, "-m", "tests.support.killed_at")
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=ROOT)
    yield process
    assert process.stdin is not None
    process.stdin.close()
    assert await process.wait() == 0


async def test_a_file_without_a_row_is_swept_also_when_it_is_half_written(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    answer = await uploaded(owner, path, "TP01", file())
    kept = files(emptied)
    (emptied.folder / "ab").mkdir(exist_ok=True)
    (emptied.folder / "ab" / f"{'ab' * 32}-{uuid4().hex}").write_bytes(PDF)
    (emptied.folder / "ab" / f"{'ab' * 32}-{uuid4().hex}#1").write_bytes(PDF[:9])  # the process died while it wrote
    assert await swept(emptied) == 2
    assert files(emptied) == kept
    read = await owner.ask("GET", "intake", f"{path}/documents/{answer.json()['id']}/content")
    assert read.status_code == 200


class Slow(Documents):
    """A store that has written a file and has not returned yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.there, self.go = asyncio.Event(), asyncio.Event()
        self.waiting: list[Received] = []

    async def put(self, received: Received) -> str:
        name = await super().put(received)
        self.waiting.append(received)
        self.there.set()
        await self.go.wait()
        return name


@pytest.mark.parametrize(("late", "times"), [(GRACE / 2 - timedelta(minutes=1), 1), (GRACE / 2, 2)])
async def test_an_upload_in_flight_is_not_swept(emptied: Counter, late: timedelta, times: int) -> None:
    """Its file is there, its row is not: what is noted meanwhile is forgotten.

    One that is too late is answered 503; the client sends it again, and the first file is a stray.
    """
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    emptied.app[Documents] = slow = Slow(emptied.folder)
    uploading = asyncio.create_task(uploaded(owner, path, "TP01", file()))
    await slow.there.wait()
    assert await sweep(emptied) == 0
    assert len(await emptied.rows("select from strays")) == 1
    await pass_for_uploads(emptied, slow, late)
    assert await sweep(emptied) == 0
    slow.go.set()
    assert (await uploading).status_code == 201
    assert len(slow.waiting) == times
    await pass_for_uploads(emptied, slow, GRACE)
    assert await sweep(emptied) == times - 1
    assert len(files(emptied)) == 1
    assert await sweep(emptied) == 0
    assert await emptied.rows("select from strays") == []


async def pass_for_uploads(emptied: Counter, slow: Slow, time: timedelta) -> None:
    """Time passes for the notes, and for the upload that waits: its deadline comes nearer."""
    await emptied.rows("update strays set since = since - $1::interval", time)
    for received in slow.waiting:
        assert received.until is not None
        received.until -= time


async def test_uploads_and_two_sweeps_at_once_lose_nothing(emptied: Counter) -> None:
    """Files come and go while two processes sweep; the grace time of what was deleted is over at once."""
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    sweeps = [Sweep(emptied.node, Documents(emptied.folder), emptied.masters) for _ in range(2)]
    stopping = asyncio.Event()

    async def go_on(one: Sweep) -> None:
        while not stopping.is_set():
            await one.whole()
            async with emptied.node.database.begin() as tx:
                await tx.do("update strays set since = since - $1::interval where object = any($2)", GRACE, deleted)

    deleted: list[str] = []

    async def come_and_go() -> None:
        for n in range(10):
            answer = await uploaded(owner, path, "TP01", file())
            assert answer.status_code == 201
            if n % 2:
                deleted.extend(name for name in files(emptied) if answer.json()["sha256"] in name)
                await delete(owner, path, answer)

    async with asyncio.TaskGroup() as group:
        for one in sweeps:
            group.create_task(go_on(one))
        await asyncio.gather(*(come_and_go() for _ in range(3)))
        stopping.set()
    await swept(emptied)
    assert len(files(emptied)) == 15


@pytest.mark.parametrize("instant", ["store.before_remove", "store.after_remove"])
async def test_a_sweep_that_is_killed_loses_nothing_and_leaves_nothing(
    emptied: Counter, killing: Process, instant: str
) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    kept = await uploaded(owner, path, "TP01", file())
    await delete(owner, path, await uploaded(owner, path, "TP01", file()))
    await sweep(emptied)
    await emptied.rows("update strays set since = since - $1::interval", GRACE)
    await killed(killing, emptied, instant, "sweep")
    assert len(await emptied.rows("select from strays")) == 1, "its note is still there"
    assert await sweep(emptied) == (1 if instant == "store.before_remove" else 0)
    assert [name.partition("-")[0][3:] for name in files(emptied)] == [kept.json()["sha256"]]
    assert await sweep(emptied) == 0
    assert await emptied.rows("select from strays") == []


async def test_an_upload_that_is_killed_before_its_row_leaves_nothing(emptied: Counter, killing: Process) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    await killed(killing, emptied, "store.after_put", "upload", path, owner.token)
    assert len(files(emptied)) == 1
    assert await emptied.rows("select from documents where dossier = $1", UUID(path.rpartition("/")[2])) == []
    assert await swept(emptied) == 1
    assert files(emptied) == []


async def killed(killing: Process, emptied: Counter, instant: str, *told: str) -> None:
    """A process of its own does this on the same database and store, until it kills itself at this instant."""
    settings = emptied.node.settings
    issuers = [each.model_dump(mode="json") for each in settings.issuers]
    known = json.dumps({"issuers": issuers, "token_keys": settings.token_keys})
    line = [instant, settings.database_url, settings.kafka, known, str(emptied.folder), *told]
    assert killing.stdin is not None
    assert killing.stdout is not None
    killing.stdin.write(json.dumps(line).encode() + b"\n")
    assert int(await killing.stdout.readline()) == -signal.SIGKILL


async def test_every_table_that_names_a_file_is_asked_by_the_sweep(emptied: Counter) -> None:
    """A new table with a digest of a file needs a look at `intake.document.jobs`. Packages of erasures lie apart."""
    sql = "select distinct table_name from information_schema.columns where column_name in ('sha256', 'object')"
    named = {row[0] for row in await emptied.rows(f"{sql} and table_schema = 'public'")}
    assert named - {"erasures"} == {"documents", "strays"}


async def test_a_file_from_before_files_were_sealed_is_stored_again_sealed(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    sent = file(700_000)  # three chunks
    answer = await uploaded(owner, path, "TP01", sent)
    content = f"{path}/documents/{answer.json()['id']}/content"
    assert (await owner.ask("GET", "intake", content)).content == sent
    assert not any(b"%PDF" in (emptied.folder / name).read_bytes() for name in files(emptied))
    (there,) = files(emptied)
    (emptied.folder / f"{there}-open").write_bytes(sent)
    await emptied.rows("update documents set plain = true, object = object || '-open' where object = $1", there)
    assert (await owner.ask("GET", "intake", content)).content == sent
    assert await swept(emptied) == 2
    (sealed,) = files(emptied)
    assert (await owner.ask("GET", "intake", content)).content == sent
    whole = (emptied.folder / sealed).read_bytes()
    assert b"%PDF" not in whole
    for broken in (whole[:-1], whole[: 256 * 1024 + 28], whole[256 * 1024 + 28 :]):  # cut, whole chunks missing
        (emptied.folder / sealed).write_bytes(broken)
        with pytest.raises(Cut):  # the connection ends, with what had been right
            await owner.ask("GET", "intake", content)
    (emptied.folder / sealed).write_bytes(whole)
    await emptied.rows("delete from sealing_keys where subject = $1", UUID(path.rpartition("/")[2]))
    assert (await owner.ask("GET", "intake", content)).status_code == 410
