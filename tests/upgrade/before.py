"""The version before: which commit it is, its code in a folder of its own, and a Python that runs it.

Unless another commit is named, it is the baseline: the commit that the file `baseline` names, the first that can be
upgraded. Refuses to know what is done with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua.stack.addresses import Addresses
from motcua.stack.folders import PROJECT, STACKS

KEPT = STACKS / "before"
LOCK = "requirements.lock"
DATA = "deploy/data"
BASELINE = Path(__file__).with_name("baseline")
TABLES = ":(glob)**/migrations/versions/0001_baseline.py"
MODULES = ("shared", "intake", "workflow", "payment", "postal", "sync_gateway")
MIGRATE = """
import asyncio, os, sys
from shared.kernel.migrate import migrate
asyncio.run(migrate(os.environ["OWNER"], *sys.argv[1:]))
"""
ORIGINS = f"import importlib.util; print(*(importlib.util.find_spec(name).origin for name in {MODULES}), sep='\\n')"


class NoUpgrade(Exception):
    """There is no upgrade from this commit."""


@dataclass(frozen=True)
class Before:
    """A commit's services: `folder` holds its code, `python` runs it."""

    commit: str
    title: str
    folder: Path
    python: Path

    @property
    def data(self) -> Path:
        """The sample data that it understands."""
        return self.folder / DATA

    @property
    def paths(self) -> list[Path]:
        """Where its packages are."""
        return [self.folder / "shared", *sorted((self.folder / "services").iterdir())]

    def migrate(self, at: Addresses, services: Sequence[str]) -> None:
        """Brings the databases to the tables of that version. By this function: its job would read settings."""
        variables = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, self.paths))}
        for service in services:
            packages = ["shared", service.replace("-", "_")]
            environment = variables | {"OWNER": at.owner_dsn(service)}
            subprocess.run([self.python, "-c", MIGRATE, *packages], cwd="/", env=environment, check=True)


def baseline() -> str:
    """The first commit that can be upgraded. Raises NoUpgrade if it is not here, or the baseline was changed since."""
    commit = BASELINE.read_text().strip()
    if not _holds("cat-file", "-e", f"{commit}^{{commit}}"):
        raise NoUpgrade(f"{commit} is not in this clone; fetch all of its history.")
    if not _holds("diff", "--quiet", commit, "HEAD", "--", TABLES):
        raise NoUpgrade(
            f"The tables of 0001_baseline.py were changed after {commit[:9]}. No upgrade begins there: write the "
            f"commit that has changed them last into {BASELINE.relative_to(PROJECT)}."
        )
    return commit


def checked_out(revision: str | None) -> Before:
    """Its code, and a virtualenv of its own if other packages were locked then (which takes a minute, once).

    None: the baseline. Raises NoUpgrade.
    """
    first = baseline()
    commit = _git("rev-parse", "--verify", f"{revision or first}^{{commit}}")
    if not _holds("merge-base", "--is-ancestor", first, commit):
        raise NoUpgrade(f"{commit[:9]} is older than the baseline {first[:9]}, the first version with an upgrade.")
    folder = KEPT / commit
    if not (folder / DATA).exists():
        folder.mkdir(parents=True, exist_ok=True)
        archive = subprocess.run(
            ["git", "archive", commit, "shared", "services", DATA, LOCK], cwd=PROJECT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return Before(commit, _git("log", "-1", "--format=%s", commit), folder, _python(folder))


def wins(before: Before, environment: dict[str, str]) -> None:
    """A process with this environment runs the older code, every package of it. Raises AssertionError."""
    found = subprocess.run([before.python, "-c", ORIGINS], cwd="/", env=environment, check=True, **_TOLD)
    strangers = [path for path in found.stdout.split() if not Path(path).is_relative_to(before.folder)]
    assert not strangers, f"not of {before.commit[:9]}: {strangers}"


def _python(folder: Path) -> Path:
    if (folder / LOCK).read_bytes() == (PROJECT / LOCK).read_bytes():
        return Path(sys.executable)
    venv, done = folder / ".venv", folder / ".venv" / "installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", folder / LOCK]
        subprocess.run([venv / "bin" / "python", *install], check=True)
        done.touch()
    return venv / "bin" / "python"


_TOLD: dict[str, Any] = {"stdout": subprocess.PIPE, "text": True}


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=PROJECT, check=True, **_TOLD).stdout.strip()


def _holds(*words: str) -> bool:
    """Whether git exits with 0."""
    return subprocess.run(["git", *words], cwd=PROJECT, check=False, capture_output=True).returncode == 0
