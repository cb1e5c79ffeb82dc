"""Anybody looks up a dossier and the catalogue, without a script and on a telephone; an applicant sees one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from motcua.simulation.province import Province
from tests.browser.place import Place, handed_in
from tests.browser.test_every_page import RULES
from tests.support import dossiers

Run = Callable[..., Any]
YOU = "applicant:you"
PAGES = (
    *("/track", "/procedures", "/procedures?search=nothing", "/procedures/2.000635", "/mine"),
    *("/requests", "/requests/new", "/mandates", "/mandates/new", "/mandates/new?ground=legal-representative"),
)


@pytest.fixture(scope="module")
def accepted(province: Run) -> str:
    """The code of a dossier that the desk has accepted."""

    async def done(people: Province) -> str:
        dossier = f"/v1/dossiers/{await handed_in(people)}"
        return str((await people.officer("officer:desk-1", dossiers.DESK).act("intake", dossier, "acceptance"))["code"])

    return str(province(done))


def test_a_dossier_is_looked_up_without_a_script(browsing: Run, place: Place, accepted: str, pictures: Path) -> None:
    page = browsing(at=place.public, scripts=False, width=360)
    page.goto("/vi/track")
    page.get_by_label("Mã hồ sơ").fill(accepted.lower())
    page.get_by_label("Bốn số cuối").fill(dossiers.SECRETS[2][-4:])
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text(accepted)
    expect(page.get_by_text("Hẹn trả kết quả", exact=True)).to_be_visible()
    assert dossiers.SECRETS[2][-4:] not in page.url
    page.screenshot(path=pictures / "track-vi.png", full_page=True)


def test_a_wrong_guess_says_so_and_keeps_the_code(browsing: Run, place: Place, accepted: str) -> None:
    page = browsing(at=place.public)
    page.goto(f"/en/track?code={accepted}")
    page.get_by_label("Last four digits").fill("0000")
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Dossier code")).to_have_value(accepted)


def test_the_catalogue_is_searched_without_marks(browsing: Run, place: Place, pictures: Path) -> None:
    page = browsing(at=place.public, scripts=False, width=360)
    page.goto("/vi/procedures")
    page.get_by_label("Từ trong tên thủ tục").fill("giay khai sinh")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="khai sinh").first.click()
    expect(page.get_by_role("heading", name="Giấy tờ")).to_be_visible()
    page.screenshot(path=pictures / "procedure-vi.png", full_page=True)


def test_ones_own_dossiers_say_what_is_expected(browsing: Run, place: Place, accepted: str, pictures: Path) -> None:
    page = browsing(YOU, at=place.public, width=360)
    page.goto("/vi/mine")
    page.screenshot(path=pictures / "mine-vi.png", full_page=True)
    expect(page.get_by_text(accepted)).to_be_visible()
    page.get_by_role("link", name="khuyến mại").first.click()
    page.get_by_text("Không còn nhu cầu giải quyết hồ sơ").click()
    expect(page.get_by_role("button", name="Rút hồ sơ")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browsing: Run, place: Place, accepted: str, scheme: str, pictures: Path) -> None:
    page = browsing(YOU, at=place.public, width=360, color_scheme=scheme)
    for path in PAGES:
        page.goto(f"/vi{path}")
        page.screenshot(
            path=pictures / f"public{path.replace('/', '-').partition('?')[0]}-{scheme}.png", full_page=True
        )
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, f"{path} scrolls sideways by {wide} pixels"


def test_no_officers_page_is_served_to_the_public(place: Place) -> None:
    with httpx2.Client(base_url=place.public) as client:
        for path in ("/vi/queue", "/vi/received", "/vi/services", "/vi/parked", "/vi/documents"):
            assert client.get(path).status_code == 404, path
        foreign = client.post("/vi/track", data={"code": "x", "phone": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403


def coming_from(address: str, place: Place) -> httpx2.Client:
    """A client at an address of its own."""
    return httpx2.Client(base_url=place.public, transport=httpx2.HTTPTransport(local_address=address))


def test_guesses_count_for_who_guesses(place: Place) -> None:
    with coming_from("127.0.0.2", place) as one, coming_from("127.0.0.3", place) as other:
        tries = [one.post("/vi/track", data={"code": f"H99-{n}", "phone": "0000"}).status_code for n in range(20)]
        assert {404, 429} == {*tries}
        assert other.post("/vi/track", data={"code": "H99-other", "phone": "0000"}).status_code == 404


def test_one_client_asks_for_so_many_pages_and_is_told_when_to_come_again(place: Place) -> None:
    with coming_from("127.0.0.4", place) as one, coming_from("127.0.0.5", place) as other:
        answers = iter(lambda: one.get("/vi/track"), None)  # on a slow machine the bucket fills meanwhile
        late = next(each for each in answers if each is not None and each.status_code == 429)
        assert int(late.headers["retry-after"]) >= 1
        assert "Vui lòng thử lại sau" in late.text
        assert other.get("/vi/track").status_code == 200


def test_a_form_larger_than_a_page_has_is_refused_unread(place: Place) -> None:
    with coming_from("127.0.0.6", place) as client:
        assert client.post("/vi/track", data={"code": "x" * 2_000_000, "phone": "1"}).status_code == 413
