"""The command line: its commands by name, each in a module of the package `commands`.

A module is imported when its command is asked for, so that small commands start at once. An error becomes one sentence
and an exit code; the work is done elsewhere.
"""

from __future__ import annotations

import ast
import logging
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

COMMANDS = Path(__file__).parent / "commands"
#: The module of each command, and what is called there; an object `app` is a group of commands.
FOUND = {
    "up": ("local", "up"),
    "down": ("local", "down"),
    "stop": ("local", "stop"),
    "where": ("where", "where"),
    "status": ("status", "status"),
    "demo": ("demo", "demo"),
    "watch": ("watch", "watch"),
    "story": ("story", "story"),
    "token": ("tokens", "token"),
    "republish": ("republish", "republish"),
    "lag": ("lag", "lag"),
    "anchor": ("anchor", "anchor"),
    "verify": ("verify", "verify"),
    "prepare": ("prepare", "prepare"),
    "map": ("map", "redraw"),
    "deferred": ("deferred", "app"),
    "restore": ("restore", "app"),
    "keys": ("keys", "app"),
    "officers": ("officers", "app"),
    "erase": ("erase", "erase"),
}


class Commands(TyperGroup):
    """All commands, listed without being imported."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(FOUND)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """Its name and summary alone, for the help."""
        return TyperCommand(cmd_name, help=summary(cmd_name)) if cmd_name in FOUND else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command itself."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and loaded(str(name)), rest


def summary(name: str) -> str:
    """The first line of the command's docstring, or of its module's for a group."""
    module, called = FOUND[name]
    source = ast.parse((COMMANDS / f"{module}.py").read_text("utf-8"))
    found = [node for node in source.body if isinstance(node, ast.FunctionDef) and node.name == called]
    return (ast.get_docstring(found[0] if found else source) or "").partition("\n")[0]


def loaded(name: str) -> Any:
    """The command with this name, imported."""
    module, called = FOUND[name]
    work = getattr(import_module(f"motcua.commands.{module}"), called)
    if not isinstance(work, typer.Typer):
        work, alone = typer.Typer(add_completion=False), work
        work.command(name)(alone)
    command = get_command(work)
    command.name = name
    return command


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def motcua() -> None:
    """Run motcua on this machine, and operate an installation, here or elsewhere."""
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())  # commands say themselves who does not answer
