"""What `motcua up` prints at its end: addresses, and commands to try."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rich.console import Console

from motcua.commands import tutorial
from motcua.observe.screen import Row, print_rows
from motcua.stack.instance import Instance
from motcua.stack.stack import Stack

OPENED = {"console": "pages for officers and operators", "console-public": "pages for applicants and everybody"}


def print_summary(
    console: Console,
    stack: Stack,
    instances: Sequence[Instance],
    *,
    loaded: bool,
    page: str = "",
    pages: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Prints the addresses and, if the sample province is loaded, commands that use them."""
    signs_in = [("OpenID provider", page, f"{page}/.well-known/openid-configuration")] if page else []
    signs_in += [(name, url, OPENED[name]) for name, url in pages.items()]
    print_rows(console, ("what", "address", "documentation"), [*_addresses(stack, instances), *signs_in])
    console.print(f"Passwords and process ids: {stack.state.file}", highlight=False, soft_wrap=True)
    console.print(f"Logs: {stack.folder / 'logs'}\n", highlight=False, soft_wrap=True)
    if loaded:
        _try(console, stack, {one.label: one.url for one in instances})
    name = stack.folder.name
    console.print(f"\nStop everything with [bold]make down{'' if name == 'main' else f' NAME={name}'}[/bold].")


def _addresses(stack: Stack, instances: Sequence[Instance]) -> list[Row]:
    at = stack.addresses
    servers = [("PostgreSQL", f"{at.postgres_host}:{at.postgres_port}", ""), ("Apache Kafka", at.kafka, "")]
    return [*servers, *((one.label, one.url, f"{one.url}/docs") for one in instances)]


def _try(console: Console, stack: Stack, urls: Mapping[str, str]) -> None:
    """What to do next; its addresses and people are in a file for the shell."""
    path, name = stack.folder / "tutorial.sh", stack.folder.name
    tutorial.write(path, urls, name)
    named = "" if name == "main" else f" NAME={name}"
    lines = (
        "The sample province is loaded. docs/tutorial.md takes one dossier from nothing to its result. Its addresses",
        "and people are in a file, for your shell; tokens are valid for ten minutes, `sign_in` gets new ones:\n",
        f". {path}",
        'curl -s "$INTAKE/v1/procedures"',
        'curl -s -H "Authorization: Bearer $APPLICANT" "$INTAKE/v1/dossiers"',
        f"make watch{named}",
    )
    for line in lines:
        # Not wrapped to the terminal's width: they are copied.
        console.print(line, soft_wrap=True, markup=False, highlight=False)
