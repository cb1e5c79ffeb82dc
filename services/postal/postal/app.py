"""Postal's composition root: what it receives, its routes, its account at the carrier."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from postal.carrier.myvnpost.clients import MyVNPost, Seal
from postal.consignment.api import callbacks, router
from postal.consignment.context import Load
from postal.consignment.jobs import Sender, calls
from postal.registry import REGISTRY
from postal.settings import PostalSettings
from shared.kernel.declared import read
from shared.kernel.peers import Peers
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, run

SERVICE = Service(title="postal", package="postal", registry=REGISTRY, routers=(router, callbacks))


def prepare(app: App, settings: Settings) -> None:
    """What only postal has: an account at the post office."""
    own = read(PostalSettings, settings.environment)
    equip(app, own)


def equip(app: App, own: PostalSettings) -> None:
    """Gives the process its carrier: how calls are made, and by what key the carrier is known."""
    post = MyVNPost(own.post_url, own.username, own.password, own.customer, own.timeout)
    sender = Sender(
        name=own.sender_name,
        phone=own.sender_phone,
        address=own.sender_address,
        province=own.province,
        commune=own.commune,
        service=own.service,
    )
    app[MyVNPost] = post
    app[Seal] = Seal(own.webhook_key)
    app[ServedNode].registry = dataclasses.replace(
        REGISTRY, load=Load(timedelta(seconds=own.poll_every)), calls=calls(post, app[Peers], sender)
    )


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
