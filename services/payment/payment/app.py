"""Payment's composition root: what it receives, its routes, and the payment platform it calls."""

from __future__ import annotations

from dataclasses import replace

from payment.charge.api import router as charges
from payment.ledger.api import router as ledger
from payment.provider.national.api import router as callbacks
from payment.provider.national.clients import Platform
from payment.provider.national.jobs import Desk
from payment.registry import REGISTRY
from payment.settings import PaymentSettings
from shared.kernel.declared import read
from shared.kernel.peers import Peers
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, run

SERVICE = Service(title="payment", package="payment", registry=REGISTRY, routers=(charges, callbacks, ledger))


def prepare(app: App, settings: Settings) -> None:
    """What only payment has: the platform, as its settings describe it, and the calls that are made to it."""
    own = read(PaymentSettings, settings.environment)
    connect(app, Platform(own))


def connect(app: App, platform: Platform) -> None:
    """The platform answers to this app, and is called by its worker."""
    app[Platform] = platform
    node = app[ServedNode]
    node.registry = replace(node.registry, calls=Desk(platform, app[Peers]).calls())


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
