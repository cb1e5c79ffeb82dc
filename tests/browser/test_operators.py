"""An operator's day: events as they happen, a parked message by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
from playwright.sync_api import expect

from motcua.stack.databases import apart
from shared.kernel.streams import GENESIS
from tests.browser.cookies import client_of, end, secret_of
from tests.browser.place import Place, handed_in
from tests.browser.test_an_officers_day import press_to
from tests.integration.http.test_operators import DEFER

Run = Callable[..., Any]
OPERATOR = "operator:laptop"


def test_events_appear_by_themselves_and_wait_while_paused(
    browsing: Run, place: Place, province: Run, pictures: Path
) -> None:
    page = browsing(OPERATOR)
    page.goto("/vi/events?type=dossier")
    expect(page.locator("#state")).to_have_text("Đang theo dõi")
    first = province(handed_in)
    expect(page.locator("tr", has=page.locator(f"a[href$='{first}']")).first).to_be_visible()
    page.screenshot(path=pictures / "events-vi.png", full_page=True)
    page.get_by_role("button", name="Tạm dừng").click()
    second = province(handed_in)
    expect(page.locator("#state")).to_have_text("2 sự kiện đang chờ")
    assert page.locator(f"a[href$='{second}']").count() == 0
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(f"a[href$='{second}']")).to_have_count(2)
    other = browsing(OPERATOR, width=360, scripts=False)
    other.goto(f"/vi/events?dossier={second}&type=dossier")
    expect(other.locator("tbody tr")).to_have_count(2)
    expect(other.get_by_role("link", name="Mới hơn")).to_be_visible()
    other.screenshot(path=pictures / "events-vi-360.png", full_page=True)


def test_a_browser_that_comes_back_goes_on_where_it_was(browsing: Run, place: Place, province: Run) -> None:
    page = browsing(OPERATOR)
    page.goto("/vi/events?type=dossier")
    there = page.locator("#live").get_attribute("data-stream")
    with client_of(place, secret_of(page)) as client:
        first = province(handed_in)
        come = followed(client, there, first)
        second = province(handed_in)
        back = followed(client, there, second, {"Last-Event-ID": come["id"]})
    assert first in come["data"]
    assert first not in back["data"]


def followed(client: httpx2.Client, there: str, until: str, headers: dict[str, str] | None = None) -> dict[str, str]:
    """What the stream says until it names this dossier twice."""
    told = {"id": "", "data": ""}
    with client.stream("GET", there, headers=headers or {}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            told = told | {"id": value} if name == "id" else told | {"data": told["data"] + value}
            if told["data"].count(until) > 1:
                return told
    raise AssertionError(told)


def test_a_stream_ends_with_its_session(browsing: Run, place: Place) -> None:
    page = browsing("operator:demo")
    page.goto("/vi/events")
    expect(page.locator("#state")).to_have_text("Đang theo dõi")
    end(place, secret_of(page))
    expect(page.locator("#state")).to_have_text("Phiên làm việc đã kết thúc", timeout=30_000)


def test_a_parked_message_is_tried_again_and_dropped_with_the_keyboard_alone(
    browsing: Run, place: Place, pictures: Path
) -> None:
    number = apart(parked(place))
    page = browsing(OPERATOR)
    page.goto("/vi/parked?service=workflow&text=a+test+said")
    row = page.locator("tr", has=page.locator(f"input[value='{number}']"))
    page.screenshot(path=pictures / "parked-vi.png", full_page=True)
    press_to(page, row.get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("refused")
    expect(page.get_by_text("a test said so")).to_be_visible()
    page.screenshot(path=pictures / "record-vi.png", full_page=True)
    press_to(page, page.get_by_role("button", name="Thử lại"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sự kiện bị giữ lại")
    press_to(page, page.locator(f"input[value='{number}']"))
    page.keyboard.press("Space")
    press_to(page, page.get_by_role("button", name="Bỏ qua"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bỏ qua các sự kiện này?")
    page.keyboard.press("Tab")
    press_to(page, page.get_by_label("Lý do"))
    page.keyboard.type("nguồn không gửi nữa")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{place.url}/vi/parked")
    assert page.locator(f"input[value='{number}']").count() == 0


async def parked(place: Place) -> int:
    """A parked record of a dossier that nobody has; its number at workflow."""
    connection, dossier = await asyncpg.connect(place.dsn("workflow")), uuid4()
    await connection.execute("insert into streams(dossier) values ($1)", dossier)
    headers = json.dumps([["ce_previous", GENESIS.hex()]])
    number = await connection.fetchval(DEFER, dossier, "intake", 1, 1, headers, "refused", 1)
    await connection.close()
    return int(number)
