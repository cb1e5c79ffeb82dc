"""Postal's composition root: what it hears, its routes, its account at the carrier."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from fastapi import FastAPI

from postal.consignment.api import callbacks, router
from postal.consignment.clients import MyVNPost, Seal
from postal.consignment.jobs import Sender, calls
from postal.consignment.world import Load
from postal.hearing import HEARING
from postal.settings import Postal
from shared.service import Service, run
from shared.settings import Settings

SERVICE = Service(title="postal", package="postal", hearing=HEARING, routers=(router, callbacks))


def prepare(app: FastAPI, _settings: Settings) -> None:
    """What only postal has, from its own settings."""
    equip(app, Postal())


def equip(app: FastAPI, told: Postal) -> None:
    """Gives the process its carrier: how calls are made, and by what key the carrier is known."""
    post = MyVNPost(told.post_url, told.username, told.password, told.customer, told.patience)
    sender = Sender(
        name=told.sender_name,
        phone=told.sender_phone,
        address=told.sender_address,
        province=told.province,
        commune=told.commune,
        service=told.service,
    )
    app.state.post = post
    app.state.seal = Seal(told.webhook_key)
    app.state.node.hearing = dataclasses.replace(
        HEARING, load=Load(timedelta(seconds=told.look_every)), calls=calls(post, app.state.peers, sender)
    )


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
