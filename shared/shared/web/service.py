"""The composition root every service shares: settings in, a running process out.

A service gives its `Registry` and its routers; it gets the kernel's parts, the operator's routes, problem answers,
`/healthz`, `/readyz`, `/metrics` and a graceful stop. An `api` answers HTTP; once the restore guard has looked it needs
PostgreSQL only (the counter stays open when Kafka is away). A `worker` runs the parts.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
import uvicorn
from fastapi import APIRouter

from shared.audit.anchors import Anchors
from shared.contracts.names import Choice
from shared.contracts.release import RELEASE
from shared.kernel import telemetry
from shared.kernel.bell import Bell
from shared.kernel.calls import Calls
from shared.kernel.catch_up import CatchUp
from shared.kernel.consumer import Consumer
from shared.kernel.db import Database
from shared.kernel.declared import Declared, Unfit, read, read_all
from shared.kernel.deferred import Retrier
from shared.kernel.fanout import FanOuts
from shared.kernel.gauges import Gauges
from shared.kernel.keys import EventKeys
from shared.kernel.migrate import StillRunning
from shared.kernel.node import FOR_EVER
from shared.kernel.peers import Peers, reachable
from shared.kernel.registry import Registry
from shared.kernel.rejected import recheck_all
from shared.kernel.relay import Relay
from shared.kernel.restore_guard import UNCHECKED, being_accepted, look_back
from shared.kernel.settings import Migration, Part, Settings, Unchecked
from shared.kernel.tables import fits, lacking, migrated
from shared.kernel.timers import Timer
from shared.web import apidocs, health, losses, me, meanings, measures, openapi, operators, overview, problems, rates
from shared.web.auth import Gate
from shared.web.bodies import Timeout
from shared.web.bounds import Door, files_for
from shared.web.group_commit import GroupCommit
from shared.web.handshake import serving
from shared.web.limits import Places
from shared.web.machines import Machines, shown
from shared.web.moves import offers_of
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.server import Server, calm
from shared.web.sweep import sweep
from shared.web.translations import Called

log = structlog.get_logger()

FIRST_LOOK = 10.0  # seconds at most
LOOK_EVERY = 5.0

Prepare = Callable[[App, Settings], None]


@dataclass(frozen=True)
class Service:
    """What makes one service: its name, what it receives, its routes, its migrations' package, its own settings.

    called: the names of codes that callers send and only this service knows, beside the states of its nouns.
    """

    title: str
    package: str
    registry: Registry[Any]
    routers: Sequence[APIRouter]
    declared: Callable[[], Iterable[type[Declared]]] = tuple
    called: Sequence[Choice] = ()


def build(service: Service, settings: Settings) -> App:
    """The application of one process. Nothing is connected before its lifespan begins."""
    database = Database(settings.database_url, writers=settings.writers, timeout=settings.timeout)
    node = ServedNode(settings, service.registry, database)
    app = App(
        title=f"motcua {service.title}",
        version=RELEASE,
        description=openapi.ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
        lifespan=_life(service, node),
        generate_unique_id_function=lambda route: route.name,
        responses=problems.responses(),
        redirect_slashes=False,
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere
        redoc_url=None,
        openapi_url=None,  # its route would have no rate, and no examples
    )
    app[ServedNode], app[Gate] = node, Gate.of(settings, service.title)
    app[Timeout], app[GroupCommit] = Timeout(settings.body_seconds), GroupCommit(node)
    app[Places], app[rates.Rates] = Places(settings.requests), rates.of(settings)
    app[Peers] = Peers(settings.peers, settings.service_token_file, settings.peers_ca)
    problems.install(app, Called.by(service.registry.entity_types, service.called))
    app.add_middleware(measures.Timed)
    openapi.install(app, {"name": "motcua", "email": settings.contact_email, "url": settings.contact_url})
    app[overview.InForce] = overview.InForce(settings, service.declared)
    app[apidocs.Document] = apidocs.Document(app, service.package)
    app[meanings.Meanings] = meanings.Meanings.of(service.package)
    for router in (health.router, meanings.router, apidocs.described, apidocs.router, shown):
        app.include_router(router)
    own = (operators.router, overview.router, losses.router, me.router)
    routers = (*service.routers, *own) if Part.API in settings.roles else ()
    openapi.refuse_doubles(routers)
    node.offers = offers_of(routers)
    app[me.Operations], app[Machines] = me.Operations(routers), Machines.of(service.registry.entity_types)
    for router in routers:
        app.include_router(router)
    return app


def _life(service: Service, node: ServedNode) -> Any:
    @asynccontextmanager
    async def life(app: App) -> AsyncIterator[None]:
        await node.database.open()
        await node.begin()
        looked, lag = asyncio.Event(), measures.LoopLag()
        node.unchecked = node.settings.unchecked is Unchecked.REFUSE
        parts = asyncio.create_task(_work(node, service.package, app[Peers], looked))
        await node.rest(FIRST_LOOK, looked)
        if node.unchecked:
            log.warning("commands are refused", why=UNCHECKED)
        yield
        node.stopping.set()
        await _end(parts, node.settings.grace)
        lag.stop()
        await app[Peers].close()
        await node.database.close()

    return life


async def _work(node: ServedNode, package: str, peers: Peers, looked: asyncio.Event) -> None:
    """Checks the tables' version, and that no older database was restored; then all parts.

    `looked` is set after the first check, even a failed one: queries do not wait for a broker that is away.
    """
    checked = asyncio.Event()

    async def check() -> float:
        try:
            why = await lacking(node.database, "shared", package) or await look_back(node, peers)
        finally:
            looked.set()
        node.stand_still(why)
        node.unchecked = False
        if why:  # until the newer database is back, or the loss is accepted
            return LOOK_EVERY
        checked.set()
        return FOR_EVER

    async def outdated() -> float:
        """Ends the parts, and readiness, after a migration that stops, and where parts run though a loss is open."""
        moves = node.alive.get("restored") and not node.standing_still
        lost = await being_accepted(node.database) if moves else None
        if why := await lacking(node.database, "shared", package) or lost:
            node.stand_still(why)
            node.stopping.set()
        return LOOK_EVERY

    async def work() -> None:
        await node.rest(FOR_EVER, checked)
        if Part.WORKER not in node.settings.roles or node.standing_still or node.stopping.is_set():
            return
        clock = (Timer(node), FanOuts(node), Calls(node))
        parts = (Relay(node), Consumer(node), Retrier(node), *clock, CatchUp(node, peers))
        kept = [node.keep(name, step) for name, step in node.chores.items()]
        kept += [node.keep("sweep", partial(sweep, node)), node.keep("rejected", partial(recheck_all, node))]
        await asyncio.gather(*(part.run() for part in (*parts, Anchors(node), Gauges(node))), *kept)

    await asyncio.gather(node.keep("restored", check), node.keep("tables", outdated), Bell(node).run(), work())


async def _end(parts: asyncio.Task[None], grace: float) -> None:
    """Lets the parts finish what they have begun, and cancels them after the grace time. Nothing is lost by it."""
    done, _ = await asyncio.wait([parts], timeout=grace)
    if not done:
        log.warning("cancelled after the grace time", grace=grace)
        parts.cancel()
        await asyncio.wait([parts], timeout=3)


def run(service: Service, prepare: Prepare = lambda _app, _settings: None) -> None:
    """The `main` of a service: settings from the environment, then serve until told to stop; or `migrate`, and end.

    `prepare` puts in what only this service has.
    """
    try:
        match sys.argv[1:]:
            case []:
                _serve(service, prepare)
            case ["migrate"]:
                told = read(Migration)
                asyncio.run(migrated(told.owner_database_url, "shared", service.package, environment=told.environment))
            case _:
                raise Unfit("its only word is `migrate`")
    except Unfit as unfit:
        raise SystemExit(f"{service.title} does not start:\n{unfit}") from None
    except StillRunning as running:
        raise SystemExit(f"{service.title} does not migrate:\n{running}") from None


def _serve(service: Service, prepare: Prepare) -> None:
    settings = read_all(Settings, service.declared)
    EventKeys(settings.event_keys.get_secret_value()).cover({service.registry.producer, *service.registry.producers})
    if not settings.development:
        reachable(service.registry.producers, settings.peers)
    settings.brokers.check()
    telemetry.configure(service.registry.producer, settings.log_level)
    files_for(settings.connections)
    app = build(service, settings)
    prepare(app, settings)
    asyncio.run(fits(settings.database_url, "shared", service.package))
    calm()
    Server(configured(app, settings), app[ServedNode]).run()


def configured(app: App, settings: Settings) -> uvicorn.Config:
    """The configuration of uvicorn. Forwarded addresses are accepted from the proxies of the settings only."""
    return serving(
        settings.tls,
        app,
        Door.of(settings, health.PATHS),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=[str(network) for network in settings.proxies],
    )
