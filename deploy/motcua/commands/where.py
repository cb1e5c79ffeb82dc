"""`motcua where`: the folders, ports and programs of a local stack, for people and for a shell."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from motcua.commands.common import Name, console, plainly
from motcua.observe.screen import print_rows
from motcua.stack.databases import SERVICES, SUPERUSER, database_of
from motcua.stack.home import home
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from motcua.stack.told import command
from motcua.stack.troubles import NotUp
from shared.kernel.sealing import Sealing

Shell = Annotated[bool, typer.Option("--shell", help="Variables for a shell: PGHOST, PGPASSWORD, STATE and others.")]


def where(name: Name = "main", shell: Shell = False) -> None:
    """Print where a local stack keeps what it has: each service's database and /state, logs, programs, passwords."""
    with plainly():
        stack = Stack(name)
        if not stack.folder.exists():
            raise NotUp(f"There is no stack {name}. Make it with: {command('up', name)}")
        if shell:
            print(variables(stack, home(stack.folder).programs))
        else:
            _print_places(stack)


def _print_places(stack: Stack) -> None:
    at, state = stack.addresses, stack.folder / "services"
    rows = [(each, str(state / each), database_of(each)) for each in SERVICES]
    print_rows(console, ("service", "/state", "database"), rows)
    places = {
        "PostgreSQL": f"{at.postgres_host}:{at.postgres_port}",
        "its data": home(stack.folder).data,
        "its programs": home(stack.folder).programs,
        "Apache Kafka": at.kafka,
        "logs": stack.folder / "logs",
        "passwords": stack.state.file,
    }
    for what, place in places.items():
        console.print(f"{what}: {place}", highlight=False, soft_wrap=True)


def variables(stack: Stack, programs: Path) -> str:
    """Lines for a shell."""
    at = stack.addresses
    known = {
        "PGHOST": at.postgres_host,
        "PGPORT": str(at.postgres_port),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": at.password(SUPERUSER),
        "KAFKA": at.kafka,
        "EVENT_KEYS": event_keys(SERVICES),
        "MASTER_KEYS": Sealing.model_fields["master_keys"].default.get_secret_value(),
        "STATE": str(stack.folder / "services"),
    }
    lines = [f"export {name}={shlex.quote(value)}" for name, value in known.items()]
    return "\n".join([*lines, f"export PATH={shlex.quote(str(programs))}:$PATH"])
