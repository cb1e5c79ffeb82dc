"""What a person is shown when the stack is up: addresses, a token, and a few lines to try.

Extend `welcome` when there is more to show; it prints and decides nothing.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from motcua.issuer import Issuer
from motcua.stack.instance import Instance
from motcua.stack.stack import Stack
from shared.auth import Role


def welcome(console: Console, stack: Stack, instances: Sequence[Instance], issuer: Issuer) -> None:
    """Prints where everything is and how to talk to it."""
    console.print(_addresses(stack, instances))
    console.print(f"Passwords and process ids: {stack.state.file}", highlight=False, soft_wrap=True)
    console.print(f"Logs: {stack.folder / 'logs'}\n", highlight=False, soft_wrap=True)
    if instances:
        token = issuer.token("operator:laptop", Role.OPERATOR)
        console.print("Try (the token holds for 12 hours):\n", highlight=False)
        for line in (f"TOKEN={token}", *_lines(instances)):
            # Whole lines, however narrow the terminal is: they are made to be copied.
            console.print(line, soft_wrap=True, markup=False, highlight=False)
    console.print("\nStop everything with [bold]make down[/bold].")


def _addresses(stack: Stack, instances: Sequence[Instance]) -> Table:
    at = stack.addresses
    table = Table("what", "address", "documentation", box=None, pad_edge=False)
    table.add_row("PostgreSQL", f"{at.postgres_host}:{at.postgres_port}", "")
    table.add_row("Apache Kafka", at.kafka, "")
    for one in instances:
        table.add_row(one.label, one.url, f"{one.url}/docs")
    return table


def _lines(instances: Sequence[Instance]) -> list[str]:
    asked = [f"curl -s {one.url}/readyz" for one in instances]
    with_token = f'curl -s -H "Authorization: Bearer $TOKEN" {instances[0].url}/openapi.json | head -c 600'
    return [*asked, with_token]
