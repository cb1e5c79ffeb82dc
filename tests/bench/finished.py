"""Fills tables with copies of one dossier, set-based, each under an id of its own.

The copies are rows of real sizes in all tables of a service, with as many journal entries as asked for. Their digests
are the original's, so invariants are not checked on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from intake.version.rules import sealed
from intake.version.store import text_of
from motcua.stack.addresses import Scratch
from shared.kernel.ids import uuid7
from shared.kernel.sealing import Masters, Sealing

CHUNK = 20_000
COLUMNS = """
select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum
"""
#: What a copy does not take over; u is the new dossier.
OWN = {
    "dossier": "u",
    "position": "nextval('journal_position_seq')",
    "code": "t.code || u",
    "tracking": "replace(u::text, '-', '')",
}

WRITTEN = """
select a.dossier, a.subject, 0 as number, a.sealed, k.master, k.wrapped
from applications a join subject_keys k using (subject) where a.dossier = $1
"""
KEY = "insert into sealing_keys values ($1, $2, $3)"
SEALED = """
update applications a set subject = a.dossier, sealed = u.sealed
from unnest($1::uuid[], $2::bytea[]) u(dossier, sealed) where a.dossier = u.dossier
"""


async def copies(dsn: str, dossier: UUID, count: int, tables: Sequence[str], lines: int = 2) -> list[UUID]:
    """Makes so many copies of a dossier's rows in these tables. Returns their ids."""
    made = [uuid7() for _ in range(count)]
    connection = await asyncpg.connect(dsn, server_settings={"statement_timeout": "0"})
    try:
        statements = [await _copying(connection, table, lines) for table in tables]
        for start in range(0, count, CHUNK):
            for sql in statements:
                await connection.execute(sql, made[start : start + CHUNK], dossier)
        for table in tables:
            await connection.execute(f"vacuum analyze {table}")
        return made
    finally:
        await connection.close()


async def sealed_anew(dsn: str, dossier: UUID, made: Sequence[UUID]) -> None:
    """What is written in these copies of a dossier is sealed as if each had been begun for itself."""
    masters = Masters.of(Sealing())
    connection = await asyncpg.connect(dsn)
    try:
        text = text_of(masters, await connection.fetchrow(WRITTEN, dossier))
        assert text is not None, "its key is there"
        keys = [masters.make(one) for one in made]
        kept = [sealed(masters.box(one.master, one.wrapped), one.subject, one.subject, 0, text) for one in keys]
        await connection.executemany(KEY, [(one.subject, one.master, one.wrapped) for one in keys])
        await connection.execute(SEALED, made, kept)
        await connection.execute("vacuum analyze applications, sealing_keys")
    finally:
        await connection.close()


async def _copying(connection: Any, table: str, lines: int) -> str:
    """The statement that copies one table's rows of the dossier $2 to the dossiers $1."""
    columns = [row["attname"] for row in await connection.fetch(COLUMNS, table)]
    taken = [_taken(table, column) for column in columns]
    some = f" and t.sequence <= {lines}" if table == "journal" else ""
    return (
        f"insert into {table} ({', '.join(columns)}) overriding system value select {', '.join(taken)} "
        f"from {table} t, unnest($1::uuid[]) u where t.dossier = $2{some}"
    )


def _taken(table: str, column: str) -> str:
    """An entity with its dossier's id gets the copy's; other ids are random."""
    if column == "id" and table != "journal":
        return "case when t.id = t.dossier then u else gen_random_uuid() end"
    return OWN.get(column, f"t.{column}")


async def finished_cases(databases: dict[str, Scratch], entity_types: dict[str, str], count: int) -> None:
    """Makes copies of the one case in these databases."""
    for name, database in databases.items():
        connection = await asyncpg.connect(database.owner_dsn)
        dossier = await connection.fetchval("select dossier from streams limit 1")
        await connection.close()
        await copies(database.owner_dsn, dossier, count, ("streams", entity_types[name], "journal"))
