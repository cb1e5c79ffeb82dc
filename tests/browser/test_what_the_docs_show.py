"""The pictures of docs/pictures, taken of what a demo leaves open: the last file, because it moves the clock.

They are in .motcua/pictures/docs; look at each, make it one of 128 colours, and copy it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from motcua.signin.people import YOU
from motcua.simulation.applicants import applicants
from motcua.simulation.demo.left import APPLICANTS, leave_open
from tests.browser.place import Place

WIDE, PHONE, HIGH = 1100, 360, 640  # pixels
LARGEST = 120_000  # bytes, before there are fewer colours
BEFORE = 100  # people of other tests


@pytest.fixture(scope="session")
def shown(province: Callable[..., Any], pictures: Path) -> Path:
    """The folder, once there is something to look at."""
    province(lambda there: leave_open(there, applicants(BEFORE + APPLICANTS)[BEFORE:]))
    folder = pictures / "docs"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("name", "who", "path", "width"),
    [
        ("queue", "officer:trade-1", "/vi/queue", WIDE),
        ("dossier", "officer:trade-1", "/vi/queue", WIDE),
        ("mine", YOU.subject, "/vi/mine", PHONE),
    ],
)
def test_a_picture_is_small(
    browsing: Callable[..., Page], place: Place, shown: Path, name: str, who: str, path: str, width: int
) -> None:
    page = browsing(who, at=place.public if width == PHONE else place.url, width=width)
    page.set_viewport_size({"width": width, "height": HIGH})
    page.goto(path)
    if name == "dossier":
        page.locator("tbody a").first.click()
    file = shown / f"{name}.png"
    page.screenshot(path=file)
    assert 0 < file.stat().st_size < LARGEST
