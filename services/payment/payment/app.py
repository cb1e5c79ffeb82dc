"""Payment's composition root: what it receives, its routes, and the providers it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from payment.charge.api import callbacks, receipts
from payment.charge.api import router as charges
from payment.charge.context import Load
from payment.charge.jobs import Jobs, Polls
from payment.ledger.api import router as ledger
from payment.provider.protocol import Provider, Providers, Registration
from payment.provider.registered import REGISTERED
from payment.registry import REGISTRY
from payment.settings import PaymentSettings
from shared.kernel.declared import Declared, read
from shared.kernel.peers import Peers
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, run


def declared() -> Iterator[type[Declared]]:
    """Payment's own settings, and those of each provider that they name."""
    yield PaymentSettings
    yield from (each.settings for each in _chosen(read(PaymentSettings)))


def _chosen(own: PaymentSettings) -> list[Registration]:
    known = {each.name: each for each in REGISTERED}
    return [known[name] for name in own.providers]


SERVICE = Service(
    title="payment",
    package="payment",
    registry=REGISTRY,
    routers=(charges, receipts, callbacks, ledger),
    declared=declared,
)


def prepare(app: App, settings: Settings) -> None:
    """The providers that the settings name, each as its own settings describe it."""
    own = read(PaymentSettings, settings.environment)
    chosen = _chosen(own)
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
