"""Uploads that should not stay on the disk: refused, deleted, withdrawn, half done, without end.

These tests look at the files of the store, not only at rows. Time passes by moving the notes of the sweep back.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest

from intake.document.jobs import Sweep
from intake.document.store import GRACE, Documents, Received
from intake.quota.rules import REMEMBERED, Limits
from motcua.people import Person
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.dossiers import PDF, PNG, uploaded

EXE = b"MZ\x90\x00" + bytes(200_000)
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def counter(attacked: Counter, tmp_path: Path) -> AsyncIterator[Counter]:
    """An intake whose store is empty, and which has counted nothing; afterwards nothing that is named is lost."""
    begun = (await attacked.rows("select clock_timestamp()"))[0][0]
    attacked.folder = tmp_path
    attacked.app.state.documents, attacked.app.state.limits = Documents(tmp_path), Limits()
    for table in ("uploads", "strays"):
        await attacked.rows(f"delete from {table}")
    yield attacked
    assert await attacked.breaches() == []
    assert not await lost(attacked, begun)


def files(counter: Counter) -> list[str]:
    """All that lies in the store, by its path."""
    folder = counter.folder
    return sorted(str(path.relative_to(folder)) for path in folder.glob("??/*"))


async def lost(counter: Counter, begun: datetime) -> list[str]:
    """Documents since then whose bytes are not there or are others."""
    sql = "select sha256, coalesce(object, left(sha256, 2) || '/' || sha256) as object from documents where at > $1"
    rows = await counter.rows(sql, begun)
    there = {name: hashlib.sha256((counter.folder / name).read_bytes()).hexdigest() for name in files(counter)}
    return [row["object"] for row in rows if there.get(row["object"]) != row["sha256"]]


def file(size: int = 100) -> bytes:
    return PDF + secrets.token_bytes(size)


def somebody(counter: Counter) -> Person:
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


@pytest.mark.parametrize(
    ("component", "content", "media", "status"),
    [
        ("TP01", EXE, "application/pdf", 415),
        ("TP01", PNG + bytes(100), "image/png", 415),  # a picture, where a PDF is asked for
        ("TP03", PNG + bytes(100), "application/pdf", 415),  # not what was said
        ("TP01", b"%PDF-" + bytes(11 * 1024 * 1024), "application/pdf", 413),
        ("TP01", b"", "application/pdf", 422),
        ("TP99", PDF, "application/pdf", 422),
    ],
)
async def test_what_is_refused_was_never_kept(
    counter: Counter, component: str, content: bytes, media: str, status: int
) -> None:
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    assert (await uploaded(owner, path, component, content, media=media)).status_code == status
    assert files(counter) == []
    assert await counter.rows("select from uploads") == []


async def test_a_wrong_file_is_refused_before_the_rest_of_it_comes(counter: Counter) -> None:
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield EXE[:65536]

    assert (await uploaded(owner, path, "TP01", body())).status_code == 415
    assert sent < 5


async def test_an_id_that_is_taken_keeps_no_second_file(counter: Counter) -> None:
    owner = somebody(counter)
    path, document, content = await dossiers.drafted(owner), uuid4(), file()
    assert (await uploaded(owner, path, "TP01", content, document=document)).status_code == 201
    there = files(counter)
    assert (await uploaded(owner, path, "TP01", content, document=document)).status_code == 200
    for _ in range(3):
        assert (await uploaded(owner, path, "TP01", file(), document=document)).status_code == 409
    assert files(counter) == there
    assert [tuple(row) for row in await counter.rows("select count, bytes from uploads")] == [(1, len(content))]


async def test_nothing_is_kept_for_a_dossier_that_was_handed_in(counter: Counter) -> None:
    owner, path = await counter.submitted()
    there = files(counter)
    assert (await uploaded(owner, path, "TP04", file())).status_code == 409
    assert files(counter) == there


async def test_a_deleted_file_leaves_the_disk_after_its_grace_time(counter: Counter) -> None:
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    kept, gone = [(await uploaded(owner, path, "TP01", file())) for _ in range(2)]
    await delete(owner, path, gone)
    assert await sweep(counter) == 0
    assert await swept(counter, GRACE - timedelta(minutes=1)) == 0
    assert len(files(counter)) == 2, "not before its time"
    assert await swept(counter, timedelta(minutes=1)) == 1
    assert [name.partition("-")[0][3:] for name in files(counter)] == [kept.json()["sha256"]]
    assert await sweep(counter) == 0
    assert await counter.rows("select from strays") == []


async def test_the_same_bytes_in_two_dossiers_are_two_files(counter: Counter) -> None:
    """Deleting one takes nothing from the other, whatever the sweep does in between."""
    one, other, content = somebody(counter), somebody(counter), file()
    paths = [await dossiers.drafted(one), await dossiers.drafted(other)]
    answers = [await uploaded(who, path, "TP01", content) for who, path in zip((one, other), paths, strict=True)]
    await delete(one, paths[0], answers[0])
    assert await swept(counter) == 1
    read = await other.ask("GET", "intake", f"{paths[1]}/documents/{answers[1].json()['id']}/content")
    assert read.content == content


async def test_what_was_handed_in_stays_also_when_it_is_superseded(counter: Counter) -> None:
    owner, path = await counter.submitted()
    await counter.desk.act("intake", path, "supplement-request", {"components": ["TP03"]})
    assert (await uploaded(owner, path, "TP03", file())).status_code == 201
    await owner.act("intake", path, "supplement")
    assert await swept(counter) == 0
    assert len(files(counter)) == 4


async def test_a_withdrawn_draft_takes_its_files_along(counter: Counter) -> None:
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    for _ in range(3):
        assert (await uploaded(owner, path, "TP01", file())).status_code == 201
    await owner.act("intake", path, "withdrawal")
    assert await swept(counter) == 3
    assert files(counter) == []


async def test_a_withdrawn_dossier_that_was_handed_in_is_kept(counter: Counter) -> None:
    owner, path = await counter.submitted()
    await owner.act("intake", path, "withdrawal")
    assert await swept(counter) == 0
    assert len(files(counter)) == 3


async def test_files_of_the_version_before_are_swept_too(counter: Counter) -> None:
    """They lie under their SHA-256: one has a row without a name, the other has none."""
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    answer = await uploaded(owner, path, "TP01", file())
    name, sha256 = files(counter)[0], answer.json()["sha256"]
    (counter.folder / name).rename(counter.folder / sha256[:2] / sha256)
    await counter.rows("update documents set object = null where object = $1", name)
    (counter.folder / "ab").mkdir(exist_ok=True)
    (counter.folder / "ab" / ("ab" * 32)).write_bytes(PDF)
    (counter.folder / "ab" / f"{'ab' * 32}-{uuid4().hex}#1").write_bytes(PDF[:9])  # half written, then killed
    assert await swept(counter) == 2
    assert files(counter) == [f"{sha256[:2]}/{sha256}"]
    read = await owner.ask("GET", "intake", f"{path}/documents/{answer.json()['id']}/content")
    assert read.status_code == 200


class Slow(Documents):
    """A store that has written a file and does not say so yet."""

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
async def test_an_upload_in_flight_is_not_swept(counter: Counter, late: timedelta, times: int) -> None:
    """Its file is there, its row is not: what is noted meanwhile is forgotten.

    One that is too late is answered 503; the client sends it again, and the first file is a stray.
    """
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    counter.app.state.documents = slow = Slow(counter.folder)
    uploading = asyncio.create_task(uploaded(owner, path, "TP01", file()))
    await slow.there.wait()
    assert await sweep(counter) == 0
    assert len(await counter.rows("select from strays")) == 1
    await pass_for_uploads(counter, slow, late)
    assert await sweep(counter) == 0
    slow.go.set()
    assert (await uploading).status_code == 201
    assert len(slow.waiting) == times
    await pass_for_uploads(counter, slow, GRACE)
    assert await sweep(counter) == times - 1
    assert len(files(counter)) == 1
    assert await sweep(counter) == 0
    assert await counter.rows("select from strays") == []


async def pass_for_uploads(counter: Counter, slow: Slow, time: timedelta) -> None:
    """Time passes for the notes, and for the upload that waits: its deadline comes nearer."""
    await counter.rows("update strays set since = since - $1::interval", time)
    for received in slow.waiting:
        assert received.until is not None
        received.until -= time


async def test_uploads_and_two_sweeps_at_once_lose_nothing(counter: Counter) -> None:
    """Files come and go while two processes sweep; the grace time of what was deleted is over at once."""
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    sweeps = [Sweep(counter.node, Documents(counter.folder)) for _ in range(2)]
    stopping = asyncio.Event()

    async def go_on(one: Sweep) -> None:
        while not stopping.is_set():
            await one.whole()
            async with counter.node.database.begin() as tx:
                await tx.do("update strays set since = since - $1::interval where object = any($2)", GRACE, deleted)

    deleted: list[str] = []

    async def come_and_go() -> None:
        for n in range(10):
            answer = await uploaded(owner, path, "TP01", file())
            assert answer.status_code == 201
            if n % 2:
                deleted.extend(name for name in files(counter) if answer.json()["sha256"] in name)
                await delete(owner, path, answer)

    async with asyncio.TaskGroup() as group:
        for one in sweeps:
            group.create_task(go_on(one))
        await asyncio.gather(*(come_and_go() for _ in range(3)))
        stopping.set()
    await swept(counter)
    assert len(files(counter)) == 15


@pytest.mark.parametrize("instant", ["store.before_remove", "store.after_remove"])
async def test_a_sweep_that_is_killed_loses_nothing_and_leaves_nothing(counter: Counter, instant: str) -> None:
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    kept = await uploaded(owner, path, "TP01", file())
    await delete(owner, path, await uploaded(owner, path, "TP01", file()))
    await sweep(counter)
    await counter.rows("update strays set since = since - $1::interval", GRACE)
    await killed(counter, instant, "sweep")
    assert len(await counter.rows("select from strays")) == 1, "its note is still there"
    assert await sweep(counter) == (1 if instant == "store.before_remove" else 0)
    assert [name.partition("-")[0][3:] for name in files(counter)] == [kept.json()["sha256"]]
    assert await sweep(counter) == 0
    assert await counter.rows("select from strays") == []


async def test_an_upload_that_is_killed_before_its_row_leaves_nothing(counter: Counter) -> None:
    owner = somebody(counter)
    path = await dossiers.drafted(owner)
    await killed(counter, "store.after_put", "upload", path, owner.token)
    assert len(files(counter)) == 1
    assert await counter.rows("select from documents where dossier = $1", UUID(path.rpartition("/")[2])) == []
    assert await swept(counter) == 1
    assert files(counter) == []


async def killed(counter: Counter, instant: str, *told: str) -> None:
    """A process of its own does this on the same database and store, until it kills itself at this instant."""
    settings = counter.node.settings
    told = (settings.database_url, settings.kafka, settings.jwks, str(counter.folder), *told)
    env = {**os.environ, "MOTCUA_KILL_AT": instant}
    command = (sys.executable, "-m", "tests.support.killed_at", *told)
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=ROOT)
    assert await process.wait() == -signal.SIGKILL


async def test_deleting_makes_no_room(counter: Counter) -> None:
    """Each file is deleted at once, and is counted all the same: as files, and as bytes."""
    owner = somebody(counter)
    path, content = await dossiers.drafted(owner), file(1000)
    for limits in (Limits(dossier_uploads=3), Limits(dossier_bytes=len(content) * 5)):
        counter.app.state.limits = limits
        for _ in range(3 if limits.dossier_uploads == 3 else 2):
            answer = await uploaded(owner, path, "TP01", content)
            assert answer.status_code == 201
            await delete(owner, path, answer)
        before = files(counter)
        over = await uploaded(owner, path, "TP01", content)
        assert (over.status_code, over.json()["type"]) == (429, "/problems/quota-used-up")
        assert files(counter) == before
    assert (await counter.rows("select count from uploads"))[0]["count"] == 5


async def test_an_applicant_fills_no_disk_with_drafts(counter: Counter) -> None:
    """One quota for all that is not handed in, also what was withdrawn; others have their own."""
    owner, other = somebody(counter), somebody(counter)
    counter.app.state.limits = Limits(draft_uploads=4)
    for n in range(4):
        path = await dossiers.drafted(owner)
        assert (await uploaded(owner, path, "TP01", file())).status_code == 201
        if n % 2:
            await owner.act("intake", path, "withdrawal")
    path = await dossiers.drafted(owner)
    assert (await uploaded(owner, path, "TP01", file())).status_code == 429
    assert (await uploaded(other, await dossiers.drafted(other), "TP01", file())).status_code == 201
    await counter.rows("update uploads set last = last - $1::interval", REMEMBERED)
    assert (await uploaded(owner, path, "TP01", file())).status_code == 201


async def test_drafts_at_once_have_one_quota(counter: Counter) -> None:
    owner = somebody(counter)
    counter.app.state.limits = Limits(draft_uploads=4)
    paths = [await dossiers.drafted(owner) for _ in range(10)]
    answers = await asyncio.gather(*(uploaded(owner, path, "TP01", file()) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [201] * 4 + [429] * 6
    assert len(files(counter)) == 4


async def test_what_is_handed_in_is_no_draft(counter: Counter) -> None:
    owner = somebody(counter)
    counter.app.state.limits = Limits(draft_uploads=3)
    for _ in range(2):
        path = await dossiers.drafted(owner)
        for component in ("TP01", "TP02", "TP03"):
            assert (await uploaded(owner, path, component, file())).status_code == 201
        await owner.act("intake", path, "submission")


async def test_every_table_that_names_a_file_is_asked_by_the_sweep(counter: Counter) -> None:
    """A new table with a digest of a file needs a look at `intake.document.jobs`."""
    sql = "select distinct table_name from information_schema.columns where column_name in ('sha256', 'object')"
    named = {row[0] for row in await counter.rows(f"{sql} and table_schema = 'public'")}
    assert named == {"documents", "strays"}
