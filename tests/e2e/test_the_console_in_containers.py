"""Both processes of the console beside the containers: people sign in and see their pages, each at their own door.

Only where the environment names a console: elsewhere it is tried in a browser (`make test-browser`).
"""

from __future__ import annotations

import os

import httpx2
import pytest

from motcua.simulation.province import Province
from motcua.stack.waiting import until
from tests.support.visitor import Visitor

STAFF, PUBLIC = (os.environ.get(f"MOTCUA_CONSOLE{door}", "") for door in ("", "_PUBLIC"))
pytestmark = pytest.mark.skipif(not STAFF, reason="MOTCUA_CONSOLE names no console")
SEEN, NOT_HERE, AWAY = 200, 404, 503


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
        visitor = Visitor(http, console)
        await visitor.signs_in(subject)

        async def opened() -> httpx2.Response | None:
            page = await visitor.opens(path)
            return page if page.status_code != AWAY else None  # a service may be busy: the page says to try again

        page = await until(opened, path)
    assert (page.status_code, shown in page.text) == (SEEN, True), page.text


async def test_the_public_door_has_the_catalogue_and_no_officers_page(installation: Province) -> None:
    pages = [await installation.http.get(PUBLIC + path) for path in ("/vi/procedures", "/vi/queue", "/vi/services")]
    assert [page.status_code for page in pages] == [SEEN, NOT_HERE, NOT_HERE]
    assert "2.000635" in pages[0].text
