"""Checks before anything is served that the tables of this database are those that this version needs.

Newer tables are accepted, because during a rolling upgrade the version before works on them; but not after a migration
that needed this version stopped.
"""

from __future__ import annotations

from functools import lru_cache

from alembic.script import ScriptDirectory

from shared.kernel.db import Database
from shared.kernel.declared import Unfit
from shared.kernel.failure import Failure, failure
from shared.kernel.metrics import TABLES, TABLES_NEEDED
from shared.kernel.migrate import migrations_of

STOPS = "select package, revision, reason from stops where package = any($1)"


async def lacking(database: Database, *packages: str) -> str | None:
    """Why this version cannot work on this database; None if it can. A package without migrations needs nothing."""
    reasons = []
    async with database.begin() as tx:
        for package in packages:
            wanted = _wanted(package)
            table = f"{package.replace('.', '_')}_version"
            known = wanted and await tx.value("select to_regclass($1) is not null", table)
            found = await tx.value(f"select version_num from {table}") if known else None
            if wanted:
                TABLES.labels(package).set(int(found or 0))
                TABLES_NEEDED.labels(package).set(int(wanted[-1]))
            if wanted and (found is None or found in wanted[:-1]):
                reasons.append(
                    f"the tables of {package} are at {found or 'nothing'}, and this version needs {wanted[-1]}"
                )
        if reasons:
            return "; ".join([*reasons, "run this version's `migrate` first"])
        stops = [row for row in await tx.fetch(STOPS, packages) if row["revision"] not in _wanted(row["package"])]
    reasons = [f"migration {row['revision']} of {row['package']} ends this version ({row['reason']})" for row in stops]
    return "; ".join([*reasons, "start the version that has it"]) if reasons else None


async def fits(dsn: str, *packages: str) -> None:
    """Raises Unfit if this version cannot work on this database, but not if that is away."""
    database = Database(dsn, writers=1)
    await database.open()
    try:
        why = await lacking(database, *packages)
    except Exception as error:
        if failure(error) is not Failure.UNAVAILABLE:
            raise
        return
    finally:
        await database.close()
    if why:
        raise Unfit(why)


@lru_cache
def _wanted(package: str) -> list[str]:
    """The revisions of a package, the newest last."""
    folder = migrations_of(package)
    if not folder.is_dir():
        return []
    return [each.revision for each in ScriptDirectory(str(folder)).walk_revisions()][::-1]
