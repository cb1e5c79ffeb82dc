"""Walks over lists: pages that lose no row, however it appears (decision 25).

A noun names the columns it is sorted by and what its filters mean; whose a row is it says once, as for everything. A
page is found in branches, one for each reason to read a row: PostgreSQL walks an index in the order of the page for a
single reason, and none once they are joined by `or`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.kernel.db import Database
from shared.web.cursor import Cursor, read_cursor, write_cursor, wrong_cursor
from shared.web.listings import CLOCK, Condition, Key, Listing, Way
from shared.web.lists import MOST_COUNTED, Asked, filters_of
from shared.web.reading import any_caller

Row = Mapping[str, Any]

LAST = sa.bindparam("last", type_=sa.Integer)
#: What is demanded of the key that an order sorts by: by filters whose names begin with the order's, of what is late,
#: and of what is listed by its changes.
OF_KEYS: Mapping[str, Callable[[Key], Condition]] = {
    "due_before": lambda key: key < sa.bindparam("asked_due_before"),
    "received_from": lambda key: key >= sa.bindparam("asked_received_from"),
    "received_to": lambda key: key < sa.bindparam("asked_received_to"),
    "changed_since": lambda key: key >= sa.bindparam("asked_changed_since"),
    "late": lambda key: key < CLOCK,
    "settled": lambda key: key < sa.bindparam("as_of"),
}

#: Up to when all changes are committed. Who writes now has begun at `xact_start` or later; who begins to write after
#: this statement has begun, changes rows later than that (`kernel/entity.NOW`). So it comes before the rows are read.
AS_OF = sa.text("""
select least(statement_timestamp(), min(coalesce(s.xact_start, s.backend_start))) + c.ahead
from clock c left join pg_stat_activity s on s.datname = current_database() and s.backend_xid is not null
group by c.ahead
""")


class After(Enum):
    """Where a page begins: with the first row, after one with a key, or after one that has none."""

    NOTHING = 0
    KEY = 1
    NO_KEY = 2


@dataclass(frozen=True)
class Walk:
    """The statements of all requests of one form; who asks, and with which values, are their parameters.

    filters: those that are given, with what of each stands in the statement (`Listing.fixed`).
    """

    listing: Listing
    role: str
    sort: str
    filters: tuple[tuple[str, Any], ...]
    after: After

    @classmethod
    def of(cls, listing: Listing, role: str, ask: Any, cursor: Cursor | None) -> Walk:
        filters = tuple((name, listing.fixed(name, value)) for name, value in filters_of(ask).items())
        after = After.NOTHING if cursor is None else After.NO_KEY if cursor.key is None else After.KEY
        return cls(listing, role, ask.sort, filters, after)

    def pieces(self) -> Iterator[Sequence[str]]:
        """States in which rows are looked for by themselves; none: rows in all states together."""
        if self.sort.removeprefix("-") != "due" or not self.listing.pieces:
            yield ()
            return
        asked = dict(self.filters)
        wanted = asked.get(self.listing.by), self.listing.late if asked.get("late") is True else None
        for piece in self.listing.pieces:
            if states := [state for state in piece if all(some is None or state in some for some in wanted)]:
                yield states

    def found(self, states: Sequence[str] = ()) -> Iterator[Way]:
        """For each reason to read a row in one of these states, all that is demanded of it.

        What is demanded of the order's key is demanded of the way's own, so that its index serves.
        """
        who, asked, order = any_caller(self.role), dict(self.filters), self.sort.removeprefix("-")
        of_key = [name for name in asked if name.startswith(f"{order}_")]
        of_key += ["late"] if states and asked.get("late") is True else []
        wanted = [
            self.listing.demands(name, sa.bindparam(f"asked_{name}") if fixed is None else fixed, who)
            for name, fixed in self.filters
            if name not in of_key and not (states and name == self.listing.by)
        ]
        if order == "changed":
            of_key.append("settled")
        elif "changed_since" in asked:
            wanted.append(OF_KEYS["settled"](self.listing.table.c.changed_at))
        if states:
            wanted.append(self.listing.demands(self.listing.by, states, who))
        for way in self.listing.found(who, self.sort, states):
            yield way._replace(why=[*way.why, *wanted, *(OF_KEYS[name](way.key) for name in of_key)])

    def ids(self) -> sa.Select[Any] | None:
        """The ids of the page, and one more; None: the caller has no reason to read any."""
        branches = [
            sa.select(sa.literal_column(rank).label("rank"), way.key.label("key"), way.id.label("id"))
            .select_from(way.rows)
            .where(*way.why, *part)
            .order_by(_turned(way.key, self.sort), _turned(way.id, self.sort))
            .limit(LAST)
            .subquery()
            for states in self.pieces()
            for way in self.found(states)
            for rank, part in self._parts(way.key, way.id)
        ]
        if not branches:
            return None
        found = sa.union(*(sa.select(branch) for branch in branches)).subquery()
        again = [found.c.rank, _turned(found.c.key, self.sort), _turned(found.c.id, self.sort)]
        return sa.select(found.c.id).order_by(*again).limit(LAST)

    def _parts(self, key: Key, id_: sa.Column[Any]) -> Iterator[tuple[str, list[Condition]]]:
        """The rows after the cursor that have a key, and then those that have none."""
        last_key, last_id = sa.bindparam("key", type_=key.type), sa.bindparam("id", type_=id_.type)
        down = self.sort.startswith("-")
        if self.after is not After.NO_KEY:
            beyond = [_beyond(sa.tuple_(key, id_), sa.tuple_(last_key, last_id), down)] if self.after.value else []
            yield "0", [*([key.is_not(None)] if _nullable(key) else []), *beyond]
        if _nullable(key):
            yield "1", [key.is_(None), *([_beyond(id_, last_id, down)] if self.after is After.NO_KEY else [])]

    @cached_property
    def page(self) -> sa.Select[Any] | None:
        """The rows of the page, and one more."""
        if (ids := self.ids()) is None:
            return None
        key, id_ = self.listing.sorted_by(self.sort), self.listing.table.c.id
        order = sa.nulls_last(_turned(key, self.sort)), _turned(id_, self.sort)
        return self.listing.select(any_caller(self.role)).where(id_.in_(ids)).order_by(*order)

    @cached_property
    def count(self) -> sa.Select[Any] | None:
        """How many rows there are, one more than is counted at most."""
        most = MOST_COUNTED + 1
        branches = [
            sa.select(way.id.label("id")).select_from(way.rows).where(*way.why).limit(most).subquery()
            for states in self.pieces()
            for way in self.found(states)
        ]
        if not branches:
            return None
        found = sa.union(*(sa.select(branch) for branch in branches)).subquery()
        return sa.select(sa.func.count()).select_from(sa.select(found).limit(most).subquery())


#: A statement takes milliseconds to write, and its form comes again and again: the newest forms are kept.
kept = lru_cache(maxsize=1000)(lambda walk: walk)


def parameters(who: Who, ask: Asked, cursor: Cursor | None, as_of: datetime) -> dict[str, Any]:
    """The parameters of a walk's statements for one request."""
    at = {} if cursor is None else {"key": cursor.key, "id": cursor.id}
    asked = {f"asked_{name}": value for name, value in filters_of(ask).items()}
    return who._asdict() | {"parties": list(who.parties), "as_of": as_of, "last": ask.limit + 1, **at, **asked}


