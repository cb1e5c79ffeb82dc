"""Payment's composition root: what it receives, its routes, and the payment platform it calls."""

from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI

from payment.charge.api import router as charges
from payment.ledger.api import router as ledger
from payment.provider.national.api import router as callbacks
from payment.provider.national.clients import Platform
from payment.provider.national.jobs import Desk
from payment.registry import REGISTRY
from payment.settings import PaymentSettings
from shared.kernel.declared import read
from shared.kernel.settings import Settings
from shared.web.service import Service, run

SERVICE = Service(title="payment", package="payment", registry=REGISTRY, routers=(charges, callbacks, ledger))


def prepare(app: FastAPI, settings: Settings) -> None:
    """What only payment has: the platform, as its settings describe it, and the calls that are made to it."""
    own = read(PaymentSettings, settings.environment)
    connect(app, Platform(own))


def connect(app: FastAPI, platform: Platform) -> None:
    """The platform answers to this app, and is called by its worker."""
    app.state.platform = platform
    node = app.state.node
    node.registry = replace(node.registry, calls=Desk(platform, app.state.peers).calls())


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
