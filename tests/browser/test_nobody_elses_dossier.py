"""The public door under attack: forms without their token, and dossiers of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx2

from motcua_console.app import PAGES
from motcua_console.settings import Door
from tests.browser.place import Place
from tests.browser.test_nobody_else_acts import cookie_of
from tests.browser.wants import asked

Run = Callable[..., Any]
OPEN = "/{language}/track"  # it does nothing in anybody's name
COMMANDS = sorted(
    route.path
    for router in PAGES[Door.PUBLIC]
    for route in router.routes
    if "POST" in getattr(route, "methods", ()) and route.path != OPEN  # type: ignore[attr-defined]
)


def filled(path: str, one: str) -> str:
    """The path with this id wherever one stands."""
    steps = path.replace("{language}", "vi").split("/")
    return "/".join(one if each.startswith("{") else each for each in steps)


def test_no_form_is_taken_without_its_token(browsing: Run, place: Place) -> None:
    page = browsing("applicant:you", at=place.public)
    page.goto("/vi/mine")
    own = page.locator("input[name=form]").first.get_attribute("value")
    cookie = {"Cookie": f"__Host-session={cookie_of(page)['value']}"}
    elsewhere = cookie | {"Sec-Fetch-Site": "cross-site"}
    assert len(COMMANDS) >= 10
    with httpx2.Client(base_url=place.public) as client:
        for path in COMMANDS:
            there = filled(path, str(uuid4()))
            assert client.post(there, data={"form": "0" * 64}, headers=cookie).status_code == 403, path
            assert client.post(there, data={"form": own}, headers=elsewhere).status_code == 403, path


def test_a_dossier_of_somebody_else_is_none(browsing: Run, place: Place, province: Run) -> None:
    dossier = province(lambda people: asked(people, "TP01"))
    page = browsing("applicant:neighbour", at=place.public)
    page.goto("/vi/mine")
    for path in ("", "/supplement", "/form", "/papers", "/check", "/applicant", f"/papers/{uuid4()}"):
        assert page.request.get(f"{place.public}/vi/dossiers/{dossier}{path}").status == 404, path
    for path in (f"/fees/{uuid4()}", f"/requests/{uuid4()}", f"/notices/{uuid4()}", f"/requests/{uuid4()}/package"):
        assert page.request.get(f"{place.public}/vi{path}").status == 404, path
    assert page.request.get(f"{place.public}/vi/dossiers/not-an-id").status in (404, 422)
