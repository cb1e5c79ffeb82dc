"""A package that holds nothing but migrations, made by a test; what is added to it later is a newer version."""

from __future__ import annotations

from pathlib import Path

MIGRATION = """
from alembic import op
revision, down_revision = {revision!r}, {before!r}
{more}
def upgrade():
    for statement in {statements!r}:
        op.execute(statement)
"""


class Migrations:
    """The package `name` beneath `folder`, which has to be on the path."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._versions = folder / name / "migrations" / "versions"
        self._versions.mkdir(parents=True)
        (folder / name / "__init__.py").touch()

    def add(self, *statements: str, more: str = "") -> str:
        """One more migration; its revision. `more` is further source of its module."""
        number = len(list(self._versions.glob("*.py"))) + 1
        revision, before = f"{number:04}", f"{number - 1:04}" if number > 1 else None
        text = MIGRATION.format(revision=revision, before=before, statements=statements, more=more)
        (self._versions / f"{revision}_made.py").write_text(text)
        return revision
