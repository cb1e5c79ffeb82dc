"""Papers as a page takes them: for each component its files, and fields for files and for a photograph."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from motcua_client.base import Refused
from motcua_console.calls import Services
from motcua_console.papers import chosen, kept
from motcua_console.words import Words

MOST = 40  # files of one form
FIELDS = ("file", "photo")
IMAGES = ("image/jpeg", "image/png")


async def shown(services: Services, dossier: str, components: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each component with its files; `new`: it was not handed in yet. Raises Refused, Away."""
    documents = (await services.intake.list_documents(dossier)).body
    versions = (await services.intake.list_versions(dossier)).body
    before = {each["id"] for each in versions[-1]["documents"]} if versions else set()
    return [
        {
            "code": each["code"],
            "title": each["title"],
            "required": each["required"],
            "accept": ",".join(each["media"]),
            "photo": ",".join(media for media in IMAGES if media in each["media"]),
            "megabytes": each["max_bytes"] // 1024**2,
            "files": [one | {"new": one["id"] not in before} for one in documents if one["component"] == each["code"]],
        }
        for each in components
    ]


async def taken(
    services: Services, dossier: str, told: Mapping[str, Any], codes: Collection[str], words: Words
) -> list[tuple[str, str]]:
    """Keeps what was chosen for these components, and takes away what a button names. What was refused, by code."""
    wrong = []
    for code in codes:
        files = [each for field in FIELDS for each in chosen(told.get(f"{field}-{code}"))]
        refused = await kept(services, dossier, code, files, _page(told), words)
        wrong += [(code, sentence) for sentence in refused]
    act, _, document = str(told.get("act", "")).partition(":")
    if act == "remove":
        with suppress(Refused):  # it is gone already, or was handed in
            await services.intake.take_away_document(dossier, str(UUID(document)))
    return wrong


def _page(told: Mapping[str, Any]) -> str:
    """The key of the page that was sent; what is none is nobody's."""
    with suppress(ValueError):
        return str(UUID(str(told.get("key", ""))))
    return str(UUID(int=0))
