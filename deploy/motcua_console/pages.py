"""What a request is answered with: a page in the language of its address, for the session of its cookie."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from motcua_client.operators import Operated
from motcua_console.calls import Calls, Services
from motcua_console.labels import CHANNELS, FIELDS
from motcua_console.provider import Provider
from motcua_console.sessions import Ended, Session, Sessions
from motcua_console.settings import Door, Settings
from motcua_console.words import CALLED, LANGUAGES, Words, words_of
from motcua_console.work import exchanged, valid
from shared.contracts.names import DOCUMENTS, ROLES, Name
from shared.web.buckets import Bucket

COOKIE = "__Host-session"
OURS = re.compile(r"/([^/\\\s].*)?")
#: Where the token of a sign-in is exchanged.
EXCHANGES = {Door.STAFF: "workflow", Door.PUBLIC: "intake"}
EVERYBODY: AbstractSet[str] = frozenset({"everybody"})
LARGEST_FORM, LARGEST_FILES, FIELDS_MOST = 1024**2, 64 * 1024**2, 500  # bytes, with files, names


class SignedOut(Exception):
    """The page is for people who have signed in; they come back to it afterwards."""


class Foreign(Exception):
    """The page is for another role."""


class Stranger(Exception):
    """A form that this session was not shown, or that comes from another page."""


class TooLarge(Exception):
    """A form is larger than any that a page has, or does not say how large it is."""


class Entry(NamedTuple):
    """A page in the head of every page."""

    path: str
    name: str
    roles: AbstractSet[str]


@dataclass(frozen=True)
class Parts:
    """What a process is made of. `visits`: how many pages one client may ask for; None: as many as it likes."""

    settings: Settings
    sessions: Sessions
    calls: Calls
    provider: Provider
    entries: Sequence[Entry]
    visits: Bucket | None = None


@dataclass
class Visit:
    """One request, and who makes it in which language."""

    request: Request
    parts: Parts
    words: Words
    session: Session | None

    @property
    def path(self) -> str:
        """Where the visitor is, with the query."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def here(self) -> str:
        """The address without its language."""
        return self.request.url.path.removeprefix(f"/{self.words.language}")

    def to(self, path: str) -> str:
        """A page in the same language."""
        return f"/{self.words.language}{path}"

    @property
    def signed_in(self) -> Session:
        """The session. Raises SignedOut."""
        if self.session is None or self.session.subject is None:
            raise SignedOut
        return self.session

    @property
    def entries(self) -> list[Entry]:
        """The pages of the visitor's role."""
        role = self.session and self.session.held.get("role")
        return [each for each in self.parts.entries if each.roles is EVERYBODY or role in each.roles]

    @property
    def address(self) -> str:
        """The visitor's network address."""
        return self.request.client.host if self.request.client else ""

    async def services(self, *roles: str) -> Services:
        """All services, for the one who has signed in. `roles`: who alone may see what no service guards.

        Raises SignedOut, Choose, NotSignedIn, Foreign, Refused, Away.
        """
        session = self.signed_in
        if not valid(session.held.get("own")):
            await self.work(session.held.get("scope"))
        if roles and session.held["role"] not in roles:
            raise Foreign
        return self.parts.calls.services(session.held["own"]["token"])

    async def work(self, scope: str | None) -> None:
        """In this role from now on; None: in the only one. Raises as `services` does."""
        session = self.signed_in
        try:
            async with self.parts.sessions.changing(session):
                if session.held.get("scope") != scope or not valid(session.held.get("own")):
                    await self._exchange(session.held, scope)
        except Ended:
            raise SignedOut from None

    async def _exchange(self, held: dict[str, Any], scope: str | None) -> None:
        calls, service = self.parts.calls, EXCHANGES[self.parts.settings.door]
        held["tokens"] = await self.parts.provider.renewed(held["tokens"])
        own = await exchanged(calls, service, held["tokens"]["access"], scope)
        me = (await Operated(calls.line(service, own["token"])).read_me()).body
        held |= {"own": own, "scope": own["scope"], "role": me["role"], "agency": me["agency"]}

    def page(self, name: str, status: int = 200, **told: Any) -> Response:
        """A page."""
        own = {"visit": self, "words": self.words, "entries": self.entries, "now": datetime.now(UTC)}
        text = _templates(self.words.language).get_template(name).render(own | told)
        return HTMLResponse(text, status)

    def go(self, path: str) -> Response:
        """To another page of ours, after a form."""
        return RedirectResponse(self.to(path), 303)

    async def form(self, files: int = 0) -> dict[str, Any]:
        """What a form of this session says; of several values a list. `files`: at most so many. Raises as open_form."""
        sent = await self.open_form(files)
        if self.session is None or not self.session.own_form(str(sent.pop("form", ""))):
            raise Stranger
        return sent

    async def open_form(self, files: int = 0) -> dict[str, Any]:
        """What a form says that does nothing in anybody's name. Raises Stranger for one of another page, TooLarge."""
        if self.request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Stranger
        size = self.request.headers.get("content-length", "")
        if not size.isdecimal() or int(size) > (LARGEST_FILES if files else LARGEST_FORM):
            raise TooLarge
        found = await self.request.form(max_files=files, max_fields=FIELDS_MOST)
        sent = {name: found.getlist(name) for name in found}
        return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


async def visiting(request: Request) -> Visit:
    """The visit of a request; a language that there is not is Vietnamese."""
    return await _visit(request, used=True)


async def watching(request: Request) -> Visit:
    """The same for what a page asks by itself: a session does not live on because a page is open."""
    return await _visit(request, used=False)


async def _visit(request: Request, *, used: bool) -> Visit:
    parts: Parts = request.app[Parts]
    language = request.url.path.split("/")[1]
    secret = request.cookies.get(COOKIE, "")
    session = await parts.sessions.find(secret, used=used) if secret else None
    return Visit(request, parts, words_of(language if language in LANGUAGES else LANGUAGES[0]), session)


Here = Annotated[Visit, Depends(visiting)]
Watching = Annotated[Visit, Depends(watching)]


def with_cookie(answer: Response, secret: str | None) -> Response:
    """The answer, which also sets the session's cookie or takes it away."""
    if secret is None:
        answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    else:
        answer.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def local(path: str | None) -> str:
    """The path, if it is a page of ours; else the first one. A browser reads `//` and `/\\` as another host."""
    return path if path and OURS.fullmatch(path) else "/"


def address(path: str, **query: str | None) -> str:
    """A path with what is asked of it."""
    told = "&".join(f"{name}={quote(value)}" for name, value in query.items() if value)
    return f"{path}?{told}" if told else path


@cache
def _templates(language: str) -> Environment:
    words = words_of(language)
    made = Environment(
        loader=PackageLoader("motcua_console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(words.catalogue, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    globals_: Mapping[str, Any] = {
        "languages": CALLED,
        "address": address,
        "labels": FIELDS,
        "channels": CHANNELS,
        "kinds": _titled(DOCUMENTS),
        "roles": _titled(ROLES),
    }
    made.globals.update(globals_)
    return made


def _titled(names: Mapping[str, Name]) -> dict[str, dict[str, str]]:
    return {code: {"vi": name.title.vi, "en": name.title.en} for code, name in names.items()}
