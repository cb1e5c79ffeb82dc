"""An upgrade rolls: for a while the version before works on the tables of this one. So tables only grow.

What takes something away is a contract migration: it says in `contract` which earlier migration of its package has
made what it takes unneeded, and it comes a version later, when no running code knows of it any more. Or, until 1.0, it
says `stop = True` and a `reason`: no process of the version before runs then.
"""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from tests.support.over import over

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path for folder in ("shared", "services") for path in (ROOT / folder).glob("**/migrations/versions/0*.py")
)

#: What the version before may stumble over, as PostgreSQL writes it.
TAKES_AWAY = {
    r"drop\s+(table|column|view|function|type|index)": "something the version before may use is gone",
    r"drop\s+(?!constraint|not\s+null|default|identity|expression|trigger)\w+(,|\s*$|;)": "a column is gone",
    r"\brename\b": "the version before knows the old name",
    r"\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b": "another type is another column",
    r"\bset\s+not\s+null\b": "the version before may leave it empty",
    r"alter\s+table[^;]*\badd\s+(constraint|check|unique|primary|foreign|exclude)\b": "the version before may break it",
    r"create\s+or\s+replace\s+(view|function)": "the version before reads it as it was",
}


def module(path: Path) -> ModuleType:
    package = path.relative_to(ROOT / ("shared" if path.is_relative_to(ROOT / "shared") else path.parents[3]))
    return importlib.import_module(".".join(package.with_suffix("").parts))


def statements(migration: ModuleType | SimpleNamespace) -> str:
    """What the migration would have PostgreSQL do."""
    told = io.StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": told})
    with Operations.context(context):
        migration.upgrade()
    return told.getvalue().lower()


def destructive(sql: str) -> Iterator[str]:
    """Why a statement is no expanding one."""
    for pattern, why in TAKES_AWAY.items():
        if found := re.search(pattern, sql):
            yield f"{found[0].strip()!r}: {why}"
    for column in re.findall(r"alter\s+table[^;]*?(\badd\s+column\b[^;]*)", sql):
        for one in re.split(r",(?![^(]*\))", column):
            if "not null" in one and "default" not in one:
                yield f"{one.strip()!r}: the version before does not fill it"


@over("path", FILES)
def test_a_migration_takes_nothing_from_the_version_before(path: Path) -> None:
    migration = module(path)
    completes, stops = getattr(migration, "contract", None), getattr(migration, "stop", False)
    assert completes is None or completes < migration.revision, "it says which earlier migration it completes"
    assert not stops or migration.reason.strip(), "it says why all processes must be stopped"
    assert completes or stops or not list(destructive(statements(migration)))


@pytest.mark.parametrize(
    "sql",
    [
        "alter table cases drop column owner",
        "alter table cases drop owner",
        "drop table cases",
        "alter table cases rename column owner to holder",
        "alter table cases rename to matters",
        "alter table cases alter column line type int",
        "alter table cases alter owner set not null",
        "alter table cases add column one text, add column two text not null",
        "alter table cases add constraint sound check (line > 0)",
        "create or replace view reference as select 1",
    ],
)
def test_what_takes_away_is_seen(sql: str) -> None:
    assert list(destructive(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "alter table cases add column one text, add column two text not null default ''",
        "alter table cases add column rate numeric(10, 2) not null default 0",
        "alter table outbox drop constraint outbox_position_fkey",
        "alter table cases alter column owner drop not null",
        "create table later (id uuid primary key, name text not null)",
        "create index cases_owner on cases (owner)",
    ],
)
def test_what_only_grows_is_not(sql: str) -> None:
    assert not list(destructive(sql))
