"""Papers of a dossier: always sent as downloads, and taken as files of which nothing is believed.

A page sends a file under an id made of its own key and the file's bytes: sent twice it is one document. What a file is,
and how large it may be, the service tells by its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from fastapi.responses import Response
from starlette.datastructures import UploadFile

from motcua_client.base import Refused
from motcua_console.calls import Services, seen
from motcua_console.moves import told
from motcua_console.words import Words

LONGEST = 200  # characters of a name; the service makes it harmless


async def fetched(services: Services, dossier: str, document: str) -> Response | None:
    """One paper as a download; None for what is not there, or not for this caller. Raises Refused, Away."""
    listed = await seen(services.intake.list_documents(dossier))
    named = next((each for each in (listed.body if listed else []) if each["id"] == document), None)
    content = await seen(services.intake.fetch_document(dossier, document)) if named else None
    if named is None or content is None:
        return None
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(named['name'])}"}
    return Response(content.body or b"", media_type=named["media"], headers=headers)


def chosen(sent: Any) -> list[UploadFile]:
    """The files of a field; a browser sends an empty one where none was chosen."""
    several = sent if isinstance(sent, list) else [sent]
    return [each for each in several if isinstance(each, UploadFile) and (each.filename or each.size)]


async def kept(
    services: Services, dossier: str, component: str, files: Iterable[UploadFile], page: str, words: Words
) -> list[str]:
    """Uploads them for one component. Returns what was refused, a sentence each. Raises Away."""
    wrong = []
    for each in files:
        content, name = await each.read(), str(each.filename or "")[-LONGEST:] or "document"
        document = uuid5(UUID(page), f"{component} {sha256(content).hexdigest()}")
        try:
            await services.intake.upload_document(
                dossier, str(document), content, "application/octet-stream", component=component, name=name
            )
        except Refused as refused:
            if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
                raise
            wrong.append(f"{name}: {told(refused.problem, words)}")
    return wrong
