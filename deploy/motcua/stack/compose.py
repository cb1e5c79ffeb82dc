"""Our compose file as Docker runs it: its issuer's key, its services' anchors, and what its containers have logged.

All else that is to be known about it are addresses, and those the environment names.
"""

import shutil
import subprocess
from pathlib import Path

from motcua.stack.databases import SERVICES
from motcua.stack.folders import PROJECT, STACKS
from motcua.stack.issuer import Issuer
from motcua.stack.troubles import NotUp


def issuer(file: str) -> Issuer:
    """Signs with the key that `motcua prepare` made there: a copy, so that nobody needs to be root to read it."""
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
    """What all its containers have written until now."""
    return {"the containers' log": _docker(file, "logs", "--no-color")}


def _docker(file: str, *words: str) -> bytes:
    command = ["docker", "compose", "--profile", "*", "-f", str(PROJECT / file), *words]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise NotUp(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
