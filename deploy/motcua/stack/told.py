"""A command of ours as it is printed: with the name of the stack that the command at hand is about."""

from __future__ import annotations

from typing import Final

USUAL: Final = "main"
_ABOUT: Final = {"name": USUAL}


def about(name: str) -> str:
    """The stack that this process is asked about, from now on. Returns its name."""
    _ABOUT["name"] = name
    return name


def command(words: str, name: str = "") -> str:
    """`motcua status`, or `motcua status --name other`; `name`: of another stack than the one at hand."""
    name = name or _ABOUT["name"]
    return f"motcua {words}" + ("" if name == USUAL else f" --name {name}")
