"""How the entities of one type are answered: in pages, one by one, and after a command has moved one.

Who may read which rows, and what is shown beside their columns, the noun says in its rooms `whose` and `tables`. What a
caller may not read is answered as what does not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import sqlalchemy as sa
from fastapi import Request, Response
from pydantic import BaseModel

from shared.contracts.message import Look
from shared.kernel.db import Database, Read, Tx
from shared.kernel.entity import EntityType
from shared.kernel.errors import NotFound, Refused
from shared.kernel.incoming import Incoming
from shared.kernel.streams import CLOCK, Stream, moment
from shared.kernel.unit_of_work import UnitOfWork
from shared.web.auth import Caller
from shared.web.edge import Edge, Mark, etag, looks, unmarked
from shared.web.listings import Listing
from shared.web.lists import Asked
from shared.web.moves import Candidates, Context, Move, moves_of
from shared.web.reading import bound, relations_in
from shared.web.served import ServedNode
from shared.web.standing import IN_FORCE
from shared.web.walks import rows_in, walked

V = TypeVar("V", bound=BaseModel)
Row = Mapping[str, Any]


async def rows_of(database: Database, select: sa.Select[Any]) -> list[Row]:
    """The rows of a select, by the names of their columns."""
    async with database.read() as connection:
        return rows_in(await connection.execute(select))


def links(request: Request, after: str | None) -> Iterator[str]:
    """The first page and the next one (RFC 8288), relative to where the list is."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    for relation, query in (("first", asked), ("next", [*asked, ("after", after or "")])):
        if relation == "first" or after is not None:
            yield f'<{request.url.path}{"?" if query else ""}{urlencode(query)}>; rel="{relation}"'


def as_it_is(row: Row) -> Row:
    """A row whose columns are what is shown."""
    return row


def nothing_more(_context: Any, _entity: Any) -> Row:
    """Nothing is shown beside the entity's own columns."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Views(Generic[V]):
    """The views of one entity type.

    listing: which rows a caller may read, and how they are walked. readable: the same condition as
    `web/reading.readable` writes it. beside: what the listing's `select` shows beside the columns, taken from the
    context of a command. mark: what is seen beside the revision. shown: a row of either kind as `view` wants it.
    missing: English and Vietnamese for the 404. why: what is answered instead to who could read it once.
    """

    view: type[V]
    entity_type: EntityType[Any]
    readable: str
    listing: Listing
    missing: tuple[str, str]
    beside: Callable[[Any, Any], Row] = nothing_more
    shown: Callable[[Row], Row] = as_it_is
    mark: Mark = unmarked
    why: Callable[[Tx, Caller, UUID], Awaitable[Refused | None]] | None = None

    def _view(self, row: Row, moves: list[Move]) -> V:
        shown = self.shown(row)
        fields = {name: shown[name] for name in self.view.model_fields if name in shown}
        return self.view(**fields, moves=moves)

    async def page(
        self, node: ServedNode, caller: Caller, ask: Asked, request: Request, response: Response
    ) -> tuple[list[V], dict[str, Any]]:
        """Rows that the caller may read, and what `Paged` tells of them; the header Link. Raises Invalid."""
        rows, paged = await walked(node.database, self.listing, caller.who, ask)
        response.headers["Link"] = ", ".join(links(request, paged["after"]))
        candidates = Candidates(self.entity_type, node.offers, str(caller.role))
        return [self._view(row, candidates.of(row, relations_in(row))) for row in rows], paged

    async def row(self, database: Database, caller: Caller, key: UUID) -> Row:
        """One row. Raises NotFound."""
        rows = await rows_of(database, self.listing.select(bound(caller.who)).where(self.listing.table.c.id == key))
        if not rows:
            async with database.begin() as tx:
                raise await self.absent(tx, caller, key)
        return rows[0]

    async def one(self, node: ServedNode, caller: Caller, key: UUID, response: Response) -> V:
        """One entity, with what the caller may ask of it; its ETag is what If-Match wants. Raises NotFound.

        It is loaded as for a command, without the lock: what decides about a command answers here.
        """
        async with node.database.begin() as tx:
            found, (clock,), *in_force = await tx.fetch_all(
                self._readable(caller, key), CLOCK, *([IN_FORCE] if caller.agency else [])
            )
            if not found:
                raise await self.absent(tx, caller, key)
            (ended,) = await node.directory.refusals(tx, [caller], in_force[0]) if in_force else (None,)
            looking = looks(caller, found[0]["dossier"], key)
            uow = UnitOfWork(node.registry.producer, {looking.dossier: Stream()}, moment(clock["ahead"]))
            context = await node.registry.load(tx, uow, [looking])
        barred = node.halted(caller) or ended
        return self._seen(
            context, looking, response, moves_of(self.entity_type, node.offers, context, looking, uow.now, barred)
        )

    def _readable(self, caller: Caller, key: UUID) -> Read:
        return self.readable, [[part] for part in (key, *caller.who.texts)]

    async def found(self, tx: Tx, caller: Caller, key: UUID) -> Row:
        """What `readable` answers of one entity. Raises NotFound."""
        sql, values = self._readable(caller, key)
        row: Row | None = await tx.row(sql, *values)
        if row is None:
            raise await self.absent(tx, caller, key)
        return row

    async def move(self, edge: Edge, command: Any, key: UUID, response: Response) -> V:
        """One command to one entity that the caller may read; whose it is to move, the command says. Raises Refused."""
        found = await self.found(edge.tx, edge.caller, key)
        return self.moved(edge, await edge.receive(command, found["dossier"], key, self.mark), key, response)

    def moved(self, edge: Edge, context: Context, key: UUID, response: Response) -> V:
        """An entity as a command has left it."""
        entity = context.find(key)
        assert entity is not None, "it has moved, or was to"
        return self._seen(context, looks(edge.caller, entity.dossier, key), response, edge.moves(context, key))

    def _seen(self, context: Context, looking: Incoming[Look], response: Response, moves: list[Move]) -> V:
        assert looking.entity is not None, "an entity is looked at"
        entity = context.find(looking.entity)
        assert entity is not None, "it has just been loaded"
        response.headers["ETag"] = etag(entity.revision, self.mark(context, looking))
        return self._view(self.entity_type.values_of(entity) | dict(self.beside(context, entity)), moves)

    async def absent(self, tx: Tx, caller: Caller, key: UUID) -> Refused:
        """What is answered to a caller who may not read this."""
        return (await self.why(tx, caller, key) if self.why else None) or self.not_found()

    def not_found(self) -> NotFound:
        return NotFound(*self.missing)
