"""deploy/compose.yaml with the defaults of its variables, and the secrets that its containers are given as files."""

from __future__ import annotations

import re
from typing import Any

import yaml

from motcua.stack.folders import PROJECT

DEPLOY = PROJECT / "deploy"
MOUNTED = "/run/secrets/"
DEFAULT = re.compile(r"\$\{\w+:-([^${}]*)\}")


def composed() -> dict[str, Any]:
    """The file, where no variable is set."""
    text, before = (DEPLOY / "compose.yaml").read_text("utf-8"), ""
    while text != before:  # a default may hold a variable
        text, before = DEFAULT.sub(r"\1", text), text
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def secret(path: str) -> str:
    """What a container reads at this path."""
    file = composed()["secrets"][path.removeprefix(MOUNTED)]["file"]
    return (DEPLOY / file).read_text("utf-8").removesuffix("\n")
