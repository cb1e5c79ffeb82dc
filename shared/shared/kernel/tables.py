"""Checks before anything is served that the tables of this database are those that this version needs.

Newer tables are accepted, because during a rolling upgrade the version before works on them; but not after a migration
that needed this version stopped.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from alembic.script import ScriptDirectory

from shared.kernel.db import Database
from shared.kernel.declared import Unfit
from shared.kernel.failure import Failure, failure
from shared.kernel.metrics import TABLES, TABLES_NEEDED
from shared.kernel.migrate import migrate, migrations_of
from shared.kernel.tls import unproved

THERE = "select name from unnest($1::text[]) name where to_regclass(name) is not null"
STOPS = "select package, revision, reason from stops where package = any($1)"


async def lacking(database: Database, *packages: str) -> str | None:
    """Why this version cannot work on this database; None if it can. A package without migrations needs nothing."""
    reasons = []
    tables = {package: f"{package.replace('.', '_')}_version" for package in packages if _wanted(package)}
    there = {row["name"] for row in await database.look(THERE, list(tables.values()))}
    for package, table in tables.items():
        rows = await database.look(f"select version_num from {table}") if table in there else ()
        wanted, found = _wanted(package), next((row["version_num"] for row in rows), None)
        TABLES.labels(package).set(int(found or 0))
        TABLES_NEEDED.labels(package).set(int(wanted[-1]))
        if found is None or found in wanted[:-1]:
            reasons.append(f"the tables of {package} are at {found or 'nothing'}, and this version needs {wanted[-1]}")
    if reasons:
        return "; ".join([*reasons, "run this version's `migrate` first"])
    stops = [row for row in await database.look(STOPS, packages) if row["revision"] not in _wanted(row["package"])]
    reasons = [f"migration {row['revision']} of {row['package']} ends this version ({row['reason']})" for row in stops]
    return "; ".join([*reasons, "start the version that has it"]) if reasons else None


async def fits(dsn: str, *packages: str) -> None:
    """Raises Unfit if this version cannot work on this database, or it is not proved; but not if it is away."""
    database = Database(dsn, writers=1)
    await database.open()
    try:
        why = await lacking(database, *packages)
    except Exception as error:
        if why := unproved(error):
            raise Unfit(f"MOTCUA_DATABASE_URL: {why}") from None
        if failure(error) is not Failure.UNAVAILABLE:
            raise
        return
    finally:
        await database.close()
    if why:
        raise Unfit(why)


async def migrated(owner_dsn: str, *packages: str, **told: Any) -> None:
    """Brings the tables to this version. Raises StillRunning, and Unfit if the database is not proved."""
    try:
        await migrate(owner_dsn, *packages, **told)
    except Exception as error:
        if why := unproved(error):
            raise Unfit(f"MOTCUA_OWNER_DATABASE_URL: {why}") from None
        raise


@lru_cache
def _wanted(package: str) -> list[str]:
    """The revisions of a package, the newest last."""
    folder = migrations_of(package)
    if not folder.is_dir():
        return []
    return [each.revision for each in ScriptDirectory(str(folder)).walk_revisions()][::-1]
