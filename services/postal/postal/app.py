"""Postal's composition root: what it receives, its routes, and the carriers it calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

from postal.carrier.protocol import Carriers, Party, Registration
from postal.carrier.registered import REGISTERED
from postal.consignment.api import callbacks, router
from postal.consignment.context import Load
from postal.consignment.jobs import Jobs
from postal.registry import REGISTRY
from postal.settings import PostalSettings
from shared.kernel.declared import Declared, read
from shared.kernel.peers import Peers
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, run


def declared() -> Iterator[type[Declared]]:
    """Postal's own settings, and those of each carrier that they name."""
    yield PostalSettings
    yield from (each.settings for each in _chosen(read(PostalSettings)))


def _chosen(own: PostalSettings) -> list[Registration]:
    known = {each.name: each for each in REGISTERED}
    return [known[name] for name in own.carriers]


SERVICE = Service(title="postal", package="postal", registry=REGISTRY, routers=(router, callbacks), declared=declared)


def prepare(app: App, settings: Settings) -> None:
    """The carriers that the settings name, each as its own settings describe it."""
    own = read(PostalSettings, settings.environment)
    chosen = _chosen(own)
    connect(app, own, Carriers(*(each.make(read(each.settings, settings.environment)) for each in chosen)))


def connect(app: App, own: PostalSettings, carriers: Carriers) -> None:
    """The carriers call this app, and are called by its worker."""
    app[Carriers] = carriers
    sender = Party(own.sender_name, own.sender_phone, own.sender_address)
    app[ServedNode].registry = dataclasses.replace(
        REGISTRY,
        load=Load(timedelta(seconds=own.poll_every), carriers.first.name),
        calls=Jobs(carriers, app[Peers], sender, own.order_tries).calls(),
    )


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
