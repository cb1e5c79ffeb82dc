"""A service as it is started, with its own limits: a head that never ends costs it no memory."""

from __future__ import annotations

import asyncio
import json

import psutil
import pytest

from motcua.simulation.province import Province
from motcua.stack.services import PREFIX, Services
from tests.support.listening import HALF, Client

MIB = 2**20


@pytest.mark.parametrize("piece", [b"x" * 2**16, b"X-More: y\r\n" * 6000], ids=["one header", "headers"])
async def test_a_head_without_end_costs_no_memory(installation: Province, services: Services, piece: bytes) -> None:
    """Seen at 682a2e7: 200 MB of one header cost 160 MB, as many headers 3,500 MB."""
    known = services._state.process(f"{PREFIX}intake")
    assert known is not None
    process = psutil.Process(known.pid)
    before = process.memory_info().rss
    host, port = installation.addresses["intake"].removeprefix("http://").split(":")
    client = Client(*await asyncio.open_connection(host, int(port)))
    await client.send(HALF, b"X-More: ")
    pouring = asyncio.create_task(client.pour(piece))
    head, _, body = (await client.ends()).partition(b"\r\n\r\n")
    sent = await pouring
    await client.close()
    assert (head[9:12], json.loads(body)["type"]) == (b"431", "/problems/head-too-large")
    assert process.memory_info().rss - before < 16 * MIB, f"{sent // MIB} MiB were sent"
    assert (await installation.http.get(f"{installation.addresses['intake']}/readyz")).status_code == 200
