"""One shell for the whole drill: what a block sets, later blocks have, as for a person who types them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.drill.blocks import ROOT

SECONDS = 300.0  # a block may take
SCRIPT = "set -a; . {known}\n{strict}\n{text}\nstatus=$?\nexport -p >{known}\nexit $status\n"
STRICT = "set -euo pipefail"


class Failed(Exception):
    """A block has not ended as it must."""


@dataclass(frozen=True)
class Shell:
    """`folder` is where it works; `.venv` in it is the project's."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, variables: Mapping[str, str]) -> Shell:
        """In an empty folder, with these variables and none of motcua's own."""
        folder.mkdir(parents=True)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        shell = cls(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "PG"))}
        shell._bash(":", {**kept, **variables})
        return shell

    def run(self, text: str, *, fails: bool = False) -> str:
        """Runs the text and returns what it says. `fails`: it goes on after a command that fails. Raises Failed."""
        done = self._bash(text, None, strict="" if fails else STRICT)
        if done.returncode and not fails:
            raise Failed(f"exit code {done.returncode}:\n{done.stdout[-3000:]}")
        return done.stdout

    def variable(self, name: str) -> str:
        """A variable as it is now."""
        return self.run(f'printf %s "${{{name}:-}}"')

    def _bash(
        self, text: str, environment: Mapping[str, str] | None, strict: str = ""
    ) -> subprocess.CompletedProcess[str]:
        known = self.folder / "variables.sh"
        known.touch(mode=0o600)
        script = SCRIPT.format(known=known, strict=strict, text=text)
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=environment if environment is not None else {},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=SECONDS,
        )
