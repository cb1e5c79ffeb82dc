"""What all commands share: the console, the option --name, and how errors are printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from motcua.stack.told import about
from motcua.stack.troubles import Trouble

console = Console()

Name = Annotated[
    str, typer.Option(envvar="MOTCUA_STACK", help="Which stack; each has its own data and ports.", callback=about)
]


@contextmanager
def plainly() -> Iterator[None]:
    """Prints an expected error as one message without a traceback, and exits with 1."""
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Trouble as trouble:
        _fail(str(trouble))
    except Exception as failure:
        from motcua.commands.failures import sentence  # noqa: PLC0415  # it loads what only some commands need

        said = sentence(failure)
        if said is None:
            raise
        _fail(said)


def _fail(what: str) -> NoReturn:
    complain(what)
    raise typer.Exit(1) from None


def complain(what: str) -> None:
    """Prints what went wrong where errors are printed."""
    Console(stderr=True).print(what, style="red", markup=False, highlight=False, soft_wrap=True)


def loud(note: str) -> None:
    """Prints a warning that must be seen."""
    console.print(note, style="bold red", markup=False)
