"""A counter: who stands there is written, files are taken, it is handed in and accepted, and they get a slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_an_officers_day import press_to
from tests.browser.test_every_page import RULES
from tests.support import dossiers

Run = Callable[..., Any]
DESK = "officer:desk-1"
MEDIA = "application/pdf"
SCRIPT = "<img src=x onerror=alert(1)>"
WHO = {
    "/applicant/name": f"Bùi Văn Quầy {SCRIPT}",
    "/applicant/identity/number": "099085004321",
    "/applicant/born": "1985-04-03",
    "/applicant/phone": "0912 000 111",
    "/applicant/address/line": f"Số 3 {SCRIPT}",
}


def fine(page: Page, pictures: Path, name: str) -> None:
    """Axe finds nothing, and the page does not scroll sideways."""
    page.screenshot(path=pictures / f"counter-{name}.png", full_page=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def go_on(page: Page) -> None:
    press_to(page, page.locator("button.go").last)
    page.keyboard.press("Enter")


def write_who(page: Page) -> None:
    """Who stands at the counter."""
    press_to(page, page.locator("a[href$='/apply/2.000004']"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Họ, chữ đệm và tên")).to_have_value("")  # not the officer's own
    for name, value in WHO.items():
        page.locator(f"[id='{name}']").fill(value)
    page.locator("[id='/applicant/address/province']").select_option("24")
    page.locator("[id='/applicant/address/commune'] option[value='07210']").wait_for(state="attached")
    page.locator("[id='/applicant/address/commune']").select_option("07210")


def write_answers(page: Page) -> None:
    """Answers and papers, until all of it can be checked."""
    page.wait_for_url("**/form")
    for name, value in dossiers.answers(promotion_name=SCRIPT).items():
        page.locator(f"[id='/answers/{name}']").fill(str(value))
    go_on(page)
    page.wait_for_url("**/papers")
    for code in ("TP01", "TP02", "TP03"):
        name = f"{code}{SCRIPT}.pdf"
        page.locator(f"#file-{code}").set_input_files(FilePayload(name=name, mimeType=MEDIA, buffer=dossiers.PDF))
    assert page.locator("#photo-TP03").get_attribute("capture") == "environment"
    go_on(page)
    page.wait_for_url("**/check")


@pytest.mark.parametrize("width", [1320, 360])
def test_a_dossier_is_handed_in_accepted_and_found_again(browsing: Run, width: int, pictures: Path) -> None:
    page = browsing(DESK, width=width)
    page.goto("/vi/counter")
    fine(page, pictures, f"first-{width}")
    write_who(page)
    fine(page, pictures, f"who-{width}")
    go_on(page)
    write_answers(page)
    expect(page.get_by_text(WHO["/applicant/name"]).first).to_be_visible()
    fine(page, pictures, f"check-{width}")
    go_on(page)
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]+\?done=handed-in$"))
    press_to(page, page.get_by_role("button", name="Tiếp nhận", exact=True))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("link", name="Phiếu cho người nộp"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    assert page.locator("main img, main script").count() == 0
    fine(page, pictures, f"slip-{width}")


def test_who_was_here_before_is_found_by_number(browsing: Run) -> None:
    page = browsing(DESK)
    page.goto("/vi/counter")
    page.get_by_label("Số giấy tờ tùy thân").fill(WHO["/applicant/identity/number"])
    page.get_by_label("Số giấy tờ tùy thân").press("Enter")
    page.locator("details.again summary").first.click()
    page.locator("details.again[open] a").first.click()
    expect(page.get_by_label("Họ, chữ đệm và tên")).to_have_value(WHO["/applicant/name"])
