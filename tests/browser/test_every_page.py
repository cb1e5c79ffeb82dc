"""Every page is for everybody: axe finds nothing at 360 pixels, in both languages and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

Run = Callable[..., Any]

PAGES = {
    "officer:desk-1": (
        "/queue",
        "/queue?tab=done",
        "/received",
        "/received?tab=accepted",
        "/dossiers/nothing",
        "/search",
    ),
    "supervisor:trade-1": ("/board", "/queue?tab=near", "/officers", "/requests"),
    "operator:laptop": (
        "/services",
        "/events",
        "/events?type=none",
        "/parked",
        "/calls",
        "/settings?service=payment",
        "/repair",
        "/repair?act=gap&service=workflow&producer=intake&dossier=00000000-0000-7000-8000-000000000000",
        "/verified",
        "/queue",
        "/documents",
        "/stories/00000000-0000-7000-8000-000000000000",
    ),
}
VARIANTS = {
    "vi 360": ("vi", 360, "light"),
    "en wide": ("en", 1320, "light"),
    "vi dark": ("vi", 360, "dark"),
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing(browsing: Run, who: str, variant: str, pictures: Path) -> None:
    language, width, scheme = VARIANTS[variant]
    page = browsing(who, width=width, color_scheme=scheme)
    for number, path in enumerate(PAGES[who]):
        page.goto(f"/{language}{path}")
        name = f"{who.partition(':')[0]}-{number}-{variant.replace(' ', '-')}.png"
        page.screenshot(path=pictures / name, full_page=True)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, f"{path} scrolls sideways by {wide} pixels"
