"""A workflow that knows officers by name, as another service asks it, or is away."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from shared.kernel.errors import Unavailable
from shared.reference.officers import PATH, Officers
from shared.web.parts import App

TITLE = {"vi": "Chuyên viên", "en": "Officer"}


def officer(
    subject: str, name: str, since: datetime = datetime(2026, 1, 1, tzinfo=UTC), **title: str
) -> dict[str, Any]:
    """An officer with one name."""
    return {"subject": subject, "names": [{"since": since.isoformat(), "name": name, "title": title or TITLE}]}


class Colleagues:
    """`asked`: the subjects of each question. `officers` asks it."""

    def __init__(self, *known: dict[str, Any]) -> None:
        self.known, self.asked, self.away, self.hangs = list(known), list[list[str]](), False, False
        self.officers = Officers(self)

    @classmethod
    def of(cls, app: App, *known: dict[str, Any]) -> Colleagues:
        """Those whom a service asks for from now on."""
        made = cls(*known)
        app[Officers] = made.officers
        return made

    async def post(self, peer: str, path: str, body: Any) -> Any:
        assert (peer, path) == ("workflow", PATH)
        self.asked.append(list(body["subjects"]))
        await asyncio.sleep(60 if self.hangs else 0)
        if self.away:
            raise Unavailable("workflow")
        return [each for each in self.known if each["subject"] in body["subjects"]]
