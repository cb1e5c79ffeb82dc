"""Runs the console as two processes beside a stack: pages for staff, and pages for the public."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from motcua.stack.addresses import TOOLS
from motcua.stack.beside import Beside
from motcua.stack.databases import CONSOLE, apart
from motcua.stack.progress import Progress, silent
from motcua.stack.provider import Provider
from motcua.stack.stack import Stack
from shared.kernel.migrate import migrate

#: With these the services believe the console of this machine who its visitor is: guesses count for who guesses.
TRUSTING = {"MOTCUA_PROXIES": '["127.0.0.1/32"]'}


class Pages(Beside):
    """The staff's pages of one stack."""

    name = "console"
    module = "motcua_console.app"
    door: ClassVar[str] = "staff"
    foreign = ("MOTCUA_KAFKA",)

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self._stack = stack

    def open(self, peers: Mapping[str, str], progress: Progress = silent) -> str:
        """Starts it, and waits until it answers. `peers`: the services' addresses by name. Returns its own."""
        at = self._stack.addresses
        apart(migrate(at.owner_dsn(CONSOLE), "motcua_console"))
        told = {
            "ENVIRONMENT": "development",
            "DOOR": self.door,
            "URL": self.url,
            "PUBLIC_URL": PublicPages(self._stack).url,
            "DATABASE_URL": at.writer_dsn(CONSOLE),
            "ISSUER": Provider(self._stack).url,
            "SERVICES": json.dumps(dict(peers)),
            "SUBMISSION": "pilot",
        }
        return self.start({f"CONSOLE_{name}": value for name, value in told.items()} | self._seen, progress)

    @property
    def _seen(self) -> dict[str, str]:
        """What only operators are shown comes from here."""
        verified = {"CONSOLE_VERIFIED": str(self._stack.folder / "verified.json")}
        return self._stack.addresses.kafka_settings(TOOLS) | verified


class PublicPages(Pages):
    """The public pages of one stack."""

    name = "console-public"
    door = "public"
    _seen: ClassVar[dict[str, str]] = {}
