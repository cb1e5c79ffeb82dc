"""The demo from beginning to end: a stack of its own, all lives at once, a story, totals, laws, and a clean end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx2
from rich.console import Console

from motcua.demo.play import Play
from motcua.demo.report import Report
from motcua.issuer import Issuer
from motcua.papers.recorder import Recorder
from motcua.people import good
from motcua.privacy import leaks
from motcua.proof import dsns_of, verify
from motcua.province import Province
from motcua.stack.stack import Stack
from motcua.stack.whole import Whole
from motcua.telling import Telling
from motcua.wire import wire


def demo(console: Console, name: str, count: int, *, mischief: float, keep: bool, record: bool) -> bool:
    """Runs it, with that share of all calls and callbacks outside going wrong; may keep examples for the documents.

    True if every life ended as scripted, all laws hold and nothing personal was found outside.
    """
    began = time.monotonic()
    stack = Stack(name)
    issuer = Issuer(stack.folder / "issuer")
    whole = Whole(stack, issuer)
    with _running(console, stack, whole, keep=keep):
        good = asyncio.run(_play(console, stack, whole, issuer, count, mischief, record=record))
    console.print(f"\nAll in all {time.monotonic() - began:.0f} s.", highlight=False)
    return good


@contextmanager
def _running(console: Console, stack: Stack, whole: Whole, *, keep: bool) -> Iterator[None]:
    """Starts what does not run; stops what it has started.

    The data is fresh, unless somebody has left the stack running on purpose. The mark tells such a one from
    the remains of a demo that was killed: those are swept away.
    """
    mark = stack.folder / "demo-runs"
    found = stack.running() and not mark.exists()
    try:
        with Telling(console) as telling:
            if not found:
                telling(f"Fresh data for the stack {stack.folder.name}")
                whole.stop()
                stack.erase()
                stack.folder.mkdir(mode=0o700, parents=True)
                mark.touch()
            stack.start(telling)
            whole.start(telling)
        yield
    finally:
        if found or keep:
            mark.unlink(missing_ok=True)
            console.print(f"Everything goes on running; stop it with: motcua down --name {stack.folder.name}")
        else:
            whole.stop()
            stack.stop()


@asynccontextmanager
async def misbehaving(province: Province, rate: float) -> AsyncIterator[None]:
    """The outside world goes wrong now and then; afterwards there is peace, and what was disturbed heals."""
    good(await province.http.put(f"{province.sandbox}/mischief", json={"rate": rate}))
    try:
        yield
    finally:
        good(await province.http.delete(f"{province.sandbox}/mischief"))


async def _play(
    console: Console, stack: Stack, whole: Whole, issuer: Issuer, count: int, mischief: float, *, record: bool
) -> bool:
    kafka = stack.addresses.kafka
    limits = httpx2.Limits(max_connections=2 * count)
    recorder = Recorder(whole.services.peers) if record else None
    hooks = {"response": [recorder.hear]} if recorder else {}
    async with httpx2.AsyncClient(timeout=60, limits=limits, event_hooks=hooks) as http:
        province = Province(http, whole.services.peers, issuer, whole.sandbox.url)
        await province.load()
        async with wire(kafka, from_start=False) as topics, misbehaving(province, mischief):
            play = Play(console, province, topics, count)
            await play.run()
        report = Report(console, play)
        await report.story(province.operator)
        if recorder:
            await recorder.look_round(province)
            recorder.write()
    report.totals()
    with console.status("Checking the laws"):
        verdict = await verify(kafka, dsns_of(stack), sandbox=whole.sandbox.url)
        secrets = [secret for person in play.people for secret in person.secrets]
        found = await leaks(kafka, stack.folder / "logs", secrets)
    return report.verdict(verdict, found)
