"""Records one example of each request, response and event of the demo for the API documents.

The people of the demo are fictitious. Headers are not recorded, and what looks like a token in a body is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from motcua.generate.apidocs.openapi import SERVICES, app_of, examples, operations, recorded
from motcua.observe.wire import wire
from motcua.stack.people import Person

Json = dict[str, Any]

MOST = 3  # items recorded of a page
FORM = "application/x-www-form-urlencoded"
JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
HERE = str(Path(__file__).parents[4])
LONG = 50  # items; of a longer list MOST are recorded, such as of a province's communes


class Recorder:
    """An event hook for an HTTP client; `addresses` are the services' URLs by name."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses
        self._known = {name: list(_patterns(name)) for name in SERVICES}
        self.kept: dict[str, dict[str, Json]] = {name: {} for name in SERVICES}
        self.events: dict[str, Json] = {}

    async def receive(self, answer: httpx2.Response) -> None:
        """Keeps this exchange if it is the first of its operation and status, or the fullest page."""
        url = str(answer.request.url)
        service = next((name for name, address in self._addresses.items() if url.startswith(address)), None)
        if service is None or "json" not in answer.headers.get("content-type", ""):
            return
        method, path = answer.request.method, answer.request.url.path
        known = (name for name, verb, pattern in self._known[service] if verb == method and pattern.fullmatch(path))
        if name := next(known, None):
            await answer.aread()
            self._keep(self.kept[service].setdefault(name, {}), answer)

    async def look_round(self, people: Sequence[Person]) -> None:
        """Each person reads every list, and what there is about its first item."""
        for service in SERVICES:
            first: dict[str, Json] = {}
            for path, person in product(_readable(service), people):
                entity_type = path.split("/")[2]
                if "{" not in path:
                    items = _items((await person.ask("GET", service, path)).json())
                    first = dict(zip([entity_type], items, strict=False)) | first
                elif address := _address(path, first.get(entity_type, {})):
                    await person.ask("GET", service, address)
                if first.get(entity_type, {}).get("tracking"):
                    first["tracking"] = {"code": "{code}?token={tracking}".format_map(first[entity_type])}

    async def read(self, kafka: Any) -> None:
        """Keeps the first event of each type on the topics. No event names a person."""
        async with wire(kafka) as topics:
            async for record in topics.records():
                headers = {name: value.decode() for name, value in record.headers}
                event = {"headers": headers, "payload": _shown(json.loads(record.value))}
                self.events.setdefault(headers["ce_type"], event)

    def _keep(self, known: Json, answer: httpx2.Response) -> None:
        answered, status = known.setdefault("answered", {}), str(answer.status_code)
        told = _shown(_short(answer.json()))
        if status not in answered or len(_items(answered[status])) < len(_items(told)):
            answered[status] = told
        if answer.is_success and (asked := _asked(answer.request)) is not None:
            known.setdefault("asked", _shown(asked))

    def write(self) -> None:
        """Writes each file of examples; those of an earlier recording that this one lacks stay."""
        kept = {**self.kept, "events": self.events}
        for name, file in recorded().items():
            whole = {**examples(file), **kept[name]}
            file.write_text(json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def _asked(request: httpx2.Request) -> Any:
    """The body of a request that has JSON or a form; None for another one."""
    media = request.headers.get("content-type", "")
    if media == FORM:
        return dict(parse_qsl(request.content.decode()))
    return json.loads(request.content) if request.content and "json" in media else None


def _address(path: str, item: Json) -> str | None:
    """The path with its parameters from an item, or with its `id` where they have the name of an entity type."""
    names = set(re.findall(r"{(\w+)}", path))
    told = dict.fromkeys(names, item["id"]) | item if "id" in item else item
    return path.format_map(told) if names <= told.keys() else None


def _items(body: Any) -> list[Any]:
    """The items of a page: a list, or the list of an object that also has the start of the next page."""
    if isinstance(body, dict) and body.keys() & {"after", "position"}:
        return next((value for value in body.values() if isinstance(value, list)), [])
    return body if isinstance(body, list) else []


def _short(body: Any) -> Any:
    items = _items(body)
    if isinstance(body, dict):
        return {name: value[:MOST] if value is items else value for name, value in body.items()}
    return items[:MOST] if body is items else body


def _shown(part: Any) -> Any:
    """The same, with the first items of each long list, and without tokens or where this checkout lies."""
    if isinstance(part, dict):
        return {name: _shown(inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_shown(inner) for inner in (part if len(part) <= LONG else part[:MOST])]
    return JWT.sub("eyJ...", part).replace(HERE, "/srv/motcua") if isinstance(part, str) else part


def _readable(service: str) -> list[str]:
    """The paths of all that can be read; lists before their items."""
    found = operations(app_of(service).openapi())
    paths = [path for method, path, _ in found if method == "GET" and path.startswith("/v1")]
    return sorted(paths, key=lambda path: path.count("{"))


def _patterns(service: str) -> Any:
    """Each operation's id, method and path as a pattern; the more exact paths first."""
    found = sorted(operations(app_of(service).openapi()), key=lambda each: (each[1].count("{"), each[1]))
    for method, path, operation in found:
        yield operation["operationId"], method, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
