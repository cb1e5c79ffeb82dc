"""Officers: the first operator, and files of many officers."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from motcua.commands.common import Name, complain, console, plainly
from motcua.stack.people import Unexpected
from motcua.stack.system import System, system
from motcua.stack.troubles import NotNamed
from shared.kernel.declared import read
from shared.kernel.settings import Migration

OWNER = "MOTCUA_OWNER_DATABASE_URL"

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Subject = Annotated[str, typer.Argument(help="The `sub` of the issuer's tokens, with the prefix of its entry.")]
Called = Annotated[str, typer.Argument(help="The name.")]
TitleVi = Annotated[str, typer.Option(help="The title in Vietnamese.")]
TitleEn = Annotated[str, typer.Option(help="The title in English.")]
Another = Annotated[
    bool, typer.Option("--another", help="Although operators hold the role: none can sign in any more.")
]
File = Annotated[Path, typer.Argument(help="CSV, one line for each role.")]


@app.command()
def first(
    subject: Subject,
    called: Called,
    title_vi: TitleVi = "Quản trị hệ thống",
    title_en: TitleEn = "System operator",
    another: Another = False,
    name: Name = "main",
) -> None:
    """Make the first operator, who then adds all other officers. It is written as the owner of workflow's database.

    MOTCUA_OWNER_DATABASE_URL is its address, else the local stack's is taken.
    """
    from motcua.stack import first_operator  # noqa: PLC0415  # an import over HTTP needs no database
    from shared.contracts.reference import Text  # noqa: PLC0415

    with plainly():
        try:
            operator = first_operator.described(subject, called, Text(vi=title_vi, en=title_en))
        except ValidationError as wrong:
            told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors())
            raise typer.BadParameter(told) from None
        asyncio.run(first_operator.make(_owner(name), operator, another=another))
    console.print(f"{subject} is an operator from now on.", highlight=False)


@app.command("import")
def import_file(file: File, name: Name = "main") -> None:
    """Add officers and roles from a CSV file: all of it, or none and what is wrong by line."""
    try:
        content = file.read_bytes()
    except OSError as why:
        raise typer.BadParameter(f"{file}: {why.strerror}") from None
    with plainly():
        try:
            done = asyncio.run(_import(system(name), content))
        except Unexpected as refused:
            for error in _errors(refused):
                complain(f"{error['en']} {error['vi']}")
            raise
    told = f"{done['created']} new, {done['changed']} changed, {done['unchanged']} as they were."
    console.print(told, highlight=False)


async def _import(where: System, content: bytes) -> dict[str, Any]:
    async with where.operator() as operator:
        return dict((await operator.workflow.import_officers(content, "text/csv")).body)


def _errors(refused: Unexpected) -> list[dict[str, Any]]:
    try:
        return list(refused.problem.get("errors", ()))
    except ValueError:
        return []


def _owner(name: str) -> str:
    """The URL of the owner of workflow's database. Raises NotNamed, Unfit."""
    if OWNER in os.environ or f"{OWNER}_FILE" in os.environ:
        return read(Migration).owner_database_url
    databases = system(name).databases
    if "workflow" not in databases:
        raise NotNamed(f"Set {OWNER} to the URL of the owner of workflow's database.")
    return databases["workflow"]
