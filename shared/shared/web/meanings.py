"""What each type of problem means and what to do about it: `type` of a problem is an address, and this answers there.

Titles are in the code; the rest is in `problems.toml` of `shared.web` and of the service. Open to anybody.
"""

from __future__ import annotations

import html
import re
import tomllib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel

from shared.kernel.errors import Named, NotFound
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.rates import TooOften, visit

router = APIRouter(prefix="/problems", tags=["problems"], dependencies=[Depends(visit)], responses=responses(TooOften))

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{vi_title}</title><style>{style}</style></head><body><main>
<p><code>{type}</code> ({status})</p>
<h1>{vi_title}</h1><p>{vi_text}</p>
<section lang="en"><h2>{en_title}</h2><p>{en_text}</p></section>
</main></body></html>
"""
STYLE = "body{font:1.05rem/1.6 system-ui,sans-serif;margin:2rem}main{max-width:42rem;margin:auto}h1,h2{line-height:1.3}"
DIGEST = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{DIGEST}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
CODE = re.compile(r"`([^`]*)`")
HTML = "text/html"


class Explanation(BaseModel):
    """A type in one language; `text` says what it means and what to do."""

    title: str
    text: str


class Meaning(BaseModel):
    """One type of problem."""

    type: str
    status: int
    vi: Explanation
    en: Explanation


class Meanings(dict[str, Meaning]):
    """All types that one service answers with, by the end of their address."""

    @classmethod
    def of(cls, package: str) -> Meanings:
        """Those of a service and those that all services share."""
        texts = {**_texts("shared.web"), **_texts(package)}
        roots = {"shared", package}
        kinds = [kind for kind in every(Named) if kind.__module__.partition(".")[0] in roots and kind.kind in texts]
        return cls({kind.kind: _meaning(kind, texts[kind.kind]) for kind in kinds})


Known = Annotated[Meanings, Depends(part(Meanings))]


def every(kind: type[Named]) -> Iterator[type[Named]]:
    """All kinds of failures below this one, as far as they are loaded."""
    for below in kind.__subclasses__():
        yield below
        yield from every(below)


def _texts(package: str) -> Mapping[str, Mapping[str, str]]:
    file = files(package) / "problems.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def _meaning(kind: type[Named], text: Mapping[str, str]) -> Meaning:
    vi, en = Explanation(title=kind.vi, text=text["vi"]), Explanation(title=kind.en, text=text["en"])
    return Meaning(type=f"/problems/{kind.kind}", status=kind.status, vi=vi, en=en)


@router.get("")
async def list_problems(known: Known) -> list[Meaning]:
    """All types of problems that this service answers with."""
    return sorted(known.values(), key=lambda meaning: meaning.type)


@router.get("/{kind}", response_model=Meaning, responses=responses(NotFound) | {200: {"content": {HTML: {}}}})
async def read_problem(
    request: Request, known: Known, kind: Annotated[str, Path(max_length=60)]
) -> HTMLResponse | JSONResponse:
    """One type of problem: as a page for those who ask for HTML, as JSON for others."""
    meaning = known.get(kind)
    if meaning is None:
        raise NotFound("This service has no such type of problem.", "Dịch vụ này không có loại lỗi như vậy.")
    headers = {"Vary": "Accept", "Cache-Control": "public, max-age=3600"}
    if HTML not in request.headers.get("accept", ""):
        return JSONResponse(meaning.model_dump(), headers=headers)
    return HTMLResponse(_page(meaning), headers=headers | {"Content-Security-Policy": POLICY})


def _page(meaning: Meaning) -> str:
    texts = {"vi": meaning.vi.model_dump(), "en": meaning.en.model_dump()}
    words = {
        f"{tongue}_{name}": CODE.sub(r"<code>\1</code>", html.escape(said))
        for tongue, text in texts.items()
        for name, said in text.items()
    }
    return PAGE.format(type=meaning.type, status=meaning.status, style=STYLE, **words)
