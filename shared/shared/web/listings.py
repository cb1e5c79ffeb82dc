"""What a noun says of its lists: whose rows they are, by which columns they are sorted, what their filters mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.web.reading import reasons

Condition = sa.ColumnElement[bool]
Key = sa.Column[Any] | sa.Label[Any]

#: The domain clock, at one instant for a whole statement.
CLOCK = sa.literal_column("(now() + (select ahead from clock))", sa.DateTime(timezone=True))


class Way(NamedTuple):
    """A way to rows that a caller may read: what is looked through, the columns of its order, what is demanded."""

    rows: sa.FromClause
    key: Key
    id: sa.Column[Any]
    why: Sequence[Condition]


def ways_of(reads: Condition, rows: sa.FromClause, key: Key, id_: sa.Column[Any]) -> Iterator[Way]:
    """One for each reason in a condition."""
    yield from (Way(rows, key, id_, why) for why in reasons(reads))


@dataclass(frozen=True, kw_only=True, eq=False)
class Listing:
    """How the entities of one type are listed.

    select: the rows that a caller may read, with what is shown beside their columns. rows: the table, with what else
    filters and `reads` name. reads: whose they are. due: what the order `due` sorts by. filters: what a parameter means
    to a caller; one that is not here is equal to the column of its name. words: values of a filter that mean something
    of their own. A filter gets these, true and false, and lists of names as they are, and a bound parameter for others.
    pieces: all states, in parts that the order `due` looks through one by one: an index over some states serves each;
    they are those of the filter `by`. late: those in which a row may be late. ways: by order, how rows in some
    states of one piece (`due`) or in all are found, where an index of another table has the order.
    """

    table: sa.Table
    select: Callable[[Who], sa.Select[Any]]
    rows: sa.FromClause
    reads: Callable[[Who], Condition]
    due: Key | None = None
    filters: Mapping[str, Callable[[Any, Who], Condition]] = field(default_factory=dict)
    words: Mapping[str, Collection[str]] = field(default_factory=dict)
    by: str = "state"
    pieces: Sequence[Sequence[str]] = ()
    late: Sequence[str] = ()
    ways: Mapping[str, Callable[[Who, Sequence[str]], Iterator[Way]]] = field(default_factory=dict)

    def found(self, who: Who, sort: str, states: Sequence[str]) -> Iterator[Way]:
        """The ways to the rows that a caller may read: one for each reason."""
        if (ways := self.ways.get(sort.removeprefix("-"))) is not None:
            return ways(who, states)
        return ways_of(self.reads(who), self.rows, self.sorted_by(sort), self.table.c.id)

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