def _nullable(key: Key) -> bool:
    return not isinstance(key, sa.Column) or bool(key.nullable)


def _turned(column: sa.ColumnElement[Any], sort: str) -> sa.ColumnElement[Any]:
    return column.desc() if sort.startswith("-") else column.asc()


def _beyond(row: Any, last: Any, down: bool) -> Condition:
    beyond: Condition = row < last if down else row > last
    return beyond


def of(listing: Listing, ask: Any) -> str:
    """What a cursor is tied to: the list, its order and its filters."""
    return f"{listing.table.name} {ask.sort} {sorted((name, str(value)) for name, value in filters_of(ask).items())}"


async def walked(database: Database, listing: Listing, who: Who, ask: Any) -> tuple[list[Row], dict[str, Any]]:
    """The rows of a page, and what `Paged` tells of it. Raises Invalid for a cursor of another list."""
    cursor = None if ask.after is None else read_cursor(ask.after, of(listing, ask))
    if cursor is not None and cursor.key is None and not _nullable(listing.sorted_by(ask.sort)):
        raise wrong_cursor()
    walk = kept(Walk.of(listing, who.role, ask, cursor))
    page, count = walk.page, walk.count if ask.count else None
    async with database.read() as connection:
        as_of = cursor.as_of if cursor else (await connection.execute(AS_OF)).scalar_one()
        values = parameters(who, ask, cursor, as_of)
        found = [] if page is None else rows_in(await connection.execute(page, values))
        counted = 0 if count is None else (await connection.execute(count, values)).scalar_one()
    rows, after = found[: ask.limit], None
    if len(found) > ask.limit:
        last = rows[-1]
        after = write_cursor(Cursor(as_of, last[listing.sorted_by(ask.sort).name], last["id"]), of(listing, ask))
    told = min(counted, MOST_COUNTED) if ask.count else None
    return rows, {"after": after, "as_of": as_of, "count": told, "more": counted > MOST_COUNTED}


def rows_in(result: sa.CursorResult[Any]) -> list[Row]:
    """The rows of a result, by the names of their columns."""
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]
