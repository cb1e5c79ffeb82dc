"""A pilot of handing in: from the choice of a procedure to the dossier at the desk, with a script and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.place import YOU as BINH
from tests.browser.place import Place
from tests.browser.test_an_officers_day import press_to
from tests.browser.test_what_is_expected import sound
from tests.support import dossiers

Run = Callable[..., Any]
YOU = "applicant:you"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
GO_ON = "button.go[value=next]"


def at(page: Page, pointer: str) -> Any:
    """The field of a value."""
    return page.locator(f"[id='{pointer}']")


def who(page: Page) -> None:
    """Fills in who applies, but for the commune."""
    at(page, "/applicant/name").fill(BINH["name"])
    page.get_by_label("Số định danh cá nhân").check()
    at(page, "/applicant/identity/number").fill(BINH["identity"]["number"])
    at(page, "/applicant/born").fill(BINH["born"])
    at(page, "/applicant/phone").fill("0912 345 678")
    at(page, "/applicant/address/line").fill(SCRIPT)
    at(page, "/applicant/address/province").select_option("24")


def chosen(page: Page, pictures: Path) -> None:
    """From the page of a procedure to its form, with what is wrong on the way."""
    page.goto("/vi/procedures/2.000635")
    page.get_by_role("link", name="Nộp hồ sơ trực tuyến").click()
    page.locator(GO_ON).click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong = [each.get_attribute("id") for each in page.locator(".field.wrong input").all()]
    assert wrong == [f"/applicant/{name}" for name in ("identity/number", "phone", "address/line")]
    sound(page, pictures / "applicant-wrong-360.png")
    who(page)
    at(page, "/applicant/address/commune").select_option("07210")
    page.locator(GO_ON).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tờ khai cấp bản sao")


def filled_in(page: Page, pictures: Path) -> None:
    """The form, which saves itself, and says at its fields what is wrong."""
    at(page, "/answers/registered_name").fill(SCRIPT)
    expect(page.get_by_role("status")).to_have_text("Đã lưu")
    page.reload()
    expect(at(page, "/answers/registered_name")).to_have_value(SCRIPT)
    at(page, "/answers/copies").fill("nhiều")
    page.locator(GO_ON).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.locator(".field.wrong").count() == 2
    sound(page, pictures / "form-wrong-360.png")
    at(page, "/answers/registration_year").fill("1990")
    at(page, "/answers/copies").fill("2")
    page.locator(GO_ON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tải giấy tờ")


def test_from_choice_to_the_desk_on_a_telephone(browsing: Run, place: Place, pictures: Path) -> None:
    page = browsing(YOU, at=place.public, width=360)
    chosen(page, pictures)
    filled_in(page, pictures)
    page.locator(GO_ON).click()
    expect(page.get_by_role("alert")).to_contain_text("Thiếu")
    photo = {"name": "Anh chup.png", "mimeType": "image/png", "buffer": dossiers.PNG}
    page.locator("#paper-TP01").get_by_label("Chụp ảnh").set_input_files([photo])
    page.locator(GO_ON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi nộp")
    expect(page.get_by_text(SCRIPT).first).to_be_visible()
    assert page.locator("main script, main img").count() == 0
    sound(page, pictures / "check-360.png")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã nộp hồ sơ.")
    sound(page, pictures / "handed-in-360.png")


def test_without_a_script_and_by_keyboard(browsing: Run, place: Place, pictures: Path) -> None:
    page = browsing(YOU, at=place.public, scripts=False)
    page.goto("/vi/apply/2.000635")
    who(page)
    press_to(page, page.get_by_role("button", name="Hiện xã, phường"))
    page.keyboard.press("Enter")
    at(page, "/applicant/address/commune").select_option("07210")
    page.screenshot(path=pictures / "applicant-wide.png", full_page=True)
    press_to(page, page.locator(GO_ON))
    page.keyboard.press("Enter")
    for name, text in (("registered_name", BINH["name"]), ("registration_year", "1.990"), ("copies", "1")):
        at(page, f"/answers/{name}").fill(text)
    press_to(page, page.get_by_role("button", name="Lưu nháp"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đã lưu")
    page.screenshot(path=pictures / "form-wide.png", full_page=True)
    press_to(page, page.locator(GO_ON))
    page.keyboard.press("Enter")
    paper = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": dossiers.PDF}
    page.locator("#file-TP01").set_input_files([paper])
    page.locator(GO_ON).click()
    page.screenshot(path=pictures / "check-wide.png", full_page=True)
    press_to(page, page.get_by_role("button", name="Nộp hồ sơ"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã nộp hồ sơ.")).to_be_visible()


def test_an_organisation_that_is_not_ones_own_is_refused_in_words(browsing: Run, place: Place, pictures: Path) -> None:
    page = browsing(YOU, at=place.public, width=360)
    page.goto("/vi/apply/2.000004?kind=group")
    page.get_by_role("button", name="Thêm").click()
    assert at(page, "/applicant/others/1/name").count() == 1
    sound(page, pictures / "household-360.png")
    page.goto("/vi/apply/2.000004?kind=organisation")
    sound(page, pictures / "organisation-360.png")
    page.locator(GO_ON).click()
    expect(page.get_by_role("alert")).to_be_focused()
