"""Strangers who send bodies to the apps of all services, and what the apps ask for of them."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI

from shared.web.auth import Role
from shared.web.callers import AGENTS
from shared.web.transactional import TransactionalRoute
from tests.support.routes import CALLBACKS, OPERATIONS, Operation
from tests.support.tokens import token

Headers = dict[str, str]

JSON: Headers = {"Content-Type": "application/json"}


class Stranger:
    """Sends a body in pieces to an app, and counts the pieces that were asked for."""

    def __init__(self, app: FastAPI, piece: bytes = b"", pieces: int = 1, client: str = "") -> None:
        self.app, self.piece, self.pieces, self.asked_for, self.client = app, piece, pieces, 0, client
        self.status, self.answer, self.headers = 0, b"", dict[str, str]()

    async def receive(self) -> dict[str, Any]:
        self.asked_for += 1
        return {"type": "http.request", "body": self.piece, "more_body": self.asked_for < self.pieces}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        self.answer += message.get("body", b"")

    async def asks(self, method: str, address: str, headers: Headers) -> int:
        path, _, query = address.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": (self.client, 50000),
            "state": {},
        }
        await self.app(scope, self.receive, self.send)
        return self.status

    @property
    def kind(self) -> str:
        return str(json.loads(self.answer)["type"])


def bearer(role: Role) -> Headers:
    agency = "H99.15" if role in AGENTS else None
    return {"Authorization": f"Bearer {token(role=role, agency=agency)}"}


def bodied() -> list[Operation]:
    return [
        each
        for each in (*OPERATIONS, *CALLBACKS)
        if isinstance(each.route, TransactionalRoute) and each.method == "POST"
    ]


def allowed(operation: Operation) -> Headers:
    own = (operation.route.openapi_extra or {}).get("requestBody", {}).get("content", {})
    media = {"Content-Type": next(iter(own), JSON["Content-Type"])}
    return media | (bearer(min(operation.roles)) if operation.roles else {})
