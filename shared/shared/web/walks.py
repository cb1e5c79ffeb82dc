"""Walks over lists: pages that lose no row, however it appears (decision 25).

A noun names the columns it is sorted by and what its filters mean; whose a row is it says once, as for everything. A
page is found in branches, one for each reason to read a row: PostgreSQL walks an index in the order of the page for a
single reason, and none once they are joined by `or`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.kernel.db import Database
from shared.web.cursor import Cursor, read_cursor, write_cursor, wrong_cursor
from shared.web.lists import MOST_COUNTED, Asked, filters_of
from shared.web.reading import any_caller, reasons

Condition = sa.ColumnElement[bool]
Row = Mapping[str, Any]
Key = sa.Column[Any] | sa.Label[Any]

#: The domain clock, at one instant for a whole statement.
LAST = sa.bindparam("last", type_=sa.Integer)
CLOCK = sa.literal_column("(now() + (select ahead from clock))", sa.DateTime(timezone=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class Listing:
    """How the entities of one type are listed.

    select: the rows that a caller may read, with what is shown beside their columns. rows: the table, with what else
    filters and `reads` name. reads: whose they are. due: what the order `due` sorts by. filters: what a parameter means
    to a caller; one that is not here is equal to the column of its name. words: values of a filter that mean something
    of their own. A filter gets these, true and false, and lists of names as they are, and a bound parameter for others.
    """

    table: sa.Table
    select: Callable[[Who], sa.Select[Any]]
    rows: sa.FromClause
    reads: Callable[[Who], Condition]
    due: Key | None = None
    filters: Mapping[str, Callable[[Any, Who], Condition]] = field(default_factory=dict)
    words: Mapping[str, Collection[str]] = field(default_factory=dict)

    def sorted_by(self, sort: str) -> Key:
        name = sort.removeprefix("-")
        if name == "due":
            assert self.due is not None, "it has no due date, and is not asked for this order"
            return self.due
        return self.table.c[f"{name}_at"]

    def demands(self, name: str, value: Any, who: Who) -> Condition:
        """What a filter demands of a row."""
        meanings = {
            "received_from": lambda time, _: self.table.c.received_at >= time,
            "received_to": lambda time, _: self.table.c.received_at < time,
            "changed_since": lambda time, _: self.table.c.changed_at >= time,
            "due_before": lambda time, _: self.sorted_by("due") < time,
            **self.filters,
        }
        return meanings[name](value, who) if name in meanings else among(self.table.c[name], value)

    def fixed(self, name: str, value: Any) -> Any:
        """What of a filter's value stands in the statement itself; None: it is a parameter."""
        if isinstance(value, bool) or value in self.words.get(name, ()):
            return value
        return tuple(map(str, value)) if isinstance(value, list) else None


def among(column: sa.ColumnElement[Any], value: Any) -> Condition:
    """Is the column this, or one of these? Several are names of ours; they stand in the statement itself, so that an
    index over some of them is known to serve."""
    if isinstance(value, Sequence):
        return column.in_(sa.bindparam(None, [str(one) for one in value], expanding=True, literal_execute=True))
    equal: Condition = column == value
    return equal


def overdue(
    state: sa.Column[Any], running: Sequence[str], due: sa.ColumnElement[Any]
) -> Callable[[bool, Who], Condition]:
    """The filter `late`: the time limit runs in one of these states, and the due date is over."""

    def late(wanted: bool, _who: Who) -> Condition:
        found = sa.and_(among(state, running), due < CLOCK)
        return found if wanted else sa.not_(sa.func.coalesce(found, sa.false()))

    return late


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

    def reasons(self) -> Iterator[list[Condition]]:
        """For each reason to read a row, all that is demanded of it."""
        who, changed = any_caller(self.role), self.listing.table.c.changed_at
        wanted = [
            self.listing.demands(name, sa.bindparam(f"asked_{name}") if fixed is None else fixed, who)
            for name, fixed in self.filters
        ]
        if "changed" in self.sort or "changed_since" in dict(self.filters):
            wanted.append(changed < sa.bindparam("as_of"))
        yield from ([*why, *wanted] for why in reasons(self.listing.reads(who)))

    def ids(self) -> sa.Select[Any] | None:
        """The ids of the page, and one more; None: the caller has no reason to read any."""
        key, id_ = self.listing.sorted_by(self.sort), self.listing.table.c.id
        order = [_turned(key, self.sort), _turned(id_, self.sort)]
        branches = [
            sa.select(sa.literal_column(rank).label("rank"), key.label("key"), id_.label("id"))
            .select_from(self.listing.rows)
            .where(*why, *part)
            .order_by(*order)
            .limit(LAST)
            .subquery()
            for why in self.reasons()
            for rank, part in self._parts(key, id_)
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
            sa.select(self.listing.table.c.id).select_from(self.listing.rows).where(*why).limit(most).subquery()
            for why in self.reasons()
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
