"""A service that serves TLS itself: who trusts it is answered, and a handshake that does not come has an end."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.errors import Unavailable
from shared.kernel.peers import Peers
from shared.web.bounds import Bounds
from tests.support import tls
from tests.support.by_tls import serving
from tests.support.listening import LONG, Client, problem, when

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with what it has seen."""
    asked = await receive()
    seen = {"scheme": scope["scheme"], "bytes": len(asked["body"]), "token": dict(scope["headers"])[b"authorization"]}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps({**seen, "token": seen["token"].decode()}).encode()})


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.certificate(tmp_path_factory.mktemp("ours"), "localhost")


async def test_a_peer_by_tls_is_asked_with_the_token(ours: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("mine\n")
    async with serving(echo, ours) as (_, port):
        peers = Peers({"intake": f"https://localhost:{port}"}, tmp_path / "token", ours)
        found = await peers.post("intake", "/v1/people", "x" * 300_000)
        await peers.close()
    assert found == {"scheme": "https", "bytes": found["bytes"], "token": "Bearer mine"}


@pytest.mark.parametrize(
    ("host", "address", "why"),
    [
        ("localhost", "localhost", "self-signed certificate"),
        ("other.example", "localhost", "Hostname mismatch, certificate is not valid for 'localhost'"),
    ],
    ids=["a stranger's certificate", "another's name"],
)
async def test_who_cannot_prove_the_name_gets_no_token(
    ours: Path, tmp_path: Path, host: str, address: str, why: str
) -> None:
    asked: list[Any] = []

    async def app(scope: Any, *_: Any) -> None:
        asked.append(scope)

    other = tls.certificate(tmp_path, host)
    async with serving(app, other) as (_, port):
        peers = Peers({"intake": f"https://{address}:{port}"}, None, other if host != address else ours)
        with pytest.raises(Unavailable) as refused:
            await peers.get("intake", "/v1/heads", after=0)
        await peers.close()
    part = refused.value.part
    assert part.startswith("intake does not answer /v1/heads: ConnectError: certificate verify failed: ")
    assert why in part
    assert not asked


async def test_a_silent_client_is_cut_and_takes_no_ones_place(ours: Path, tmp_path: Path) -> None:
    """Neither one that says nothing, nor one that says what is no TLS, nor one more than there may be."""
    async with serving(echo, ours, Bounds(100, 0.1, LONG, LONG)) as (server, port):
        for said in (b"", b"GET / HTTP/1.1\r\n\r\n"):
            client = Client(*await asyncio.open_connection("127.0.0.1", port))
            await client.send(said)
            await client.ends()
            await client.close()
        await when(lambda: not server.server_state.connections)
    async with serving(echo, ours, Bounds(2, LONG, LONG, LONG)) as (server, port):
        silent = [Client(*await asyncio.open_connection("127.0.0.1", port)) for _ in range(3)]
        assert await silent[0].ends() == b""
        (tmp_path / "token").write_text("mine")
        peers = Peers({"intake": f"https://localhost:{port}"}, tmp_path / "token", ours)
        assert (await peers.get("intake", "/"))["scheme"] == "https"
        await peers.close()
        for one in silent:
            await one.close()


async def test_what_is_too_much_is_answered_by_tls_too(ours: Path) -> None:
    """TLS cannot end one direction alone."""
    context = ssl.create_default_context(cafile=ours)
    async with serving(echo, ours) as (_, port):
        client = Client(*await asyncio.open_connection("localhost", port, ssl=context))
        await client.send(b"GET /" + b"x" * 9000)
        assert problem(await client.ends()) == (414, "address-too-long")
        await client.close()
