"""Sessions: when they end and stay ended, new secrets, tokens that are renewed, and what a browser never holds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from motcua.simulation.province import Province
from motcua.stack.databases import apart
from motcua_console.app import PAGES
from motcua_console.pages import COOKIE
from motcua_console.sessions import Ended, Session
from motcua_console.settings import Door
from tests.browser.cookies import changed, client_of, held_of, secret_of, table
from tests.browser.place import Place, handed_in
from tests.unit.console.test_who_gets_in import routes

Run = Callable[..., Any]
DESK, OPERATOR = "officer:desk-1", "operator:laptop"
HOUR = timedelta(hours=1)
#: All that a page can keep beside cookies that scripts do not see, and databases.
STORED = "[...Object.entries(localStorage), ...Object.entries(sessionStorage), window.name, document.cookie]"
#: Pages for officers and for operators alike.
ALIKE = {"GET /{language}/work", "POST /{language}/work"}


@pytest.mark.parametrize("column", ["used_at", "began_at"])
def test_a_session_ends_unused_and_after_its_longest_time(browsing: Run, place: Place, column: str) -> None:
    page = browsing(OPERATOR)
    ago = HOUR * 0.6 if column == "used_at" else HOUR * 13
    with client_of(place, secret_of(page)) as client:
        assert client.get("/vi/services").status_code == 200
        changed(place, secret_of(page), **{column: sa.func.now() - ago})
        for name, method, path in routes(Door.STAFF):
            answer = client.request(method, path)
            assert answer.status_code in (303, 403) or name.endswith("signed-out"), name
    page.goto("/vi/services")
    assert page.get_by_role("button").filter(has_text=OPERATOR).count() == 1  # at the provider


def test_what_has_ended_is_never_written_again(place: Place) -> None:
    async def run() -> None:
        async with table(place) as sessions:
            session = Session.fresh("somebody", {"tokens": 1})
            await sessions.begin(session)
            other = await sessions.find(session.secret)
            assert other is not None
            await sessions.end_all("somebody")
            with pytest.raises(Ended):
                async with sessions.changing(other):
                    raise AssertionError("it has ended")
            with pytest.raises(Ended):
                await sessions.moved(other)
            assert await sessions.find(session.secret) is None

    apart(run())


def test_signing_out_everywhere_ends_every_browser(browsing: Run) -> None:
    here, there = browsing("operator:demo"), browsing("operator:demo")
    here.locator("summary", has_text="Nghiêm Văn Lực").click()
    here.get_by_role("button", name="Đăng xuất trên mọi thiết bị").click()
    here.wait_for_url("**/signed-out*")
    there.goto("/vi/services")
    assert "/authorize" in there.url


def test_working_as_somebody_else_changes_the_secret(browsing: Run, place: Place) -> None:
    page = browsing(DESK)
    before, began = secret_of(page), held_of(place, secret_of(page))["scope"]
    page.goto("/vi/work")
    page.locator("form", has=page.locator("input[name=scope][value^=cashier]")).locator("button.choose").click()
    page.wait_for_url(f"{place.url}/**")
    after = secret_of(page)
    assert after != before
    assert held_of(place, after)["scope"] != began
    with client_of(place, before) as client:
        assert client.get("/vi/queue").status_code == 303


def test_tokens_are_renewed_once_however_many_ask(browsing: Run, place: Place) -> None:
    """The provider ends a session whose refresh token comes twice (RFC 9700 section 4.14.2)."""
    page = browsing(OPERATOR)
    secret = secret_of(page)

    async def age() -> None:
        async with table(place) as sessions:
            session = await sessions.find(secret)
            assert session is not None
            async with sessions.changing(session):
                session.held["own"]["until"] = session.held["tokens"]["until"] = 0

    for _ in range(2):
        apart(age())
        before = held_of(place, secret)
        with client_of(place, secret) as client, ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: client.get("/vi/documents").status_code, range(6)))
        after = held_of(place, secret)
        assert answers == [200] * 6
        assert after["tokens"]["refresh"] != before["tokens"]["refresh"]


def test_no_token_reaches_the_browser(browsing: Run, place: Place) -> None:
    page, seen = browsing(OPERATOR), list[str]()
    page.on("response", lambda answer: seen.append(f"{answer.url} {answer.all_headers()} {read(answer)}"))
    for path in ("/vi/services", "/vi/parked", "/vi/documents", "/vi/work"):
        page.goto(path)
    held = held_of(place, secret_of(page))
    stored = page.evaluate(
        "[...Object.entries(localStorage), ...Object.entries(sessionStorage), window.name, document.cookie]"
    )
    databases = page.evaluate("indexedDB.databases()")
    assert (stored, databases) == (["", ""], [])
    tokens = [*(held["tokens"][name] for name in ("access", "refresh", "proof")), held["own"]["token"]]
    browser = "\n".join([*seen, str(page.context.storage_state())])
    assert len(seen) > 4
    assert [each[:12] for each in tokens if each in browser] == []
    assert "eyJ" not in browser
    assert [each["name"] for each in page.context.cookies() if place.url.startswith(f"http://{each['domain']}")] == [
        COOKIE
    ]


def read(answer: Any) -> str:
    try:
        return str(answer.text())
    except Exception:  # a redirect has no body
        return ""


def test_no_page_serves_both_an_officer_and_an_operator(browsing: Run, place: Place, province: Run) -> None:
    """Each route is asked for one real dossier by both: a page is for one of them."""
    dossier = province(handed_in)
    found: dict[str, list[int]] = {}
    for who in (DESK, OPERATOR):
        page = browsing(who)
        secret = secret_of(page)
        with client_of(place, secret) as client:
            form = {"form": Session(secret).form_token}
            for name, method, path in routes(Door.STAFF):
                if "sign" not in name and name not in ALIKE:
                    there = path.replace("00000000-0000-7000-8000-000000000000", dossier)
                    data = {"data": form} if method == "POST" else {}
                    with client.stream(method, there, **data) as answer:  # a stream does not end by itself
                        found.setdefault(name, []).append(answer.status_code)
    both = {name for name, told in found.items() if all(each < 400 for each in told)}
    assert not both, {name: found[name] for name in both}
    assert len(found) > len(PAGES)


def test_a_paper_is_a_download_and_nothing_else(browsing: Run, place: Place, province: Run) -> None:
    async def written(people: Province) -> str:
        return await handed_in(people, name="a.pdf")

    page = browsing(DESK)
    page.goto(f"/vi/dossiers/{province(written)}")
    paper = page.locator("a[href*='/papers/']").first.get_attribute("href")
    with client_of(place, secret_of(page)) as client:
        answer = client.get(paper)
    told = {name: answer.headers[name] for name in ("content-disposition", "cache-control", "x-content-type-options")}
    assert told["content-disposition"].startswith("attachment; ")
    assert (told["cache-control"], told["x-content-type-options"]) == ("no-store", "nosniff")
