"""What an applicant does when something is expected: a supplement from a telephone, a fee paid at the bank's page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from motcua.simulation.province import Province
from tests.browser import wants
from tests.browser.place import Place
from tests.browser.test_every_page import RULES
from tests.support import dossiers

Run = Callable[..., Any]
YOU = "applicant:you"
SCRIPT = "<img src=x onerror=alert(1)>.png"


@pytest.fixture(scope="module")
def charge(province: Run) -> str:
    """A fee that is to be paid."""
    return str(province(wants.billed))


def sound(page: Page, picture: Path) -> None:
    """Takes a picture; axe finds nothing, and nothing scrolls sideways."""
    page.screenshot(path=picture, full_page=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], picture
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_supplement_by_phone(browsing: Run, place: Place, province: Run, pictures: Path) -> None:
    async def wanted(people: Province) -> str:
        return await wants.asked(people, "TP01", "TP03")

    dossier = province(wanted)
    page = browsing(YOU, at=place.public, width=360, has_touch=True)
    page.goto("/vi/mine")
    sound(page, pictures / "mine-asked-360.png")
    page.locator(f"a.go[href$='{dossier}/supplement']").click()
    expect(page.get_by_text("Quá thời hạn này, hồ sơ sẽ dừng giải quyết.")).to_be_visible()
    page.get_by_role("button", name="Nộp", exact=False).first.click()
    expect(page.get_by_role("alert")).to_be_focused()
    paper = page.locator("#paper-TP03")
    assert paper.get_by_label("Chụp ảnh").get_attribute("capture") == "environment"
    paper.get_by_label("Chụp ảnh").set_input_files(
        [{"name": SCRIPT, "mimeType": "image/png", "buffer": dossiers.PNG + bytes(8)}]
    )
    page.locator("#paper-TP01").get_by_label("Chọn tệp").set_input_files(
        [
            {"name": f"Mẫu {number}.pdf", "mimeType": "application/pdf", "buffer": dossiers.PDF + bytes(number)}
            for number in (1, 2)
        ]
    )
    page.get_by_role("button", name="Chỉ tải lên").click()
    expect(page.get_by_role("link", name=SCRIPT)).to_be_visible()
    assert page.locator("main script, main img").count() == 0
    sound(page, pictures / "supplement-360.png")
    page.get_by_role("button", name="Xóa Mẫu 2.pdf").click()
    expect(page.get_by_text("Mẫu 2.pdf")).to_have_count(0)
    page.locator("button[value=hand-in]").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã nộp giấy tờ bổ sung")
    sound(page, pictures / "own-360.png")


def test_what_is_no_paper_is_refused_without_a_script(browsing: Run, place: Place, province: Run) -> None:
    async def wanted(people: Province) -> str:
        return await wants.asked(people, "TP01")

    page = browsing(YOU, at=place.public, scripts=False, width=360)
    page.goto(f"/vi/dossiers/{province(wanted)}/supplement")
    field = page.get_by_label("Chọn tệp")
    field.set_input_files([{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ no paper"}])
    page.locator("button[value=hand-in]").click()
    expect(page.get_by_role("alert")).to_contain_text("a.pdf")
    assert page.locator("#paper-TP01.wrong").count() == 1


def test_a_fee_is_paid_at_the_bank_and_the_outcome_is_asked(
    browsing: Run, place: Place, charge: str, pictures: Path
) -> None:
    page = browsing(YOU, at=place.public, width=360)
    page.goto("/vi/mine")
    page.locator(f"a.go[href$='/fees/{charge}']").click()
    sound(page, pictures / "fee-360.png")
    page.get_by_role("button", name="Thanh toán trực tuyến 8.000 đồng").click()
    expect(page.get_by_role("link", name="Đến trang thanh toán")).to_be_visible()
    sound(page, pictures / "fee-under-way-360.png")
    page.get_by_role("link", name="Đến trang thanh toán").click()
    page.get_by_role("button", name="Thẻ bị từ chối").click()
    page.get_by_role("link", name="Quay lại").click()
    expect(page.get_by_text("Ngân hàng báo chưa thu khoản nào.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Thanh toán trực tuyến").click()
    page.get_by_role("link", name="Đến trang thanh toán").click()
    page.get_by_role("button", name="Thanh toán", exact=True).click()
    page.goto(f"{place.public}/vi/paid")
    expect(page.get_by_text("Đã nhận được tiền")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Biên lai").first).to_be_visible()
    sound(page, pictures / "fee-paid-360.png")


def test_without_a_script_the_page_asks_by_itself(browsing: Run, place: Place, province: Run) -> None:
    charge = province(wants.billed)
    page = browsing(YOU, at=place.public, scripts=False)
    page.goto(f"/vi/fees/{charge}")
    page.get_by_role("button", name="Thanh toán trực tuyến").click()
    page.get_by_role("link", name="Đến trang thanh toán").click()
    page.get_by_role("button", name="Thanh toán", exact=True).click()
    page.get_by_role("link", name="Quay lại").click()
    expect(page.get_by_text("Đã nhận được tiền")).to_be_visible(timeout=20_000)
    assert page.request.get(f"{place.public}/vi/fees/{uuid4()}").status == 404
