"""Starts requests on a timetable, whatever becomes of them; a latency counts from the instant it was due.

Runs with the virtualenv of requirements.txt and knows nothing of motcua: requests come as a file of JSON
(`url`, `headers`, one pair a line), the answer goes to standard output: latencies in ms, statuses.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp

CONNECTIONS = 64


async def main(requests: list[Any], rate: float) -> None:
    late: list[float] = []
    statuses: Counter[str] = Counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as http:

        async def post(url: str, headers: dict[str, str], due: float) -> None:
            try:
                async with http.post(url, headers=headers) as answer:
                    await answer.read()
                    statuses[str(answer.status)] += 1
            except aiohttp.ClientError as error:
                statuses[type(error).__name__] += 1
            late.append((time.perf_counter() - due) * 1000)

        began = time.perf_counter() + 0.2
        async with asyncio.TaskGroup() as group:
            for number, (url, headers) in enumerate(requests):
                due = began + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(post(url, headers, due))
    sys.stdout.write(json.dumps({"ms": late, "statuses": statuses}))


asyncio.run(main([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()], float(sys.argv[2])))
