"""What `motcua up` prints at its end: addresses, a token, and commands to try."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from motcua.simulation.applicants import applicants
from motcua.stack.instance import Instance
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.web.auth import Role


def print_summary(console: Console, stack: Stack, instances: Sequence[Instance], issuer: Issuer) -> None:
    """Prints the addresses, and commands that use them."""
    console.print(_addresses(stack, instances))
    console.print(f"Passwords and process ids: {stack.state.file}", highlight=False, soft_wrap=True)
    console.print(f"Logs: {stack.folder / 'logs'}\n", highlight=False, soft_wrap=True)
    if instances:
        token = issuer.token("applicant:you", Role.APPLICANT)
        console.print("The sample province is loaded. Try (the token is valid for 12 hours):\n", highlight=False)
        for command in (f"TOKEN={token}", *_commands(stack.folder.name, {one.label: one.url for one in instances})):
            # Not wrapped to the terminal's width: they are copied.
            console.print(command, soft_wrap=True, markup=False, highlight=False)
    name = stack.folder.name
    console.print(f"\nStop everything with [bold]make down{'' if name == 'main' else f' NAME={name}'}[/bold].")


def _addresses(stack: Stack, instances: Sequence[Instance]) -> Table:
    at = stack.addresses
    table = Table("what", "address", "documentation", box=None, pad_edge=False)
    table.add_row("PostgreSQL", f"{at.postgres_host}:{at.postgres_port}", "")
    table.add_row("Apache Kafka", at.kafka, "")
    for one in instances:
        table.add_row(one.label, one.url, f"{one.url}/docs")
    return table


def _commands(name: str, urls: Mapping[str, str]) -> Iterator[str]:
    """List the procedures, begin a dossier, and follow it."""
    motcua = sys.argv[0]
    named = "" if name == "main" else f" --name {name}"
    person = applicants(1)[0]
    application = {**person.application, "answers": {}}
    draft = {"procedure": "2.000004", "desk": "H99.01.01", "channel": "online", "returns": "desk"}
    body = {**draft, "application": application}
    asks, sends = 'curl -s -H "Authorization: Bearer $TOKEN"', "-H 'Content-Type: application/json'"
    yield f"{asks} {urls['intake']}/v1/procedures"
    yield f"{asks} {sends} -d '{json.dumps(body, ensure_ascii=False)}' {urls['intake']}/v1/dossiers"
    yield f"{asks} {urls['intake']}/v1/dossiers"
    yield f"{motcua} watch{named}"
    yield f"{motcua} story{named} ID"
