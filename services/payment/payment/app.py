"""Payment's composition root: what it receives, its routes, and the providers it asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from payment.charge.api import callbacks, receipts
from payment.charge.api import router as charges
from payment.charge.context import Load
from payment.charge.jobs import Jobs, Polls
from payment.ledger.api import router as ledger
from payment.provider.protocol import Provider, Providers
from payment.provider.registered import REGISTERED
from payment.registry import REGISTRY
from payment.settings import PaymentSettings
from shared.kernel.declared import read
from shared.kernel.peers import Peers
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, run

SERVICE = Service(title="payment", package="payment", registry=REGISTRY, routers=(charges, receipts, callbacks, ledger))


def prepare(app: App, settings: Settings) -> None:
    """The providers that the settings name, each as its own settings describe it."""
    known = {each.name: each for each in REGISTERED}
    own = read(PaymentSettings, settings.environment)
    chosen = [known[name] for name in own.providers]
    connect(app, own, [each.make(read(each.settings, settings.environment)) for each in chosen])


def connect(app: App, own: PaymentSettings, chosen: Iterable[Provider]) -> None:
    """The providers report to this app, and are asked by its worker."""
    providers = app[Providers] = Providers(chosen)
    node = app[ServedNode]
    jobs = Jobs(providers, app[Peers], Polls(own.last_polls, own.late_polls))
    node.registry = replace(node.registry, load=Load(providers.first), calls=jobs.calls())


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
