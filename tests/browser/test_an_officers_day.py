"""An officer's day by keyboard: the desk accepts, an agency takes the task and completes it, a form is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from motcua.simulation.province import Province
from motcua.stack.waiting import until
from tests.browser import place
from tests.support import dossiers

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


def test_a_task_is_taken_and_completed_at_its_row(browsing: Run, handed_in: str, province: Run, pictures: Path) -> None:
    page = browsing(TRADE)
    page.goto("/vi/queue")
    page.screenshot(path=pictures / "queue-vi.png", full_page=True)
    row = page.locator("tr", has=page.locator(f"a[href$='{handed_in}']"))
    press_to(page, row.get_by_role("button", name="Nhận việc"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã thực hiện: nhận việc.")).to_be_visible()
    assert "/vi/queue?" in page.url
    assert page.locator("tr.here").get_by_text("tôi", exact=True).count() == 1
    press_to(page, page.get_by_label("Ý kiến"))
    page.screenshot(path=pictures / "queue-row-vi.png", full_page=True)
    page.get_by_label("Ý kiến").select_option("approved")
    press_to(page, page.locator("details[open] button.go"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Hoàn thành")).to_be_visible()
    page.goto(f"/vi/dossiers/{handed_in}")
    expect(page.get_by_text("Bước này do lãnh đạo thực hiện.")).to_be_visible()


def test_what_others_do_meanwhile_is_offered_and_moves_no_row(browsing: Run, province: Run) -> None:
    async def accepted(people: Province) -> str:
        dossier = f"/v1/dossiers/{await place.handed_in(people)}"
        view = await people.officer("officer:desk-1", dossiers.DESK).act("intake", dossier, "acceptance")
        trade = people.officer("officer:trade-2", dossiers.AGENCY)
        await until(lambda: dossiers.tasks_of(trade, dossier=view["id"]), "the case to be received")
        return str(view["code"])

    page = browsing(TRADE)
    page.goto("/vi/queue")
    before = page.locator("table.queue tbody tr").count()
    code = province(accepted)
    page.evaluate("dispatchEvent(new Event('focus'))")
    link = page.get_by_role("link", name="thay đổi, hiển thị")
    expect(link).to_be_visible()
    assert page.locator("table.queue tbody tr").count() == before
    link.click()
    expect(page.get_by_role("link", name=code, exact=True)).to_be_visible()


def test_an_empty_list_says_which_filter_hides_the_others(browsing: Run) -> None:
    page = browsing(TRADE, scripts=False, width=360)
    page.goto("/vi/queue?tab=late&step=sign&officer=none&code=H0")
    expect(page.get_by_text("Các công việc khác bị ẩn bởi bộ lọc:")).to_contain_text("H0")
    page.get_by_role("link", name="Bỏ lọc").first.click()
    assert page.url.endswith("/vi/queue?tab=late")


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
