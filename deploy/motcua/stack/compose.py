"""Copies files out of the containers of deploy/compose.yaml: the issuer's key, the anchors, the logs.

The addresses come from the environment.
"""

import shutil
import subprocess
from pathlib import Path

from motcua.stack.databases import SERVICES
from motcua.stack.folders import PROJECT, STACKS
from motcua.stack.issuer import Issuer
from motcua.stack.troubles import NotUp


def issuer(file: str) -> Issuer:
    """An issuer with a copy of the key that `motcua prepare` made: reading the original would need root."""
    folder = STACKS / "compose" / "issuer"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _docker(file, "cp", "prepare:/issuer/.", str(folder))
    return Issuer(folder)


def anchors(file: str) -> Path:
    """A fresh copy of all anchors, a folder per service."""
    folder = STACKS / "compose" / "services"
    shutil.rmtree(folder, ignore_errors=True)
    for service in SERVICES:
        (folder / service).mkdir(mode=0o700, parents=True)
        _docker(file, "cp", f"{service}-api:/state/anchors", str(folder / service))
    return folder


def logs(file: str) -> dict[str, bytes]:
    """The logs of all containers so far."""
    return {"the containers' log": _docker(file, "logs", "--no-color")}


def _docker(file: str, *words: str) -> bytes:
    command = ["docker", "compose", "--profile", "*", "-f", str(PROJECT / file), *words]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise NotUp(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
