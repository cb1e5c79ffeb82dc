"""An officer's day by keyboard: the desk accepts, an agency takes the task and completes it, a form is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import place

DESK, TRADE = "officer:desk-1", "officer:trade-1"
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def handed_in(province: Run) -> str:
    """A dossier that waits at the desk."""

    return str(province(place.handed_in))


def press_to(page: Page, wanted: Locator) -> None:
    """Tabs until this has the focus, as one does without a mouse."""
    for _ in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_the_desk_accepts_with_the_keyboard_alone(browsing: Run, handed_in: str, pictures: Path) -> None:
    page = browsing(DESK)
    page.goto("/vi/received")
    press_to(page, page.locator(f"a[href$='{handed_in}']"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("chưa có mã")
    page.screenshot(path=pictures / "dossier-vi.png", full_page=True)
    press_to(page, page.get_by_role("button", name="Tiếp nhận", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("H99.01.01-")
    expect(page.get_by_text("Tiếp nhận hồ sơ, hẹn trả kết quả")).to_be_visible()


def test_a_task_is_taken_and_completed(browsing: Run, handed_in: str, pictures: Path) -> None:
    page = browsing(TRADE)
    page.goto("/vi/queue")
    page.screenshot(path=pictures / "queue-vi.png", full_page=True)
    press_to(page, page.get_by_role("button", name="Nhận việc").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('/vi/')[0]}/vi/dossiers/{handed_in}")
    press_to(page, page.locator("summary", has_text="Hoàn thành"))
    page.keyboard.press("Enter")
    page.get_by_label("Ý kiến").select_option("approved")
    press_to(page, page.locator("details[open] button.go"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bước này do lãnh đạo thực hiện.")).to_be_visible()


def test_what_is_wrong_stands_on_top_and_at_its_field(browsing: Run, province: Run) -> None:
    page = browsing(DESK)
    page.goto(f"/vi/dossiers/{province(place.handed_in)}")
    page.locator("summary", has_text="Yêu cầu bổ sung").click()
    page.locator("details[open] button.go").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.locator("details[open] .field.wrong").count() == 1


def test_without_a_script_it_works_too(browsing: Run, province: Run) -> None:
    page = browsing(DESK, scripts=False, width=360)
    page.goto(f"/vi/dossiers/{province(place.handed_in)}")
    page.locator("summary", has_text="Từ chối tiếp nhận").click()
    page.locator("details[open] select").select_option(index=1)
    page.locator("details[open] button.go").click()
    expect(page.get_by_text("Không được tiếp nhận").first).to_be_visible()
