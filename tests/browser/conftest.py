"""The console in a real browser: Chromium of this machine, the services and the sandbox as processes.

A test is given `browsing`, which opens a browser for somebody; whatever it opens must leave no message in the console,
no error of a script, and no violation of the policy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from motcua.simulation.province import Province, load_sample
from motcua.stack.databases import apart
from motcua.stack.issuer import Issuer
from motcua.stack.pages import TRUSTING, Pages, PublicPages
from motcua.stack.passes import Passes
from motcua.stack.provider import Provider
from motcua.stack.signed_in import sign_in
from motcua.stack.stack import Stack
from motcua.stack.whole import Whole
from tests.browser.place import Place

T = TypeVar("T")

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
LACKING = "There is no Chromium: apt-get install -y --no-install-recommends chromium fonts-dejavu-core"
REFUSED = "Failed to load resource: the server responded with a status of 4"  # a page may say no
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    """A stack of its own with the sample province and the console; it is erased afterwards."""
    stack = Stack(os.environ.get("MOTCUA_TEST_STACK", "browser"))
    stack.erase()
    issuer = Issuer(stack.folder / "issuer")
    with ExitStack() as ended:
        ended.callback(stack.erase)
        stack.start()
        provider = Provider(stack)
        provider.open()
        ended.callback(provider.stop)
        whole = Whole(stack, issuer)
        ended.callback(whole.stop)
        whole.start(extra=TRUSTING)
        peers = whole.services.peers
        passes = Passes(partial(sign_in, provider.url), peers)
        apart(load_sample(peers, passes, stack.addresses.owner_dsn("workflow")))
        pages, public = Pages(stack), PublicPages(stack)
        ended.callback(pages.stop)
        ended.callback(public.stop)
        yield Place(pages.open(peers), public.open(peers), peers, passes, whole.sandbox.url, stack.addresses.writer_dsn)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(LACKING)
        pytest.skip(LACKING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def browsing(chromium: Browser, place: Place) -> Iterator[Callable[..., Page]]:
    """Opens a page for one who has signed in: `browsing("officer:desk-1", width=360, scripts=False)`."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def opened(who: str = "", *, at: str = "", width: int = 1320, scripts: bool = True, **more: Any) -> Page:
        there = at or place.url
        context = chromium.new_context(
            base_url=there, viewport={"width": width, "height": 900}, java_script_enabled=scripts, **more
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.type} {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        if who:
            page.goto("/vi/sign-in")
            page.get_by_role("button").filter(has_text=who).first.click()
            page.wait_for_url(f"{there}/**")
            if page.locator("input[name=scope]").count():  # of several roles that of an officer
                page.locator("form", has=page.locator("input[name=scope][value^=officer]")).locator("button").click()
                page.wait_for_url(f"{there}/**")
        return page

    yield opened
    for context in contexts:
        for page in context.pages if context.pages else []:
            said += _violations(page)
        context.close()
    assert [each for each in said if each.startswith((place.url, place.public)) and REFUSED not in each] == []


def _violations(page: Page) -> list[str]:
    try:
        return [f"{page.url}: {each}" for each in page.evaluate("window.violations || []")]
    except Exception:  # without scripts there is nothing to ask
        return []


@pytest.fixture(scope="session")
def province(place: Place) -> Callable[[Callable[[Province], Coroutine[Any, Any, T]]], T]:
    """Runs what people do without a browser: `province(lambda province: ...)`."""

    def run(what: Callable[[Province], Coroutine[Any, Any, T]]) -> T:
        async def inside() -> T:
            async with httpx2.AsyncClient(timeout=30) as http:
                return await what(Province(http, place.peers, place.passes, place.sandbox))

        return apart(inside())

    return run


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of the pages are kept for those who look at them."""
    folder = Path(".motcua/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
