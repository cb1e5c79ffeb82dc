"""Uploads that should not stay on the disk: refused, deleted, withdrawn, half done, without end.

These tests look at the files of the store, not only at rows. Time passes by moving the notes of the sweep back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from intake.document.store import GRACE
from intake.quota.rules import REMEMBERED, Limits
from intake.quota.store import UnderWay
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.dossiers import PDF, PNG, uploaded
from tests.support.uploads import delete, file, files, new_applicant, sweep, swept

EXE = b"MZ\x90\x00" + bytes(200_000)
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("component", "content", "media", "status"),
    [
        ("TP01", EXE, "application/pdf", 415),
        ("TP01", PNG + bytes(100), "image/png", 415),  # a picture, where a PDF is asked for
        ("TP03", PNG + bytes(100), "application/pdf", 415),  # not what was announced
        ("TP01", b"%PDF-" + bytes(11 * 1024 * 1024), "application/pdf", 413),
        ("TP01", b"", "application/pdf", 422),
        ("TP99", PDF, "application/pdf", 422),
    ],
)
async def test_what_is_refused_was_never_kept(
    emptied: Counter, component: str, content: bytes, media: str, status: int
) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    assert (await uploaded(owner, path, component, content, media=media)).status_code == status
    assert files(emptied) == []
    assert await emptied.rows("select from uploads") == []


async def test_a_wrong_file_is_refused_before_the_rest_of_it_comes(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield EXE[:65536]

    assert (await uploaded(owner, path, "TP01", body())).status_code == 415
    assert sent < 5


async def test_an_id_that_is_taken_keeps_no_second_file(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path, document, content = await dossiers.drafted(owner), uuid4(), file()
    assert (await uploaded(owner, path, "TP01", content, document=document)).status_code == 201
    there = files(emptied)
    assert (await uploaded(owner, path, "TP01", content, document=document)).status_code == 200
    for _ in range(3):
        assert (await uploaded(owner, path, "TP01", file(), document=document)).status_code == 409
    assert files(emptied) == there
    assert [tuple(row) for row in await emptied.rows("select count, bytes from uploads")] == [(1, len(content))]


async def test_nothing_is_kept_for_a_dossier_that_was_handed_in(emptied: Counter) -> None:
    owner, path = await emptied.submitted()
    there = files(emptied)
    assert (await uploaded(owner, path, "TP04", file())).status_code == 409
    assert files(emptied) == there


async def test_a_deleted_file_leaves_the_disk_after_its_grace_time(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    kept, gone = [(await uploaded(owner, path, "TP01", file())) for _ in range(2)]
    await delete(owner, path, gone)
    assert await sweep(emptied) == 0
    assert await swept(emptied, GRACE - timedelta(minutes=1)) == 0
    assert len(files(emptied)) == 2, "not before its time"
    assert await swept(emptied, timedelta(minutes=1)) == 1
    assert [name.partition("-")[0][3:] for name in files(emptied)] == [kept.json()["sha256"]]
    assert await sweep(emptied) == 0
    assert await emptied.rows("select from strays") == []


async def test_the_same_bytes_in_two_dossiers_are_two_files(emptied: Counter) -> None:
    """Deleting one takes nothing from the other, whatever the sweep does in between."""
    one, other, content = new_applicant(emptied), new_applicant(emptied), file()
    paths = [await dossiers.drafted(one), await dossiers.drafted(other)]
    answers = [await uploaded(who, path, "TP01", content) for who, path in zip((one, other), paths, strict=True)]
    await delete(one, paths[0], answers[0])
    assert await swept(emptied) == 1
    read = await other.ask("GET", "intake", f"{paths[1]}/documents/{answers[1].json()['id']}/content")
    assert read.content == content


async def test_what_was_handed_in_stays_also_when_it_is_superseded(emptied: Counter) -> None:
    owner, path = await emptied.submitted()
    await emptied.desk.act("intake", path, "supplement-request", {"components": ["TP03"]})
    assert (await uploaded(owner, path, "TP03", file())).status_code == 201
    await owner.act("intake", path, "supplement")
    assert await swept(emptied) == 0
    assert len(files(emptied)) == 4


async def test_a_withdrawn_draft_takes_its_files_along(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    path = await dossiers.drafted(owner)
    for _ in range(3):
        assert (await uploaded(owner, path, "TP01", file())).status_code == 201
    await owner.act("intake", path, "withdrawal")
    assert await swept(emptied) == 3
    assert files(emptied) == []


async def test_a_withdrawn_dossier_that_was_handed_in_is_kept(emptied: Counter) -> None:
    owner, path = await emptied.submitted()
    await owner.act("intake", path, "withdrawal")
    assert await swept(emptied) == 0
    assert len(files(emptied)) == 3


async def test_deleting_makes_no_room(emptied: Counter) -> None:
    """Each file is deleted at once, and is counted all the same: as files, and as bytes."""
    owner = new_applicant(emptied)
    path, content = await dossiers.drafted(owner), file(1000)
    for limits in (Limits(dossier_uploads=3), Limits(dossier_bytes=len(content) * 5)):
        emptied.app[Limits] = limits
        for _ in range(3 if limits.dossier_uploads == 3 else 2):
            answer = await uploaded(owner, path, "TP01", content)
            assert answer.status_code == 201
            await delete(owner, path, answer)
        before = files(emptied)
        over = await uploaded(owner, path, "TP01", content)
        assert (over.status_code, over.json()["type"]) == (429, "/problems/quota-used-up")
        assert files(emptied) == before
    assert (await emptied.rows("select count from uploads"))[0]["count"] == 5


async def test_an_applicant_fills_no_disk_with_drafts(emptied: Counter) -> None:
    """One quota for all that is not handed in, also what was withdrawn; others have their own."""
    owner, other = new_applicant(emptied), new_applicant(emptied)
    emptied.app[Limits] = Limits(draft_uploads=4)
    for n in range(4):
        path = await dossiers.drafted(owner)
        assert (await uploaded(owner, path, "TP01", file())).status_code == 201
        if n % 2:
            await owner.act("intake", path, "withdrawal")
    path = await dossiers.drafted(owner)
    assert (await uploaded(owner, path, "TP01", file())).status_code == 429
    assert (await uploaded(other, await dossiers.drafted(other), "TP01", file())).status_code == 201
    await emptied.rows("update uploads set last = last - $1::interval", REMEMBERED)
    assert (await uploaded(owner, path, "TP01", file())).status_code == 201


async def test_drafts_at_once_have_one_quota(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    emptied.app[Limits], emptied.app[UnderWay] = Limits(draft_uploads=4), UnderWay(each=10)
    paths = [await dossiers.drafted(owner) for _ in range(10)]
    answers = await asyncio.gather(*(uploaded(owner, path, "TP01", file()) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [201] * 4 + [429] * 6
    assert len(files(emptied)) == 4


async def test_what_is_handed_in_is_no_draft(emptied: Counter) -> None:
    owner = new_applicant(emptied)
    emptied.app[Limits] = Limits(draft_uploads=3)
    for _ in range(2):
        path = await dossiers.drafted(owner)
        for component in ("TP01", "TP02", "TP03"):
            assert (await uploaded(owner, path, component, file())).status_code == 201
        await owner.act("intake", path, "submission")
