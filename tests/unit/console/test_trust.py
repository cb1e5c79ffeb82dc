"""Services and the provider by TLS: each is proved by certificates of its own, and who is not proved is away."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from motcua_console.app import build
from motcua_console.calls import Away
from motcua_console.pages import Parts
from motcua_console.settings import Settings
from tests.support import tls
from tests.support.by_tls import serving

END = "https://id.example/authorize"


async def answers(scope: Any, _receive: Any, send: Any) -> None:
    """The same at every address: where the provider is, under the name that was asked."""
    name = dict(scope["headers"])[b"host"].decode()
    found = {"issuer": f"https://{name}", "authorization_endpoint": END}
    body = json.dumps(found, separators=(",", ":")).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})


async def test_each_is_proved_by_its_own_certificates(tmp_path: Path) -> None:
    ours, other = tls.certificate(tmp_path, "localhost"), tls.certificate(tmp_path, "other.example")
    async with serving(answers, ours) as (_, port):
        there = f"https://localhost:{port}"
        told: dict[str, Any] = {"url": "https://console.example", "issuer": there, "services": {"intake": there}}

        @asynccontextmanager
        async def console(**bundles: Path) -> AsyncIterator[Parts]:
            database = "postgresql://nobody@127.0.0.1:9/x"
            app = build(Settings(environment="development", database_url=database, **told, **bundles))
            async with app.router.lifespan_context(app):
                yield app[Parts]

        async with console(services_ca=ours, issuer_ca=other) as parts:
            assert (await parts.calls.open("intake", "/v1/machines"))["issuer"] == there
            with pytest.raises(Away):
                await parts.provider.begin()
        async with console(services_ca=other, issuer_ca=ours) as parts:
            assert (await parts.provider.begin())[0].startswith(END)
            with pytest.raises(Away):
                await parts.calls.open("intake", "/v1/machines")
