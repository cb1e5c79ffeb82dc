"""Listens to people talking to the services, and keeps one example of each question and answer for the documents.

The people of the demo are fictitious; tokens travel in headers, which are not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx2

from motcua.papers.openapi import EXAMPLES, SERVICES, app_of, operations
from motcua.province import Province

Json = dict[str, Any]


class Recorder:
    """An event hook for an HTTP client; `addresses` are the services' URLs by name."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses
        self._known = {name: list(_patterns(name)) for name in SERVICES}
        self.kept: dict[str, dict[str, Json]] = {name: {} for name in SERVICES}

    async def hear(self, answer: httpx2.Response) -> None:
        """Keeps this exchange if it is the first of its operation and status."""
        url = str(answer.request.url)
        service = next((name for name, address in self._addresses.items() if url.startswith(address)), None)
        if service is None or "json" not in answer.headers.get("content-type", ""):
            return
        method, path = answer.request.method, answer.request.url.path
        for name, verb, pattern in self._known[service]:
            if verb == method and pattern.fullmatch(path):
                await answer.aread()
                self._keep(self.kept[service].setdefault(name, {}), answer)

    async def look_round(self, province: Province) -> None:
        """Asks for everything that can be asked for without knowing anything: lists, the lag, the clock."""
        for name, known in self._known.items():
            for _, method, pattern in known:
                if method == "GET" and "[" not in pattern.pattern and pattern.pattern.startswith("/v1"):
                    await province.operator.ask("GET", name, pattern.pattern)

    def _keep(self, known: Json, answer: httpx2.Response) -> None:
        known.setdefault("answered", {}).setdefault(str(answer.status_code), answer.json())
        body = answer.request.content
        if answer.is_success and body and "json" in answer.request.headers.get("content-type", ""):
            known.setdefault("asked", json.loads(body))

    def write(self) -> None:
        """Keeps what was heard as `docs/examples.json`; what an earlier recording has and this one lacks stays."""
        before = json.loads(EXAMPLES.read_text("utf-8")) if EXAMPLES.exists() else {}
        whole = {name: before.get(name, {}) | kept for name, kept in self.kept.items()}
        EXAMPLES.write_text(json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def _patterns(service: str) -> Any:
    """Each operation's id, method and path as a pattern; the more exact paths first."""
    found = sorted(operations(app_of(service).openapi()), key=lambda each: (each[1].count("{"), each[1]))
    for method, path, operation in found:
        yield operation["operationId"], method, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
