"""Sessions and forms under attack: fixation, foreign forms, stored scripts, stolen rows, redirects elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import expect

from motcua.simulation.province import Province
from tests.browser.place import Place, handed_in

Run = Callable[..., Any]
DESK = "officer:desk-1"
COOKIE = "__Host-session"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def cookie_of(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in page.context.cookies() if each["name"] == COOKIE)
    return found


def test_the_cookie_is_new_after_signing_in_and_no_script_reads_it(browsing: Run, place: Place) -> None:
    page = browsing()
    page.goto("/vi/")
    before = cookie_of(page)["value"]
    page.get_by_role("button").filter(has_text=DESK).first.click()
    page.wait_for_url(f"{place.url}/**")
    after = cookie_of(page)
    assert after["value"] != before
    assert (after["httpOnly"], after["secure"], after["sameSite"], after["path"]) == (True, True, "Lax", "/")
    with httpx2.Client(base_url=place.url) as client:
        old = client.get("/vi/queue", headers={"Cookie": f"{COOKIE}={before}"})
    assert (old.status_code, urlsplit(old.headers["location"]).path) == (303, "/vi/sign-in")


def test_a_form_of_another_page_does_nothing(browsing: Run, place: Place) -> None:
    page = browsing(DESK)
    page.goto("/vi/queue")
    own = page.locator("input[name=form]").first.get_attribute("value")
    cookie = {"Cookie": f"{COOKIE}={cookie_of(page)['value']}"}
    with httpx2.Client(base_url=place.url) as client:
        for headers, form in (
            (cookie, {}),
            (cookie, {"form": "0" * 64}),
            (cookie | {"Sec-Fetch-Site": "cross-site"}, {"form": own}),
            (cookie | {"Sec-Fetch-Site": "same-site"}, {"form": own}),
        ):
            answer = client.post("/vi/sign-out", data=form, headers=headers)
            assert answer.status_code == 403, (headers, form)
        assert client.get("/vi/queue", headers=cookie).status_code == 200
        gone = client.post("/vi/sign-out", data={"form": own, "everywhere": "1"}, headers=cookie)
        assert gone.status_code == 303
        assert client.get("/vi/queue", headers=cookie).status_code == 303


def test_nobody_is_sent_elsewhere_after_signing_in(browsing: Run, place: Place) -> None:
    page = browsing()
    page.goto("/vi/sign-in?to=https://evil.example/")
    page.get_by_role("button").filter(has_text=DESK).first.click()
    page.wait_for_url(f"{place.url}/**")
    assert page.url.startswith(place.url)


def test_a_code_of_another_browser_signs_nobody_in(place: Place) -> None:
    with httpx2.Client(base_url=place.url) as client:
        answer = client.get("/signed-in", params={"state": "x" * 43, "code": "y" * 43})
        assert answer.status_code == 403
        assert "text/html" in answer.headers["content-type"]


def test_what_people_type_is_never_a_script(browsing: Run, province: Run) -> None:
    async def written(people: Province) -> str:
        return await handed_in(people, name=f"{SCRIPT}.pdf"[:100])

    page = browsing(DESK)
    page.goto(f"/vi/dossiers/{province(written)}")
    expect(page.get_by_text("onerror=alert(2)").first).to_be_visible()
    assert page.locator("main script, main img").count() == 0
    page.goto(f"/vi/queue?code={SCRIPT}")
    assert page.locator("main script, main img").count() == 0


def test_an_officer_sees_nothing_of_the_operators(browsing: Run, place: Place) -> None:
    page = browsing(DESK)
    for path in ("/vi/services", "/vi/parked", "/vi/documents"):
        assert page.request.get(f"{place.url}{path}").status == 403, path
