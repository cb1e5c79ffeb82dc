"""Where each command of a request is possible: one that was just made, or that the desk has taken up."""

from __future__ import annotations

from typing import Any

from tests.support import dossiers
from tests.support.office import Office
from tests.support.scenes import Attempt, Scene, who


def requesting(channel: str) -> Scene:
    async def scene(_office: Office) -> Attempt:
        return Attempt("", "POST", "/v1/requests", {"json": dossiers.request(channel=channel)})

    return scene


def on_request(channel: str, verb: str, body: dict[str, Any] | None = None, *, taken: bool = False) -> Scene:
    """`taken`: the desk knows who asks, and has taken it up."""

    async def scene(office: Office) -> Attempt:
        maker, clerk = who(office, "owner" if channel == "online" else "clerk"), who(office, "clerk")
        made = await office.does(maker, "POST", "/v1/requests", json=dossiers.request(channel=channel))
        there = f"/v1/requests/{made['id']}"
        if taken:
            await office.does(clerk, "POST", f"{there}/identity", json={"person": dossiers.PAPER})
            await office.does(clerk, "POST", f"{there}/taking")
        return Attempt(there, "POST", f"{there}/{verb}", {"json": body} if body else {})

    return scene
