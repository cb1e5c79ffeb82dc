"""Sync-gateway's composition root: what it receives, its routes, and the portal it calls."""

from __future__ import annotations

import dataclasses

from shared.kernel.declared import read
from shared.kernel.erased import ErasedList
from shared.kernel.gauges import OldKeys
from shared.kernel.peers import Peers
from shared.kernel.sealing import Masters, Sealing
from shared.kernel.settings import Settings
from shared.reference.officers import Officers
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, run
from sync_gateway.exchange.api import router as exchanges
from sync_gateway.exchange.context import Load
from sync_gateway.forgetting.jobs import Forgetting
from sync_gateway.look.jobs import Looks
from sync_gateway.portal.clients import Portal
from sync_gateway.portal.jobs import Jobs
from sync_gateway.registry import REGISTRY
from sync_gateway.settings import SyncSettings

SERVICE = Service(
    title="sync-gateway",
    package="sync_gateway",
    registry=REGISTRY,
    routers=(exchanges,),
    declared=lambda: (SyncSettings,),
)


def prepare(app: App, settings: Settings) -> None:
    """The account at the portal, as the settings describe it."""
    own = read(SyncSettings, settings.environment)
    masters = Masters.of(read(Sealing, settings.environment))
    connect(app, own, masters)
    app[ServedNode].chores["keys"] = OldKeys(app[ServedNode], masters).look
    app[ServedNode].chores["looks"] = Looks(app[ServedNode], app[Peers]).step
    forgetting = Forgetting(app[ServedNode], ErasedList(own.erasures or settings.state / "erasures", "dossier"))
    app[ServedNode].chores["erasures"], app[ServedNode].first["erasures"] = forgetting.step, forgetting.again


def connect(app: App, own: SyncSettings, masters: Masters) -> None:
    """The portal is called by this app's worker. `masters` open what it has said."""
    app[Masters] = masters
    app[Portal] = Portal(own)
    jobs = Jobs(app[Portal], app[Peers], Officers(app[Peers]), own.timeout)
    app[ServedNode].registry = dataclasses.replace(REGISTRY, load=Load(masters, own.refusals), calls=jobs.callers())


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
