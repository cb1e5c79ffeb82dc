"""An entity: a typed row with an id, its dossier, a state, and the revision, which is the sequence of its last event.

An entity type ties a row type to its table, its machine and its `apply`. Columns are read off the dataclass, so that a
row is declared once: statements, SQLAlchemy tables (`web/reading`) and invariant 1 all follow from it. This module
decides nothing, writes nothing and loads no SQLAlchemy.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, get_type_hints
from uuid import UUID

from shared.contracts.message import Event
from shared.contracts.names import Choice
from shared.kernel.machine import Machine


@dataclass(slots=True, kw_only=True)
class Entity:
    """One thing that has a state. `state` is None until its first move; only the unit of work assigns it."""

    id: UUID
    dossier: UUID
    state: str | None = None
    revision: int = 0


@dataclass(slots=True, kw_only=True, frozen=True)
class Projection:
    """A row that a service derives from events of another one. It has no state; a later row replaces an earlier one.

    With `append` no row is ever replaced: a second one with the same key is a bug, and fails. `shown_in`: the table of
    the listed entities (by the column `dossier`) that are shown with it, and so have changed with it; `shown_as`: its
    columns that hold some of these, because a list is sorted or filtered by them.
    """

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    append: ClassVar[bool] = False
    shown_in: ClassVar[str | None] = None
    shown_as: ClassVar[Mapping[str, str]] = {}


#: The PostgreSQL type of each Python type that a row may have.
SQL: Mapping[Any, str] = {
    UUID: "uuid",
    str: "text",
    bytes: "bytea",
    int: "bigint",
    bool: "boolean",
    datetime: "timestamptz",
    date: "date",
    dict: "jsonb",
    list: "jsonb",
}


#: The domain clock in a statement. The database's own clock, read by the statement that writes: after its transaction
#: has an id, so that `web/lists` can tell up to when all changes are committed.
NOW = "clock_timestamp() + (select ahead from clock)"


@dataclass(frozen=True)
class Column:
    """One column of a row: its name, its PostgreSQL type, and whether it may be null."""

    name: str
    sql: str
    optional: bool


def columns_of(row: Any) -> tuple[Column, ...]:
    """The columns of a dataclass type, in order. `X | None` may be null; dict and list become jsonb."""
    return _columns_of(row)


@cache
def _columns_of(row: Any) -> tuple[Column, ...]:
    hints = get_type_hints(row)
    return tuple(_column(field.name, hints[field.name]) for field in dataclasses.fields(row))


def _column(name: str, hint: Any) -> Column:
    members = getattr(hint, "__args__", ()) if getattr(hint, "__origin__", None) is None else ()
    optional = type(None) in members
    plain = next((m for m in members if m is not type(None)), hint)
    plain = getattr(plain, "__origin__", plain)
    base = next((known for known in SQL if isinstance(plain, type) and issubclass(plain, known)), None)
    if base is None:
        raise TypeError(f"no column type for {name}: {hint}")
    if issubclass(plain, bool):
        base = bool
    return Column(name, SQL[base], optional)


def arrays(columns: Sequence[Column]) -> str:
    """`$1::uuid[], $2::text[], ...` for an unnest over these columns."""
    return ", ".join(f"${n}::{column.sql}[]" for n, column in enumerate(columns, 1))


def values(columns: Sequence[Column], rows: Sequence[Any]) -> list[list[Any]]:
    """The same columns of many rows, one list each; jsonb as its text."""
    return [
        [_text(getattr(row, c.name)) if c.sql == "jsonb" else getattr(row, c.name) for row in rows] for c in columns
    ]


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


R = TypeVar("R", bound=Entity)
L = TypeVar("L", bound=Projection)


def projection_of(kind: type[L], row: Mapping[str, Any]) -> L:
    """A row of a projection as loaded from its table."""
    return kind(**{column.name: _plain(column, row[column.name]) for column in columns_of(kind)})


def no_choices(_facts: Any, _kind: type[Any]) -> Mapping[str, Choice]:
    """The `choices` of an entity type whose commands name no codes."""
    return {}


def untouched(_row: Any, _event: Event) -> None:
    """The `apply` of an entity type whose rows have nothing but their state."""


@dataclass(frozen=True)
class EntityType(Generic[R]):
    """A kind of entity. `apply` writes an event's content into the row's columns (invariant 1 replays it).

    `listed`: its table also has `received_at` and `changed_at`, which the database fills in: when the first row was
    written, or the entity left the state `unreceived`; and when the row was written last. `choices`: by the facts and
    the type of a command, the codes that each of its fields may have.
    """

    name: str
    table: str
    row: type[R]
    machine: Machine[Any, Any]
    apply: Callable[[R, Any], None] = untouched
    listed: bool = False
    unreceived: str | None = None
    choices: Callable[[Any, type[Any]], Mapping[str, Choice]] = no_choices

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.row)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @cached_property
    def _jsonb(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.sql == "jsonb")

    @cached_property
    def _pick(self) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
        return itemgetter(*self._names)

    @cached_property
    def insert(self) -> str:
        names = ", ".join(c.name for c in self.columns)
        more, now = (", received_at, changed_at", f", {NOW}, {NOW}") if self.listed else ("", "")
        return f"insert into {self.table} ({names}{more}) select u.*{now} from unnest({arrays(self.columns)}) u"

    @cached_property
    def update(self) -> str:
        names = [c.name for c in self.columns]
        sets = ", ".join(f"{name} = u.{name}" for name in names if name not in ("id", "dossier"))
        if self.unreceived:
            left = f"t.state = '{self.unreceived}' and u.state <> '{self.unreceived}'"
            sets += f", received_at = case when {left} then {NOW} else t.received_at end"
        if self.listed:
            sets += f", changed_at = {NOW}"
        return (
            f"update {self.table} t set {sets} from unnest({arrays(self.columns)}) u({', '.join(names)}) "
            "where t.id = u.id"
        )

    @cached_property
    def snapshot(self) -> Callable[[R], tuple[Any, ...]]:
        """All columns of a row, for `restore`."""
        return attrgetter(*self._names)

    def values_of(self, row: Entity) -> dict[str, Any]:
        """All columns of a row by name, as reading its table would give them."""
        return {name: getattr(row, name) for name in self._names}

    def restore(self, row: R, snapshot: tuple[Any, ...]) -> None:
        for name, value in zip(self._names, snapshot, strict=True):
            setattr(row, name, value)

    def moved(self, row: R, state: str, revision: int) -> tuple[Any, ...]:
        """All columns of a row as they are after a move to this state at this revision."""
        return tuple({"state": state, "revision": revision}.get(c.name, getattr(row, c.name)) for c in self.columns)

    def of(self, record: Mapping[str, Any]) -> R:
        """A row as loaded from its table."""
        fields = dict(zip(self._names, self._pick(record), strict=True))
        for column in self._jsonb:
            fields[column.name] = _plain(column, fields[column.name])
        return self.row(**fields)


def _plain(column: Column, value: Any) -> Any:
    return json.loads(value) if column.sql == "jsonb" and isinstance(value, str) else value


class Concerned(NamedTuple):
    """An entity that a message asks to move, and what is known when it is decided about."""

    entity_type: EntityType[Any]
    entity: Entity
    facts: Any

    def may(self, kind: type[Any]) -> tuple[str, ...]:
        """Which optional fields a message of this type needs here. Raises what every one is refused with."""
        return self.entity_type.machine.may(self.entity.state, self.facts, kind)
