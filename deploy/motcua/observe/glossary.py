"""The titles of codes in both languages: agencies, steps, components, reasons, results.

Read from the published reference data, in the versions a dossier is pinned to; a code without a title stays a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from motcua.stack.people import Person


@dataclass(frozen=True)
class Names:
    """Titles by code."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, code: str, language: str) -> str:
        """`Sở Công Thương` for H99.03; the code itself if it has no title."""
        return self.titles.get(code, {}).get(language, code)


async def names(operator: Person, bodies: Iterable[Mapping[str, Any]]) -> Names:
    """The titles in the versions that these events' bodies name, and of the agencies."""
    titles: dict[str, Mapping[str, str]] = {}
    for service, path in sorted(set(_documents(bodies))) + await _directories(operator):
        document = await operator.get(service, path)
        titles |= dict(_titled(document["content"]))
    return Names(titles)


async def _directories(operator: Person) -> list[tuple[str, str]]:
    listed = await operator.get("workflow", "/v1/agencies")
    return [("workflow", f"/v1/agencies/{each['code']}") for each in listed]


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
    """The id of the dossier with this code; an id is returned as it is. Raises Unexpected if there is none."""
    try:
        return str(UUID(code))
    except ValueError:
        found = await operator.get("intake", f"/v1/dossiers/by-code/{code}")
        return str(found["id"])
