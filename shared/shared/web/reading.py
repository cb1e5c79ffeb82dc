"""Tables of row types for reading with SQLAlchemy, and conditions as text for statements that asyncpg runs.

Only the room `tables` of a noun imports this; rules, machines and models load no SQLAlchemy. Whose a row is, the noun
writes once (`whose`), with `==`, `!=`, `&` and `|` alone: the same function answers for a row in memory and makes the
condition for a table, with a caller whose actor, role and agency are SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import AsBoolean, BooleanClauseList, False_, Grouping, True_

from shared.contracts.relation import Relation, Who
from shared.kernel.entity import columns_of

TYPES: Mapping[str, Any] = {
    "uuid": sa.Uuid,
    "text": sa.Text,
    "bytea": sa.LargeBinary,
    "bigint": sa.BigInteger,
    "boolean": sa.Boolean,
    "timestamptz": sa.DateTime(timezone=True),
    "date": sa.Date,
    "jsonb": pg.JSONB,
}

_CALLERS = sa.func.unnest(
    *(sa.literal_column(f"${n}::{kind}[]") for n, kind in enumerate(("uuid", *["text"] * len(Who._fields)), 1))
)
_EACH = _CALLERS.table_valued("key", *Who._fields).render_derived(name="u")
#: A caller of `readable`, for its condition.
EACH = Who(_EACH.c.actor, _EACH.c.role, _EACH.c.agency, sa.any_(sa.func.string_to_array(_EACH.c.parties, " ")))


def table_of(
    metadata: sa.MetaData, name: str, row: type[Any], key: tuple[str, ...] = ("id",), *, listed: bool = False
) -> sa.Table:
    """The SQLAlchemy table of a row type, for reading; `listed` as in `EntityType`."""
    more = ("received_at", "changed_at") if listed else ()
    return sa.Table(
        name,
        metadata,
        *(sa.Column(c.name, TYPES[c.sql], primary_key=c.name in key, nullable=c.optional) for c in columns_of(row)),
        *(sa.Column(each, TYPES["timestamptz"], nullable=False) for each in more),
    )


_STANDS = {f"stands_{relation}": relation for relation in Relation}


class _Role(str):
    """A role that is known: a condition that compares it is true or false before PostgreSQL sees it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> Any:
        return sa.true() if str.__eq__(self, other) else sa.false()

    def __ne__(self, other: object) -> Any:
        return sa.false() if str.__eq__(self, other) else sa.true()


def bound(who: Who) -> Who:
    """A caller whose subject, agency and parties are bound parameters, for a condition on a table."""
    parties = sa.any_(sa.literal(list(who.parties), pg.ARRAY(sa.Text)))
    return Who(sa.literal(who.actor, sa.Text), _Role(who.role), sa.literal(who.agency, sa.Text), parties)


def any_caller(role: str) -> Who:
    """A caller of this role; `actor`, `agency` and `parties` are parameters of each execution."""
    actor, agency = (sa.bindparam(name, type_=sa.Text) for name in ("actor", "agency"))
    return Who(actor, _Role(role), agency, sa.any_(sa.bindparam("parties", type_=pg.ARRAY(sa.Text))))


Why = tuple[sa.ColumnElement[bool], ...]


def reasons(condition: Any) -> list[Why]:
    """A condition as alternatives, each of which is enough: what all holds in it. None: it never holds.

    One that demands all that another does, and more, is left out.
    """
    found: list[Why] = []
    for why in sorted(map(_once, _reasons(condition)), key=len):
        if not any(all(_among(part, why) for part in known) for known in found):
            found.append(why)
    return found


def _once(why: Why) -> Why:
    return tuple(part for n, part in enumerate(why) if not _among(part, why[:n]))


def _among(part: sa.ColumnElement[bool], why: Why) -> bool:
    return any(part.compare(other) for other in why)


def _reasons(condition: Any) -> list[Why]:
    match condition:
        case Grouping() | AsBoolean(operator=operators.is_true):
            return _reasons(condition.element)
        case False_():
            return []
        case True_():
            return [()]
        case BooleanClauseList(operator=operators.or_):
            return [why for each in condition.clauses for why in _reasons(each)]
        case BooleanClauseList(operator=operators.and_):
            parts = [_reasons(each) for each in condition.clauses]
            return [tuple(chain.from_iterable(each)) for each in product(*parts)]
    return [(condition,)]


def standing(stands: Mapping[Relation, Any]) -> list[sa.Label[bool]]:
    """How the caller stands to each row, as columns of its own; `relations_in` reads them again."""
    return [sa.type_coerce(holds, sa.Boolean).label(f"stands_{relation}") for relation, holds in stands.items()]


def relations_in(row: Mapping[str, Any]) -> frozenset[Relation]:
    """The relations that hold by the columns of `standing`."""
    return frozenset(relation for name, relation in _STANDS.items() if row.get(name))


def readable(
    table: sa.Table, joined: sa.FromClause, condition: sa.ColumnElement[bool], **more: sa.ColumnElement[Any]
) -> str:
    """Which of these entities their callers may read: `id` and `dossier` of each, and `more`.

    A statement for asyncpg over $1 ids, and from $2 on the texts of their callers (`Who.texts`). `joined`: the table,
    with what else the condition names; `condition` and `more` are made with `EACH`.
    """
    rows = sa.join(_EACH, joined, table.c.id == _EACH.c.key)
    columns = (table.c.id, table.c.dossier, *(column.label(name) for name, column in more.items()))
    return text_of(sa.select(*columns).select_from(rows).where(condition))


def text_of(select: sa.Select[Any]) -> str:
    """A statement for asyncpg."""
    return str(select.compile(dialect=pg.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
