"""Keys: those of the development issuer, the public ones of tokens of ours, and the master key of sealed data."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.progress import Progress

from motcua.commands.common import Name, console, plainly
from motcua.stack import rewrapping
from motcua.stack.issuer import Issuer
from motcua.stack.named import named
from motcua.stack.system import System, system
from motcua.stack.told import command
from motcua.stack.troubles import NotUp
from motcua.stack.waiting import until
from shared.kernel.declared import Environment, read
from shared.kernel.sealing import Masters, Sealing
from shared.web.callers import Role
from shared.web.keyring import REFRESH
from shared.web.signing import key_of, public

ENVIRONMENT = "MOTCUA_ENVIRONMENT"

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Files = Annotated[list[Path], typer.Argument(help="Private keys: `openssl genpkey -algorithm ed25519`.")]
Unnoticed = Annotated[bool, typer.Option("--unnoticed", help="Do not wait until every service knows the new key.")]


@app.command()
def rotate(name: Name = "main", unnoticed: Unnoticed = False) -> None:
    """Publish a new key beside the old one; when every service knows it, sign with it, also the services' tokens."""
    with plainly():
        where, issuer = _local(name)
        token = issuer.announce("service:terminal", Role.SERVICE)
        if not unnoticed:
            with console.status(f"Waiting until every service knows the key, {REFRESH:.0f} s at most"):
                asyncio.run(_noticed(replace(where, token=token)))
        issuer.rotate()
        for service in where.services:
            issuer.service_token_file(service)
    console.print(f"Tokens are signed with a new key; those of the old one are valid until: {command('keys retire')}")


@app.command()
def retire(name: Name = "main") -> None:
    """Remove the old keys: their tokens are refused ten minutes later, or when a service is started again."""
    with plainly():
        _, issuer = _local(name)
        removed = issuer.retire()
    console.print(f"{removed} old keys are removed; ten minutes later no service takes their tokens.", highlight=False)


@app.command("public")
def public_keys(files: Files) -> None:
    """Print the public keys of these private ones (PEM) as one set (JWKS), for MOTCUA_TOKEN_KEYS."""
    keys = []
    for file in files:
        try:
            keys.append(public(key_of(file.read_text("utf-8"))))
        except (OSError, ValueError, TypeError):
            raise typer.BadParameter(f"{file} is no private key of Ed25519 (PEM)") from None
    print(json.dumps({"keys": keys}, indent=2))


@app.command()
def rewrap(service: str, name: Name = "main") -> None:
    """Wrap the keys of sealed data by the first of MOTCUA_MASTER_KEYS. Stopped, it goes on when run again."""
    with plainly():
        where = system(name)
        if service not in where.databases:
            raise typer.BadParameter(f"no database of {service} is known here")
        masters, began = Masters.of(read(Sealing, Environment(os.environ.get(ENVIRONMENT, "development")))), monotonic()
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("Keys", total=None)
            told = lambda done, total: progress.update(task, completed=done, total=total)  # noqa: E731
            done = asyncio.run(rewrapping.rewrap(where.databases[service], masters, told))
    seconds = max(monotonic() - began, 0.001)
    console.print(f"{done} keys are wrapped by {masters.first} now: {done / seconds:.0f} a second.", highlight=False)


async def _noticed(where: System) -> None:
    """Waits until every service takes a token of the new key."""
    async with where.operator() as operator:

        async def taken() -> bool:
            asked = [operator.ask("GET", service, "/v1/deferred") for service in where.services]
            return all(answer.status_code != HTTPStatus.UNAUTHORIZED for answer in await asyncio.gather(*asked))

        await until(taken, "every service to know the new key", longest=5)


def _local(name: str) -> tuple[System, Issuer]:
    if named():
        raise NotUp("Keys of a system named in the environment are its identity provider's.")
    where = system(name)
    assert where.issuer is not None
    return where, where.issuer
