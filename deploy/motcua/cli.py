"""The command line: `motcua up`, `status` and `down`, and the commands of the package `commands`.

An error becomes one sentence and an exit code; the work is done elsewhere.
"""

import asyncio
from typing import Annotated

import typer

from motcua.commands.common import Name, console, loud, plainly
from motcua.commands.deferred import app as deferred
from motcua.commands.demo import demo
from motcua.commands.look import anchor, lag, story, verify
from motcua.commands.map import redraw
from motcua.commands.prepare import prepare
from motcua.commands.republish import republish
from motcua.commands.summary import print_summary
from motcua.commands.tokens import token
from motcua.commands.watch import watch
from motcua.simulation.province import load_sample
from motcua.stack.console import ConsoleProgress
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from motcua.stack.whole import Whole

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Servers = Annotated[bool, typer.Option("--servers", help="PostgreSQL and Kafka only, no services.")]
Closed = Annotated[bool, typer.Option("--closed", help="Kafka lets in its users only, by TLS (at the first start).")]
Erase = Annotated[bool, typer.Option("--erase", help="Also remove all data of this stack.")]

for command in (demo, watch, story, token, republish, lag, anchor, verify, prepare):
    app.command()(command)
app.add_typer(deferred, name="deferred")
app.command("map")(redraw)


@app.callback()
def motcua() -> None:
    """Run motcua on this machine, and operate an installation, here or elsewhere."""


@app.command()
def up(name: Name = "main", servers: Servers = False, closed: Closed = False) -> None:
    """Start PostgreSQL, Kafka and the services, and print their addresses."""
    stack = Stack(name)
    issuer = Issuer(stack.folder / "issuer")
    with plainly():
        with ConsoleProgress(console) as progress:
            stack.start(progress, closed=closed)
            whole = Whole(stack, issuer)
            instances = [] if servers else whole.start(progress)
            if instances:
                progress("Loading the sample province")
                asyncio.run(load_sample(whole.services.peers, issuer))
        print_summary(console, stack, instances, issuer)


@app.command()
def down(name: Name = "main", erase: Erase = False) -> None:
    """Stop everything that `up` started."""
    stack = Stack(name)
    with plainly():
        Whole(stack, Issuer(stack.folder / "issuer")).stop(loud=loud)
        stack.erase() if erase else stack.stop()
    console.print(f"{name} is stopped{' and its data removed' if erase else ''}.")


@app.command()
def status(name: Name = "main") -> None:
    """List the processes of a stack; exit code 1 if PostgreSQL or Kafka is not running."""
    stack = Stack(name)
    for part, known in stack.state.processes().items():
        console.print(f"{part:<24} {f'running ({known.pid})' if known.alive() else 'not running'}", highlight=False)
    if not stack.running():
        console.print(f"{name} is not running. Start it with: motcua up --name {name}")
        raise typer.Exit(1)
