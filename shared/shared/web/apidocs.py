"""/openapi.json, and /docs: the same as a page to read and to try. All it loads comes from here, from packages.

Swagger UI comes with `fastapi-offline`, of which only the files are used. The page is open in production too: it shows
what /openapi.json says, and a request made from it needs a token as any other. It reaches no other address, and the
policy lets it reach none.
"""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from shared.web.openapi import with_examples
from shared.web.parts import App, part
from shared.web.rates import visit

described = APIRouter(include_in_schema=False, dependencies=[Depends(visit)])
router = APIRouter(prefix="/docs", include_in_schema=False, dependencies=[Depends(visit)])

#: What the bundle draws has style attributes, and pictures as data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="page"></div>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body></html>
"""
START = """SwaggerUIBundle({
  url: "openapi.json", dom_id: "#page", deepLinking: true, docExpansion: "list", displayRequestDuration: true,
  validatorUrl: null,
});
"""
KEPT = {"Cache-Control": "public, max-age=86400"}


class Document:
    """What describes one service, with recorded examples. Written when it is first asked for, and kept."""

    def __init__(self, app: App, package: str) -> None:
        self._app, self._package = app, package

    @cached_property
    def text(self) -> bytes:
        return bytes(JSONResponse(with_examples(self._app.openapi(), self._package)).body)


@described.get("/openapi.json")
async def openapi(document: Annotated[Document, Depends(part(Document))]) -> Response:
    """The document, the same as the one that is checked in."""
    return Response(document.text, media_type="application/json")


@router.get("")
async def page(request: Request) -> HTMLResponse:
    """The page; what it loads is relative to it, so it works behind a proxy with a prefix."""
    return HTMLResponse(PAGE.format(title=request.app.title), headers={"Content-Security-Policy": POLICY})


@router.get("/start.js")
async def start() -> Response:
    """How the page begins: a file, since the policy allows no script in a page."""
    return Response(START, media_type="text/javascript", headers=KEPT)


@router.get("/{name}")
async def part_of_page(name: Literal["swagger-ui-bundle.js", "swagger-ui.css"]) -> Response:
    """A file of Swagger UI."""
    return FileResponse(Path(str(files("fastapi_offline"))) / "static" / name, headers=KEPT)
