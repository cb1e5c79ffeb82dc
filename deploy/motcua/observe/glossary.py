"""The titles of codes in both languages: agencies, steps, components, reasons, results.

Read from the published reference data, in the versions a dossier is pinned to; a code without a title stays a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from motcua.observe.each import of_each
from motcua.stack.people import Person
from motcua.stack.troubles import NotUp


@dataclass(frozen=True)
class Names:
    """Titles by code."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, code: str, language: str) -> str:
        """`Sở Công Thương` for H99.03; the code itself if it has no title."""
        return self.titles.get(code, {}).get(language, code)


async def names(operator: Person, bodies: Iterable[Mapping[str, Any]]) -> Names:
    """The titles in the versions that these events' bodies name, and of the agencies; of services that answer."""
    titles: dict[str, Mapping[str, str]] = {}
    wanted: dict[str, list[str]] = {"workflow": []}
    for service, path in sorted(set(_documents(bodies))):
        wanted.setdefault(service, []).append(path)

    async def read(service: str) -> list[Any]:
        paths = wanted[service] + (await _directories(operator) if service == "workflow" else [])
        return [(await operator.get(service, path))["content"] for path in paths]

    for contents in (await of_each(operator, wanted, read)).found.values():
        titles |= dict(each for content in contents for each in _titled(content))
    return Names(titles)


async def _directories(operator: Person) -> list[str]:
    return [f"/v1/agencies/{each['code']}" for each in await operator.get("workflow", "/v1/agencies")]


def _documents(bodies: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for body in bodies:
        if "procedure" in body and "version" in body:
            yield "intake", f"/v1/procedures/{body['procedure']}/versions/{body['version']}"
        if "route" in body and "route_version" in body:
            yield "workflow", f"/v1/routes/{body['route']}/versions/{body['route_version']}"


def _titled(part: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every object in it that has a code or an id, and a title."""
    match part:
        case dict():
            key, title = part.get("code") or part.get("id"), part.get("title")
            if isinstance(key, str) and isinstance(title, dict) and {"vi", "en"} <= title.keys():
                yield key, title
            for value in part.values():
                yield from _titled(value)
        case list():
            for value in part:
                yield from _titled(value)


async def dossier_of(operator: Person, code: str) -> str:
    """The id of the dossier with this code; an id is returned as it is. Raises Unexpected or NotUp."""
    with suppress(ValueError):
        return str(UUID(code))

    async def found(service: str) -> str:
        return str((await operator.get(service, f"/v1/dossiers/by-code/{code}"))["id"])

    told = await of_each(operator, ["intake"], found)
    if why := told.away.get("intake"):
        raise NotUp(f"intake, which knows the codes, does not answer ({why}). Give the dossier's id instead.")
    return told.found["intake"]
