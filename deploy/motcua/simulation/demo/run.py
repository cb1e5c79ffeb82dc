"""The demo from beginning to end: starts a stack, plays all scenarios, reports, checks, stops the stack."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

import httpx2
from rich.console import Console

from motcua.generate.apidocs.recorder import Recorder
from motcua.observe.wire import NOW, wire
from motcua.signin.people import DIRECTOR, OFFICERS, PEOPLE, YOU
from motcua.simulation.applicants import Applicant, applicants
from motcua.simulation.demo.left import APPLICANTS as LEFT
from motcua.simulation.demo.left import PUBLIC, STAFF, called, leave_open
from motcua.simulation.demo.news import APPLICANTS, late_news
from motcua.simulation.demo.play import Play
from motcua.simulation.demo.refusals import the_portal_refuses
from motcua.simulation.demo.report import EVENTS, Report
from motcua.simulation.demo.rounds import round_of_the_rest
from motcua.simulation.province import Province
from motcua.simulation.scenarios import Scene
from motcua.stack.console import ConsoleProgress
from motcua.stack.first_operator import ensure
from motcua.stack.folders import STACKS
from motcua.stack.issuer import Issuer
from motcua.stack.named import named
from motcua.stack.pages import Pages, PublicPages
from motcua.stack.passes import Passes
from motcua.stack.people import good
from motcua.stack.provider import Provider
from motcua.stack.stack import Stack
from motcua.stack.system import System, system
from motcua.stack.told import command
from motcua.stack.troubles import NotUp
from motcua.stack.whole import Whole
from motcua.verify.privacy import leaks
from motcua.verify.proof import verify

KEPT = 2.0  # seconds; servers end idle connections after 5, and a request on one that just ends gets no answer


def demo(console: Console, name: str, count: int, *, faults: float, keep: bool, record: bool) -> bool:
    """Runs it, with this share of the sandbox's calls and callbacks failing; `record`: writes the API's examples.

    True if every scenario ended as scripted, all invariants hold, and no personal data was found outside intake.
    """
    began = time.monotonic()
    with nullcontext() if named() else _running(console, name, keep=keep):
        folder = STACKS / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        good = asyncio.run(_play(console, system(name), folder, count, faults, record=record))
        if keep:
            _leave(console, system(name), _pages(name), applicants(count + LEFT)[count:])
    console.print(f"\nTook {time.monotonic() - began:.0f} s.", highlight=False)
    return good


@contextmanager
def _running(console: Console, name: str, *, keep: bool) -> Iterator[None]:
    """Starts the stack with fresh data, and stops it at the end.

    A stack that was left running on purpose is used as it is, and not stopped. A marker file distinguishes it from
    the remains of a killed demo, which are removed.
    """
    stack = Stack(name)
    whole, provider = Whole(stack, Issuer(stack.folder / "issuer")), Provider(stack)
    marker = stack.folder / "demo-runs"

    def stop_all() -> None:
        for each in (Pages(stack), PublicPages(stack), provider, whole):
            each.stop()

    found = stack.running() and not marker.exists()
    try:
        with ConsoleProgress(console) as progress:
            if not found:
                progress(f"Fresh data for the stack {stack.folder.name}")
                stop_all()
                stack.erase()
                stack.folder.mkdir(mode=0o700, parents=True)
                marker.touch()
            stack.start(progress)
            provider.open()
            whole.start(progress)
        yield
    finally:
        if found or keep:
            marker.unlink(missing_ok=True)
            console.print(f"The stack is still running; stop it with: {command('down', stack.folder.name)}")
        else:
            stop_all()
            stack.stop()


def _pages(name: str) -> dict[str, str]:
    """The addresses of the console, by door; those of a local stack are started."""
    if named():
        return {"staff": os.environ.get("MOTCUA_CONSOLE", ""), "public": os.environ.get("MOTCUA_CONSOLE_PUBLIC", "")}
    stack = Stack(name)
    peers = Whole(stack, Issuer(stack.folder / "issuer")).services.peers
    return {kind.door: kind(stack).open(peers) for kind in (Pages, PublicPages)}


def _leave(console: Console, where: System, pages: Mapping[str, str], people: Sequence[Applicant]) -> None:
    """Leaves dossiers open, and says where they are looked at and by whom."""

    async def left() -> None:
        assert where.passes is not None, "the demo has just used them"
        async with httpx2.AsyncClient(timeout=60) as http:
            await leave_open(Province(http, where.services, where.passes, where.sandbox or ""), people)

    with console.status("Leaving some dossiers open"):
        asyncio.run(left())
    for door, who in (("staff", STAFF), ("public", PUBLIC)):
        told = f"Pages: {pages[door]}, sign in as {', '.join(map(called, who))}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)


@asynccontextmanager
async def faulty(province: Province, rate: float) -> AsyncIterator[None]:
    """The sandbox fails at this rate inside the context; afterwards it works, and failed calls are retried."""
    good(await province.http.put(f"{province.sandbox}/faults", json={"rate": rate}))
    try:
        yield
    finally:
        good(await province.http.delete(f"{province.sandbox}/faults"))


async def _play(console: Console, where: System, folder: Path, count: int, faults: float, *, record: bool) -> bool:
    if not (where.passes and where.sandbox and where.databases):
        raise NotUp("The demo needs a development issuer, the sandbox and the databases; one is missing here.")
    limits = httpx2.Limits(max_connections=2 * count, keepalive_expiry=KEPT)
    recorder = Recorder(where.services) if record else None
    hooks = {"response": [recorder.receive]} if recorder else {}
    async with httpx2.AsyncClient(timeout=60, limits=limits, event_hooks=hooks) as http:
        await ensure(where.databases["workflow"])
        province = Province(http, where.services, where.passes, where.sandbox)
        await province.load()
        async with wire(where.kafka, NOW) as topics, faulty(province, faults):
            with (folder / EVENTS).open("w", encoding="utf-8") as events:
                play = Play(console, province, topics, count, events)
                await play.run()
        report = Report(console, play, folder)
        await report.story(province.operator)
        await report.notice()
        report.people()
        if recorder:
            await _recorded(recorder, play.richest(), where.passes, iter(applicants(2 * count + 20)[count:]))
            await recorder.read(where.kafka)
            recorder.write()
    report.totals()
    with console.status("Checking the invariants"):
        verdict = await verify(where.kafka, where.databases, sandbox=where.sandbox, keys=where.keys)
        secrets = [secret for person in play.people for secret in person.secrets]
        secrets += [secret for person in PEOPLE for secret in (person.name, person.number)]
        found = await leaks(where.kafka, where.logs(), where.databases, secrets, OFFICERS)
    return report.verdict(verdict, found)


async def _recorded(recorder: Recorder, scene: Scene, passes: Passes, people: Iterator[Applicant]) -> None:
    """What a demo does not need, and the documents of the API show."""
    await round_of_the_rest(scene.province, [next(people), next(people)], passes.sign_in)
    own = [scene.province.applicant(each.subject) for each in (YOU, DIRECTOR)]
    await recorder.look_round([scene.owner, scene.desk, scene.province.operator, *own])
    await late_news(scene.province, [next(people) for _ in range(APPLICANTS)])
    await the_portal_refuses(scene.province, next(people))
