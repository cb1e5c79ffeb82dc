"""Documents: bytes come out as they went in; a wrong type, too large a file or another dossier's is refused."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from motcua.simulation.province import Province
from motcua.stack.people import Person
from tests.integration.http.conftest import Scenario, problem_of, spoken
from tests.support import dossiers
from tests.support.dossiers import PDF, PNG, uploaded

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04"
LIMIT = 10 * 1024 * 1024  # of TP01


@pytest.fixture(scope="module")
def owner(installation: Province) -> Person:
    return installation.applicant(f"applicant:{uuid4().hex[:8]}")


@pytest.fixture
async def draft(owner: Person) -> str:
    return await dossiers.drafted(owner)


async def bytewise(content: bytes) -> Any:
    for byte in content:
        yield bytes([byte])


async def test_the_same_bytes_come_out(owner: Person, draft: str) -> None:
    content = PDF + bytes(range(256)) * 4096
    answer = await uploaded(owner, draft, "TP01", content)
    assert answer.status_code == 201
    view = answer.json()
    assert (view["size"], view["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert await owner.get("intake", f"{draft}/documents") == [view]
    fetched = await owner.ask("GET", "intake", f"{draft}/documents/{view['id']}/content")
    assert fetched.content == content
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["content-disposition"] == "attachment; filename=\"TP01.pdf\"; filename*=UTF-8''TP01.pdf"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    for _ in range(2):  # taking away twice is no error
        gone = await owner.ask("DELETE", "intake", f"{draft}/documents/{view['id']}")
        assert (gone.status_code, gone.content) == (204, b"")
    problem_of(await owner.ask("GET", "intake", f"{draft}/documents/{view['id']}/content"), 404)
    assert await owner.get("intake", f"{draft}/documents") == []


async def test_bytes_may_come_one_by_one(owner: Person, draft: str) -> None:
    answer = await uploaded(owner, draft, "TP01", bytewise(PDF))
    assert answer.json()["sha256"] == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    ("component", "content", "media"),
    [
        ("TP01", EXE, "application/pdf"),
        ("TP01", EXE, "application/octet-stream"),
        ("TP01", b"%PD", "application/pdf"),
        ("TP01", b"<html>", "text/html"),
        ("TP01", b" " * 1024 + PDF, "application/pdf"),
        ("TP03", PNG, "application/pdf"),
        ("TP03", PDF, "image/png"),
        ("TP01", PNG, "image/png"),  # a picture, where a PDF is asked for
        ("TP01", b"PK\x03\x04", "application/pdf"),
    ],
)
async def test_a_file_is_what_its_bytes_are(
    owner: Person, draft: str, component: str, content: bytes, media: str
) -> None:
    answer = await uploaded(owner, draft, component, content, media=media)
    assert problem_of(answer, 415).type == "/problems/unsupported-media"
    assert await owner.get("intake", f"{draft}/documents") == []


async def test_an_unknown_claim_is_decided_by_the_bytes(owner: Person, draft: str) -> None:
    answer = await uploaded(owner, draft, "TP03", PNG, media="application/octet-stream")
    assert answer.json()["media"] == "image/png"


async def test_a_pdf_may_begin_later_and_stays_as_it_is(owner: Person, draft: str) -> None:
    content = b"\r\n" * 511 + PDF
    view = (await uploaded(owner, draft, "TP01", content)).json()
    assert view["media"] == "application/pdf"
    assert (await owner.ask("GET", "intake", f"{draft}/documents/{view['id']}/content")).content == content


async def test_an_empty_file_is_told_so(owner: Person, draft: str) -> None:
    assert problem_of(await uploaded(owner, draft, "TP01", b""), 422).type == "/problems/empty-file"


async def test_a_component_of_another_procedure(owner: Person, draft: str) -> None:
    assert problem_of(await uploaded(owner, draft, "TP99"), 422).type == "/problems/unknown-code"
    problem_of(await uploaded(owner, draft, "../TP01"), 422)


async def zeros(head: bytes, size: int) -> Any:
    yield head
    for _ in range(size // 65536):
        yield bytes(65536)


async def test_a_file_that_is_too_large_is_stopped_on_its_way(owner: Person, draft: str) -> None:
    exact = await uploaded(owner, draft, "TP01", zeros(b"%PDF-" + bytes(65531), LIMIT - 65536))
    assert exact.json()["size"] == LIMIT
    over = await uploaded(owner, draft, "TP01", zeros(b"%PDF-", LIMIT))
    assert problem_of(over, 413).model_extra == {"max_bytes": LIMIT}
    assert len(await owner.get("intake", f"{draft}/documents")) == 1


@pytest.mark.parametrize("announced", [1, 10**13])
async def test_a_length_that_lies(installation: Province, owner: Person, draft: str, announced: int) -> None:
    """Less announced than sent: what was announced is taken, and is no PDF; far too much: refused at once."""
    head = (
        f"PUT {draft}/documents/{uuid4()}?component=TP01&name=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Authorization: Bearer {owner.token}\r\nContent-Type: application/pdf\r\nContent-Length: {announced}\r\n\r\n"
    )
    answer = await spoken(installation.addresses["intake"], head.encode() + PDF)
    assert answer.startswith(b"HTTP/1.1 415 " if announced == 1 else b"HTTP/1.1 413 "), answer[:200]
    assert await owner.get("intake", f"{draft}/documents") == []


async def test_half_a_file_is_no_file(installation: Province, owner: Person, draft: str) -> None:
    head = (
        f"PUT {draft}/documents/{uuid4()}?component=TP01&name=a HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {owner.token}\r\nContent-Type: application/pdf\r\nContent-Length: 1000\r\n\r\n"
    )
    await spoken(installation.addresses["intake"], head.encode() + PDF, hang_up=True)
    assert await owner.get("intake", f"{draft}/documents") == []


async def test_slow_senders_hold_no_one_up(installation: Province, owner: Person, draft: str) -> None:
    """More of them than there are connections to the database, three into each dossier; others go on meanwhile."""
    others = [installation.applicant(f"applicant:{uuid4().hex[:8]}") for _ in range(3)]
    drafts = [(owner, draft), *[(other, await dossiers.drafted(other)) for other in others]]
    heads = [
        f"PUT {path}/documents/{uuid4()}?component=TP01&name=a HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {one.token}\r\nContent-Type: application/pdf\r\nContent-Length: 1000\r\n\r\n"
        for one, path in drafts * 3
    ]
    url = httpx2.URL(installation.addresses["intake"])
    slow = [await asyncio.open_connection(url.host, url.port) for _ in heads]
    try:
        for head, (_, writer) in zip(heads, slow, strict=True):
            writer.write(head.encode() + PDF)
            await writer.drain()
        waiting = [asyncio.create_task(reader.read(1)) for reader, _ in slow]
        assert (await uploaded(owner, draft, "TP02")).status_code == 201
        await dossiers.drafted(owner)
        assert not [one for one in waiting if one.done()], "no other upload had to give up first"
    finally:
        for _, writer in slow:
            writer.close()
            await writer.wait_closed()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\giấy.pdf", "giấy.pdf"),
        ("/", "document"),
        ("..", "document"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("tab\there\r\nSet-Cookie: x", "tabhereSet-Cookie: x"),
        ("gi\u00e2\u0301y", "gi\u1ea5y"),
        ("line\u2028break\u00a0here", "linebreakhere"),
        ("x" * 300, "x" * 200),
        ("\u200b\ufeff", "document"),
        ("<script>alert(1)</script>", "script>"),
    ],
)
async def test_a_name_is_no_path_and_hides_nothing(owner: Person, draft: str, name: str, kept: str) -> None:
    answer = await uploaded(owner, draft, "TP01", query={"name": name})
    assert answer.json()["name"] == kept


async def test_an_id_is_one_file(installation: Province, owner: Person, draft: str) -> None:
    document = uuid4()
    assert (await uploaded(owner, draft, "TP01", document=document)).status_code == 201
    again = await uploaded(owner, draft, "TP01", document=document)
    assert (again.status_code, again.json()["id"]) == (200, str(document))
    other = await uploaded(owner, draft, "TP01", PDF + b"other", document=document)
    assert problem_of(other, 409).type == "/problems/another-document"
    problem_of(await uploaded(owner, draft, "TP02", document=document), 409)
    elsewhere = await dossiers.drafted(owner)
    problem_of(await uploaded(owner, elsewhere, "TP01", document=document), 409)
    fetched = await owner.ask("GET", "intake", f"{draft}/documents/{document}/content")
    assert fetched.content == PDF


async def test_a_key_may_come_with_a_file(owner: Person, draft: str) -> None:
    """It is not needed, and does no harm: other bytes under the same key are refused."""
    document, headers = uuid4(), {"Idempotency-Key": "f", "Content-Type": "application/pdf"}
    path, query = f"{draft}/documents/{document}", {"component": "TP01", "name": "a.pdf"}
    answers = [
        await owner.ask("PUT", "intake", path, params=query, headers=headers, content=content)
        for content in (PDF, PDF, PDF + b"x")
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].content == answers[1].content


async def test_nothing_changes_after_submission(owner: Person) -> None:
    dossier = await dossiers.submitted(owner)
    document = (await owner.get("intake", f"{dossier}/documents"))[0]["id"]
    for answer in (
        await uploaded(owner, dossier, "TP04"),
        await owner.ask("DELETE", "intake", f"{dossier}/documents/{document}"),
        await owner.ask("PUT", "intake", f"{dossier}/application", json=dossiers.application()),
    ):
        assert problem_of(answer, 409).type == "/problems/not-editable"
    assert len(await owner.get("intake", f"{dossier}/documents")) == 3


async def test_a_document_is_found_under_its_own_dossier_only(owner: Person, draft: str, scenario: Scenario) -> None:
    problem_of(await owner.ask("GET", "intake", f"{draft}/documents/{scenario.document}/content"), 404)
    await owner.ask("DELETE", "intake", f"{draft}/documents/{scenario.document}")
    there = await scenario.owner.get("intake", f"{scenario.dossier}/documents")
    assert scenario.document in [document["id"] for document in there]
