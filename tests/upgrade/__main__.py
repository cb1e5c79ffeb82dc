"""`python -m tests.upgrade`: upgrades the version before to this one under load; exit status 0 if no request failed."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path
from random import Random

from rich.console import Console

from motcua.simulation.applicants import applicants
from motcua.stack.services import Services
from motcua.stack.stack import Stack
from motcua.stack.system import dsns_of
from motcua.stack.whole import Whole
from tests.chaos.fault import Fault, Outcome
from tests.chaos.installation import PEOPLE, Installation, installations
from tests.chaos.trial import trial
from tests.upgrade.before import Before, NoUpgrade, checked_out, wins
from tests.upgrade.former import FormerIssuer, written_for
from tests.upgrade.rolling import ends, upgrade

SECONDS = 10.0  # for which the older code works on the newer tables


def main() -> None:
    given = _arguments()
    console = Console(width=140, highlight=False)
    began = time.monotonic()

    def tell(what: str) -> None:
        console.print(f"{time.monotonic() - began:6.1f} s  {what}", markup=False, soft_wrap=True)

    try:
        before = checked_out(given.revision)
    except NoUpgrade as none:
        raise SystemExit(str(none)) from None
    tell(f"from {before.commit[:9]} ({before.title}), seed {given.seed}")
    with _stack(given.name) as stack:
        wrong = asyncio.run(_upgraded(stack, before, given.seconds, given.seed, tell))
    for what in wrong:
        tell(f"BROKEN {what}")
    tell("BROKEN" if wrong else "holds: no client has noticed")
    sys.exit(1 if wrong else 0)


@contextmanager
def _stack(name: str) -> Iterator[Stack]:
    """Servers without a past; gone afterwards."""
    stack = Stack(name)
    stack.erase()
    try:
        stack.start()
        yield stack
    finally:
        stack.erase()


async def _upgraded(stack: Stack, before: Before, seconds: float, seed: str, tell: Callable[[str], None]) -> list[str]:
    """Plays it; what went wrong."""
    issuer, seen = FormerIssuer(stack.folder / "issuer", before), list[Installation]()
    single = {"MOTCUA_JWKS": str(issuer.jwks), "MOTCUA_ISSUER": issuer.name}  # before there were several
    older = Services(stack, issuer, python=before.python, paths=before.paths, more=single)
    wins(before, {**os.environ, **older.paths})
    whole = Whole(stack, issuer, older, before.migrate)
    opens = installations(stack, issuer, whole, before.data)

    @asynccontextmanager
    async def seen_by_us(fault: Fault, rng: Random) -> AsyncIterator[Installation]:
        async with opens(fault, rng) as installation:
            installation.load.people = cycle(written_for(before, applicants(PEOPLE)))
            seen.append(installation)
            yield installation

    fault = Fault("upgrade", upgrade(Services(stack, issuer), tell, issuer.follow), seconds, "installation", pairs=True)
    try:
        outcome = await trial(fault, seen_by_us, seed, 1.0, lambda _, phase: tell(phase))
        return await _judged(stack, seen, outcome, tell)
    finally:
        await asyncio.to_thread(whole.stop)


async def _judged(stack: Stack, seen: list[Installation], outcome: Outcome, tell: Callable[[str], None]) -> list[str]:
    """What was seen, and all that is wrong with it."""
    wrong = [*outcome.broken, *_errors(stack.folder / "logs")]
    if not seen:
        return wrong
    load, dsns = seen[0].load, dsns_of(stack)
    line, gave_up = load.line, load.gave_up
    accepted, waiting, odd = await ends(dsns["intake"], dsns["workflow"], load.abandoned)
    tell(f"{outcome.did}; {outcome.calm:.1f} scenarios/s before, {outcome.under:.1f} under it")
    tell(f"{line.asked} requests, asked again {dict(line.again)}, failed beyond that {sum(gave_up.values())}")
    tell(f"{len(load.lived)} scenarios; {accepted} dossiers accepted, {len(waiting)} of them wait for who gave up")
    tell(f"{outcome.accepted} promises, lost {outcome.lost}, doubled {outcome.doubled}, held {outcome.deferred}")
    wrong += [f"gave up {times} times: {what}" for what, times in gave_up.items()]
    wrong += [f"{dossier} is accepted and not finished, or finished and not accepted" for dossier in odd[:5]]
    wrong += [f"retried without a Retry-After: {line.again[why]} times" for why in line.again if "without" in why]
    return wrong if accepted else [*wrong, "no dossier was accepted"]


def _errors(logs: Path) -> list[str]:
    """What services have logged as an error, and stops that were cut off."""
    found = []
    for log in sorted(logs.glob("*.log*")):
        for line in log.read_text(errors="replace").splitlines():
            given = json.loads(line) if line.startswith("{") else {}
            if given.get("level") == "error" or "cut off" in given.get("event", ""):
                found.append(f"{log.name}: {line[:400]}")
    return found[:10]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade", description=__doc__)
    parser.add_argument("--from", dest="revision", help="the commit to begin with; else the baseline")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of the older code on the newer tables")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="of what is done at random; printed")
    parser.add_argument("--name", default="upgrade-stack", help="of the stack; its data is erased")
    return parser.parse_args()


if __name__ == "__main__":
    main()
