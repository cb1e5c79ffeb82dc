"""Both processes of the console beside the containers: people sign in and see their pages, each at their own door.

Only where the environment names a console: elsewhere it is tried in a browser (`make test-browser`).
"""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from motcua.simulation.province import Province

STAFF, PUBLIC = (os.environ.get(f"MOTCUA_CONSOLE{door}", "") for door in ("", "_PUBLIC"))
pytestmark = pytest.mark.skipif(not STAFF, reason="MOTCUA_CONSOLE names no console")
SEEN, NOT_HERE, BACK = 200, 404, 303


async def signed_in(http: httpx2.AsyncClient, console: str, subject: str) -> dict[str, str]:
    """What a browser sends from then on. An HTTP library does not send a secure cookie to http://127.0.0.1."""
    begun = await http.get(f"{console}/vi/sign-in")
    page = urlsplit(begun.headers["location"])
    asked = dict(parse_qsl(page.query)) | {"sub": subject}
    chosen = await http.post(f"{page.scheme}://{page.netloc}{page.path}", data=asked)
    back = await http.get(chosen.headers["location"], headers=_cookie(begun))
    assert back.status_code == BACK, back.text
    return _cookie(back)


def _cookie(answer: httpx2.Response) -> dict[str, str]:
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("console", "subject", "path", "shown"),
    [
        (STAFF, "officer:desk-2", "/vi/queue", "Phan Thị Liên"),
        (STAFF, "operator:laptop", "/vi/services", "sync-gateway"),
        (PUBLIC, "applicant:you", "/vi/mine", "Nguyễn Thị Bình"),
    ],
)
async def test_who_signs_in_sees_the_own_page(console: str, subject: str, path: str, shown: str) -> None:
    async with httpx2.AsyncClient(timeout=60) as http:
        told = await signed_in(http, console, subject)
        page = await http.get(console + path, headers=told)
    assert (page.status_code, shown in page.text) == (SEEN, True), page.text


async def test_the_public_door_has_the_catalogue_and_no_officers_page(installation: Province) -> None:
    pages = [await installation.http.get(PUBLIC + path) for path in ("/vi/procedures", "/vi/queue", "/vi/services")]
    assert [page.status_code for page in pages] == [SEEN, NOT_HERE, NOT_HERE]
    assert "2.000635" in pages[0].text
