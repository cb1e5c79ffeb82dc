"""`motcua up`, `motcua stop` and `motcua down`: the stack of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Annotated, TypeVar

import typer

from motcua.commands.common import Name, complain, console, loud, plainly
from motcua.commands.summary import print_summary
from motcua.simulation.province import load_sample
from motcua.stack.beside import Beside
from motcua.stack.console import ConsoleProgress
from motcua.stack.databases import SERVICES
from motcua.stack.instance import READS_ONLY, STANDS_STILL
from motcua.stack.issuer import Issuer
from motcua.stack.pages import TRUSTING, Pages, PublicPages
from motcua.stack.passes import Passes
from motcua.stack.progress import Progress
from motcua.stack.provider import Provider
from motcua.stack.signed_in import sign_in
from motcua.stack.stack import Stack
from motcua.stack.whole import Whole

Servers = Annotated[bool, typer.Option("--servers", help="PostgreSQL and Kafka only, no services.")]
Closed = Annotated[bool, typer.Option("--closed", help="Kafka lets in its users only, by TLS (at the first start).")]
Only = Annotated[list[str] | None, typer.Option("--service", help="Only this service; may be repeated.")]
Set = Annotated[list[str] | None, typer.Option("--set", help="With --service: NAME=VALUE, a setting of this start.")]
One = Annotated[str, typer.Option(help="The service to stop.")]
Erase = Annotated[bool, typer.Option("--erase", help="Also remove all data of this stack.")]


#: What to do with a service that takes no commands, by its state.
HALTED = {
    STANDS_STILL: "It answers queries and changes nothing: see Restore in deploy/README.md.",
    READS_ONLY: "It goes on by itself: see the row `unchecked` in deploy/README.md.",
}


def up(
    name: Name = "main", servers: Servers = False, closed: Closed = False, service: Only = None, setting: Set = None
) -> None:
    """Start PostgreSQL, Kafka and the services, and print their addresses; exit code 1 if a service stands still."""
    stack = Stack(name)
    issuer = Issuer(stack.folder / "issuer")
    names, extra = [known(each) for each in service or []], settings_of(setting or [])
    if extra and not names:
        raise typer.BadParameter("--set needs --service")
    with plainly():
        with ConsoleProgress(console) as progress:
            away = stack.kafka_silence() if names else ""  # one service may answer queries without it
            stack.start(progress, closed=closed, kafka=not away)
            if away:
                progress(away)
            whole = Whole(stack, issuer)  # after the provider, whose address services are told
            page = "" if servers else begun(Provider(stack), progress).open(progress)
            instances = [] if servers else whole.start(progress, names, TRUSTING | extra, reading=bool(away))
            pages = {}
            if instances and not names:
                consoles = [begun(kind(stack), progress) for kind in (Pages, PublicPages)]
                pages = {each.name: each.open(whole.services.peers, progress) for each in consoles}
            told = {each.label: each.readiness() for each in instances}
            still = [f"{label} {each}. {HALTED[each.state]}" for label, each in told.items() if each.state in HALTED]
            loaded = bool(instances) and not names and not still
            if loaded:
                progress("Loading the sample province")
                peers, dsn = whole.services.peers, stack.addresses.owner_dsn("workflow")
                asyncio.run(load_sample(peers, Passes(partial(sign_in, page), peers), dsn))
        print_summary(console, stack, instances, loaded=loaded, page=page, pages=pages)
    if still:
        complain("\n".join(still))
        raise typer.Exit(1)


B = TypeVar("B", bound=Beside)


def begun(helper: B, progress: Progress) -> B:
    """The same helper, once it is said whether it is started."""
    progress(f"{helper.name} runs already" if helper.alive() else f"Starting {helper.name}")
    return helper


def stop(service: One, name: Name = "main") -> None:
    """Stop every process of one service; `motcua up` starts it again."""
    stack = Stack(name)
    with plainly():
        ran = Whole(stack, Issuer(stack.folder / "issuer")).services.stop_every(known(service), loud=loud)
    console.print(f"{service} is stopped." if ran else f"{service} was not running.")


def known(service: str) -> str:
    """Its name, if it is a service. Raises BadParameter."""
    if service not in SERVICES:
        raise typer.BadParameter(f"there is no service {service}, only {', '.join(SERVICES)}")
    return service


def settings_of(given: Sequence[str]) -> dict[str, str]:
    """The settings of `NAME=VALUE`. Raises BadParameter."""
    pairs = [each.partition("=") for each in given]
    if wrong := [name for name, sign, _ in pairs if not sign or not name.startswith("MOTCUA_")]:
        raise typer.BadParameter(f"{wrong[0]}: a setting is MOTCUA_NAME=VALUE", param_hint="--set")
    return {name: value for name, _, value in pairs}


def down(name: Name = "main", erase: Erase = False) -> None:
    """Stop everything that `up` started."""
    stack = Stack(name)
    with plainly():
        for kind in (Pages, PublicPages):
            kind(stack).stop(loud=loud)
        Provider(stack).stop(loud=loud)
        Whole(stack, Issuer(stack.folder / "issuer")).stop(loud=loud)
        stack.erase() if erase else stack.stop()
    console.print(f"{name} is stopped{' and its data removed' if erase else ''}.")
