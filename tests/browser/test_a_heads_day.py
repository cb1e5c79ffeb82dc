"""A head's day by keyboard: from a number of the board to its tasks, a signature, an apology, and who works here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from motcua.simulation.province import Province
from motcua.stack.waiting import until
from tests.browser import place
from tests.browser.test_an_officers_day import press_to
from tests.support import dossiers

HEAD, DESKS_HEAD, DESK = "supervisor:trade-1", "supervisor:desk-1", "officer:desk-1"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def appraised(province: Run) -> str:
    """A dossier whose result waits for a signature."""

    async def done(people: Province) -> str:
        dossier = f"/v1/dossiers/{await place.handed_in(people)}"
        view = await people.officer("officer:desk-1", dossiers.DESK).act("intake", dossier, "acceptance")
        trade = people.officer("officer:trade-2", dossiers.AGENCY)
        [task] = await until(lambda: dossiers.tasks_of(trade, dossier=view["id"]), "the case to be received")
        await trade.act("workflow", f"/v1/tasks/{task['id']}", "claim")
        await trade.act("workflow", f"/v1/tasks/{task['id']}", "completion", {"outcome": "approved"})
        await until(lambda: dossiers.tasks_of(trade, dossier=view["id"], state="open"), "the signature to be due")
        return str(view["id"])

    return str(province(done))


def test_a_number_of_the_board_opens_what_it_counts(browsing: Run, appraised: str, pictures: Path) -> None:
    page = browsing(HEAD)
    page.goto("/vi/board")
    page.screenshot(path=pictures / "board-vi.png", full_page=True)
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Ký văn bản xác nhận"))
    number = row.locator("td.num a").first
    told = number.inner_text()
    press_to(page, number)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bước")).to_have_value("sign")
    assert page.locator("table.queue tbody tr").count() == int(told)
    mine = page.locator("tr", has=page.locator(f"a[href$='{appraised}']"))
    press_to(page, mine.get_by_role("button", name="Nhận việc"))
    page.keyboard.press("Enter")
    page.get_by_label("Ý kiến").select_option("approved")
    press_to(page, page.locator("details[open] button.go"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Hoàn thành")).to_be_visible()
    page.goto(f"/vi/dossiers/{appraised}")
    expect(page.get_by_text("Trả kết quả").first).to_be_visible()


def test_a_head_apologises_and_gives_a_new_date(browsing: Run, province: Run) -> None:
    async def received(people: Province) -> str:
        dossier = f"/v1/dossiers/{await place.handed_in(people)}"
        view = await people.officer("officer:desk-1", dossiers.DESK).act("intake", dossier, "acceptance")
        trade = people.officer("officer:trade-2", dossiers.AGENCY)
        await until(lambda: dossiers.tasks_of(trade, dossier=view["id"]), "the case to be received")
        return str(view["id"])

    page = browsing(HEAD)
    page.goto(f"/vi/dossiers/{province(received)}")
    press_to(page, page.locator("summary", has_text="Xin lỗi"))
    page.keyboard.press("Enter")
    page.locator("details[open] select").select_option(index=1)
    page.locator("details[open] input[type=datetime-local]").fill("2027-01-05T16:30")
    press_to(page, page.locator("details[open] button.go"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("05/01/2027 16:30").first).to_be_visible()


def test_a_request_about_personal_data_is_taken_up_and_granted(browsing: Run, province: Run, pictures: Path) -> None:
    async def asked(people: Province) -> str:
        desk = people.officer("officer:desk-1", dossiers.DESK)
        body = dossiers.request(channel="counter", words=SCRIPT, person=dossiers.PAPER | {"name": f"Bà {SCRIPT}"})
        return str((await desk.post("intake", "/v1/requests", body))["id"])

    page = browsing(DESKS_HEAD, width=360)
    request = province(asked)
    page.goto("/vi/requests")
    press_to(page, page.locator(f"a[href$='{request}']"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("onerror=alert(2)").first).to_be_visible()
    assert page.locator("main script, main img").count() == 0
    for name in ("Nhận xem xét", "Chấp nhận"):
        press_to(page, page.get_by_role("button", name=name, exact=True))
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.screenshot(path=pictures / "request-vi-360.png", full_page=True)
    desk = browsing(DESK)
    desk.goto(f"/vi/requests/{request}")
    with desk.expect_download() as fetched:
        desk.get_by_role("link", name="Tải gói dữ liệu").click()
    assert fetched.value.suggested_filename == f"request-{request}.zip"


def test_a_supervisor_gives_a_role_and_ends_it(browsing: Run) -> None:
    page = browsing(DESKS_HEAD)
    page.goto("/vi/officers")
    page.get_by_role("link", name="Đoàn Quang Huy").click()
    page.get_by_label("Thêm vai trò").select_option("cashier")
    page.get_by_role("button", name="Giao vai trò").click()
    end = page.get_by_role("button", name="Kết thúc vai trò Thủ quỹ")
    press_to(page, end)
    page.keyboard.press("Enter")
    expect(end).to_have_count(0)
    page.goto("/vi/officers")
    page.get_by_role("link", name="Mai Văn Khôi").click()
    expect(page.get_by_text("thông tin của chính mình do quản trị hệ thống sửa")).to_be_visible()
