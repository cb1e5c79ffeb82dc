"""A browser as small as one can be, for the console: a cookie, pages, and the forms on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import httpx2


@dataclass
class Form:
    """Where a form is sent, and what its hidden fields and texts hold."""

    action: str
    told: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that change something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form" and told.get("method") == "post":
            self.found.append(Form(told.get("action") or ""))
        elif tag == "input" and self.found and told.get("name") and told.get("value"):
            self.found[-1].told[told["name"] or ""] = told["value"] or ""


@dataclass
class Visitor:
    """Somebody at one door of the console.

    The cookie is kept here: an HTTP library sends no secure one to http://127.0.0.1.
    """

    http: httpx2.AsyncClient
    console: str
    cookie: str = ""

    async def opens(self, path: str) -> httpx2.Response:
        """A page; no redirect is followed."""
        return self._kept(await self.http.get(self.console + path, headers=self._shown))

    async def sends(self, form: Form, **told: str) -> httpx2.Response:
        """The answer to a form, with what is filled in."""
        return self._kept(await self.http.post(self.console + form.action, data=form.told | told, headers=self._shown))

    async def signs_in(self, subject: str) -> httpx2.Response:
        """As a person of the sign-in page; where the console sends its visitor then."""
        asked = urlsplit((await self.opens("/vi/sign-in")).headers["location"])
        told = dict(parse_qsl(asked.query)) | {"sub": subject}
        chosen = await self.http.post(f"{asked.scheme}://{asked.netloc}{asked.path}", data=told)
        back = urlsplit(chosen.headers["location"])
        return await self.opens(f"{back.path}?{back.query}")

    @property
    def secret(self) -> str:
        """What the cookie holds."""
        return self.cookie.partition("=")[2]

    @property
    def _shown(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}

    def _kept(self, answer: httpx2.Response) -> httpx2.Response:
        if told := answer.headers.get("set-cookie"):
            name, _, value = told.partition(";")[0].partition("=")
            self.cookie = f"{name}={value}" if value.strip('"') else ""
        return answer
