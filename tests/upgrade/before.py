"""The version before: which commit it is, its code in a folder of its own, and a Python that runs it.

Refuses to know what is done with it.
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
#: What runs in a service: a commit that touches none of it is no version of its own.
CODE = ("shared/shared/*.py", "services/*.py", LOCK)
MODULES = ("shared", "intake", "workflow", "payment", "postal", "sync_gateway")
MIGRATE = """
import asyncio, os, sys
from shared.kernel.migrate import migrate
asyncio.run(migrate(os.environ["OWNER"], *sys.argv[1:]))
"""
ORIGINS = f"import importlib.util; print(*(importlib.util.find_spec(name).origin for name in {MODULES}), sep='\\n')"


class NotOldEnough(Exception):
    """There is no commit before this one that says what was changed; a shallow clone has none."""


@dataclass(frozen=True)
class Before:
    """A commit's services: `folder` holds its code, `python` runs it."""

    commit: str
    title: str
    folder: Path
    python: Path

    @property
    def paths(self) -> list[Path]:
        """Where its packages are."""
        return [self.folder / "shared", *sorted((self.folder / "services").iterdir())]

    def migrate(self, at: Addresses, services: Sequence[str]) -> None:
        """Brings the databases to the tables of that version. Older code has no job for it, but this function."""
        told = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, self.paths))}
        for service in services:
            packages = ["shared", service.replace("-", "_")]
            environment = told | {"OWNER": at.owner_dsn(service)}
            subprocess.run([self.python, "-c", MIGRATE, *packages], cwd="/", env=environment, check=True)


def newest() -> str:
    """The commit before the newest one that has changed what runs in a service. Raises NotOldEnough."""
    changed = _git("log", "-1", "--first-parent", "--format=%H", "--", *CODE)
    found = subprocess.run(["git", "rev-parse", "-q", "--verify", f"{changed}^1"], cwd=PROJECT, check=False, **_TOLD)
    if found.returncode:
        raise NotOldEnough(NotOldEnough.__doc__)
    return found.stdout.strip()


def checked_out(revision: str) -> Before:
    """Its code, and a virtualenv of its own if other packages were locked then (which takes a minute, once)."""
    commit = _git("rev-parse", "--verify", f"{revision}^{{commit}}")
    folder = KEPT / commit
    if not (folder / LOCK).exists():
        folder.mkdir(parents=True, exist_ok=True)
        archive = subprocess.run(
            ["git", "archive", commit, "shared", "services", LOCK], cwd=PROJECT, check=True, capture_output=True
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
