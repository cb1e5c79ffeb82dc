"""What all commands share: the console, the option --name, and how errors are printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import httpx2
import typer
from rich.console import Console

from motcua.stack.people import Person, Unexpected
from motcua.stack.troubles import Trouble
from shared.kernel.declared import Unfit

console = Console()

Name = Annotated[str, typer.Option(help="Which stack; each has its own data and ports.")]


@contextmanager
def plainly() -> Iterator[None]:
    """Prints an expected error as one message without a traceback, and exits with 1."""
    try:
        yield
    except (Trouble, Unfit) as trouble:
        _fail(str(trouble))
    except Unexpected as refused:
        _fail(_message(refused))
    except httpx2.TransportError as away:
        _fail(f"A service does not answer ({type(away).__name__}). Check what is running with: motcua status")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def known(service: str, operator: Person) -> str:
    """The name, if a service has it. Raises BadParameter."""
    if service not in operator.addresses:
        raise typer.BadParameter(f"there is no service {service}, only {', '.join(sorted(operator.addresses))}")
    return service


def _message(refused: Unexpected) -> str:
    """A problem document in both languages; any other response as it is."""
    try:
        problem = refused.problem
        texts = [dict.fromkeys([problem[tongue]["title"], problem[tongue]["detail"]]) for tongue in ("en", "vi")]
    except (ValueError, KeyError):
        return str(refused)
    return "\n".join([f"{problem['status']} {problem['instance']}", *(": ".join(each) for each in texts)])


def _fail(what: str) -> None:
    Console(stderr=True).print(what, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1) from None


def loud(note: str) -> None:
    """Prints a warning that must be seen."""
    console.print(note, style="bold red", markup=False)
