"""Routes for the reference documents a service publishes: the same set for each kind of document.

Publishing needs an operator; any caller with a token may read, and of an open catalogue anybody. A published version
never changes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final

import pydantic_core
from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel

from shared.contracts.names import DOCUMENTS as NAMES
from shared.contracts.published import Published
from shared.contracts.reference import DOCUMENTS
from shared.kernel.errors import NotFound
from shared.kernel.ids import named
from shared.reference.publication import Publish
from shared.web import bodies
from shared.web.auth import Role, by
from shared.web.edge import TAGGED, Edge, acting
from shared.web.served import Here, ServedNode
from shared.web.transactional import TransactionalRoute

Code = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=2**31)]
ANYBODY = Depends(by(*Role))
#: Declares that a route asks for no token. OpenAPI 3.1: an empty list removes every security requirement.
OPEN: Final[dict[str, Any]] = {"security": []}
#: Of what is the same for everybody: any cache may keep it for a minute. The ETag is completed from the body.
KEPT_FOR_A_WHILE: Final = {"Cache-Control": "public, max-age=60", "ETag": '"published"'}
Editor = Annotated[Edge, Depends(acting(Role.EDITOR, Role.OPERATOR))]


class Version(BaseModel):
    """One version of one document."""

    code: str
    version: int
    content: dict[str, Any]


class Listed(BaseModel):
    """A document and its version in force."""

    code: str
    version: int


#: A publication is checked against everything in force, so publications are serialised.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('publish'))"
IN_FORCE = "select coalesce(max(version), 0) from reference where kind = $1 and code = $2"
ALL = "select code, max(version) as version from reference where kind = $1 group by code order by code"
#: With its keys in the order in which it was published: the journal has it.
ONE = """
select p.code, p.version, j.body::json -> 'content' as content
from publications p join journal j on j.dossier = p.dossier and j.sequence = p.revision
where p.kind = $1 and p.code = $2 and ($3::bigint is null or p.version = $3) order by p.version desc limit 1
"""


#: Publishing the content that is in force makes no new version.
KEPT: dict[int | str, Any] = {200: {"model": Version, "description": "This content is already in force."}}


def anything(_document: Any) -> None:
    """The `check` of a kind that needs none beyond its model."""


def catalogue(path: str, kind: str, event: type[Published], check: Callable[[Any], None] = anything) -> APIRouter:
    """`POST /v1/{path}` publishes, `GET` reads the list, the version in force, or any version.

    `check` raises Invalid for a document that fits its model and that this service cannot work with.
    """
    router = _published(path, kind, event, check)

    @router.get("", name=f"list_{path}", dependencies=[ANYBODY])
    async def every(node: Here) -> list[Listed]:
        """The documents and their versions in force."""
        async with node.database.begin() as tx:
            return [Listed(**dict(row)) for row in await tx.fetch(ALL, kind)]

    _readers(router, kind, {}, dependencies=[ANYBODY])
    return router


def open_catalogue(path: str, kind: str, event: type[Published], check: Callable[[Any], None]) -> APIRouter:
    """As `catalogue`, but anybody reads without a token and caches may keep the answers. The list is the noun's own."""
    router = _published(path, kind, event, check)
    _readers(router, kind, KEPT_FOR_A_WHILE, responses=TAGGED, openapi_extra=OPEN)
    return router


def _published(path: str, kind: str, event: type[Published], check: Callable[[Any], None]) -> APIRouter:
    """A router with the route that publishes."""
    router = APIRouter(prefix=f"/v1/{path}", tags=[path], route_class=TransactionalRoute)
    router.add_api_route(
        "",
        _publisher(kind, event, check),
        methods=["POST"],
        status_code=201,
        name=f"publish_{kind}",
        responses=KEPT,
        max_body_size=bodies.LARGE,
    )
    return router


def _readers(router: APIRouter, kind: str, headers: Mapping[str, str], **more: Any) -> None:
    """The routes that read one document of this kind."""

    @router.get("/{code}", name=f"read_{kind}", **more)
    async def in_force(node: Here, code: Code, response: Response) -> Version:
        """The version in force."""
        response.headers.update(headers)
        return await _one(node, kind, code, None)

    @router.get("/{code}/versions/{version}", name=f"read_{kind}_version", **more)
    async def pinned(node: Here, code: Code, version: Number, response: Response) -> Version:
        """One version."""
        response.headers.update(headers)
        return await _one(node, kind, code, version)


def _publisher(kind: str, event: type[Published], check: Callable[[Any], None]) -> Callable[..., Awaitable[Version]]:
    """The endpoint that publishes documents of this kind."""

    async def publish(edge: Editor, document: Any, response: Response) -> Version:
        check(document)
        await edge.tx.do(ONE_AT_A_TIME)
        content = document.model_dump(mode="json", by_alias=True)
        await edge.receive(Publish(event, kind, document.code, content), named(kind, document.code))
        assert edge.uow is not None, "receive opens the unit of work"
        response.status_code = 201 if edge.uow.moves else 200
        version = await edge.tx.value(IN_FORCE, kind, document.code)
        return Version(code=document.code, version=version + len(edge.uow.moves), content=content)

    publish.__annotations__["document"] = DOCUMENTS[kind]
    publish.__doc__ = f"Publishes a {NAMES[kind].en}; content that is already in force makes no new version (200)."
    return publish


async def _one(node: ServedNode, kind: str, code: str, version: int | None) -> Version:
    vi, en = NAMES[kind]
    async with node.database.begin() as tx:
        row = await tx.row(ONE, kind, code, version)
        if row is None and await tx.value(IN_FORCE, kind, code):
            raise NotFound(
                f"There is no version {version} of the {en} {code}.", f"Không có phiên bản {version} của {vi} {code}."
            )
    if row is None:
        raise NotFound(f"There is no {en} with the code {code}.", f"Không có {vi} mang mã {code}.")
    return Version.model_validate({**dict(row), "content": pydantic_core.from_json(row["content"])})
