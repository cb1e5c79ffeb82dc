"""A dossier that is being written: what is there, what is wrong by the service, and what a page saves of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from motcua_client.base import Refused
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.pages import Visit
from motcua_console.public.expected import asked_until
from motcua_console.settings import Door, Submission

#: Where a pointer of what is wrong is mended.
PAGES = {"applicant": "applicant", "answers": "form", "documents": "papers"}
HANDING_IN = ("Submit", "HandIn")
Wrong = list[tuple[str, str]]


@dataclass(frozen=True)
class Draft:
    """`told`: the dossier, with the tag `tag`; `procedure`: as it will be held against it."""

    services: Services
    told: Mapping[str, Any]
    tag: str
    procedure: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The dossier's."""
        return str(self.told["id"])

    @property
    def new(self) -> bool:
        """Whether it was never handed in."""
        return bool(self.told["state"] == "draft")

    def faults(self, part: str, words: Any) -> Wrong:
        """What of one part keeps it from being handed in: pointer and sentence."""
        return [each for each in self.barred(words) if each[0].startswith(f"/{part}")]

    def barred(self, words: Any) -> Wrong:
        """What keeps it from being handed in."""
        why = next((each["why"] for each in self.told["moves"] if each["move"] in HANDING_IN and each["why"]), None)
        found = [(each["pointer"], str(each[words.language])) for each in (why or {}).get("errors") or []]
        return found or ([("", words.text(why))] if why else [])


def at_counter(visit: Visit) -> bool:
    """Whether an officer writes for who stands at the counter."""
    return visit.parts.settings.door is Door.STAFF


def may_begin(visit: Visit) -> bool:
    """Whether dossiers are begun here: at a counter always."""
    return at_counter(visit) or visit.parts.settings.submission is Submission.PILOT


async def draft_of(visit: Visit, dossier: str) -> Draft | None:
    """The dossier, if the visitor may write in it now. Raises SignedOut, Refused, Away."""
    services = await visit.services()
    found = await seen(services.intake.read_dossier(quote(dossier, safe="")))
    if found is None:
        return None
    told = found.body
    if not (told["state"] == "draft" and may_begin(visit)) and asked_until(told) is None:
        return None
    version = told["procedure_version"] if told["changes"] else told["version"]
    path = f"/v1/procedures/{quote(told['procedure'], safe='')}/versions/{version}"
    procedure = (await visit.parts.calls.open("intake", path))["content"]
    return Draft(services, told, found.tag or "*", procedure)


async def saved(draft: Draft, change: Mapping[str, Any], tag: str, words: Any) -> tuple[str, Wrong]:
    """Writes applicant or answers anew: the new tag, and what was refused. `tag`: what the page has seen."""
    written = (await draft.services.intake.read_application(draft.id)).body
    whole: Any = {"applicant": written["applicant"], "answers": written["answers"], **change}
    try:
        answer = await draft.services.intake.edit_application(draft.id, whole, seen=tag)
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        return tag, wrong_of(refused, words)
    return answer.tag or "*", []


def wrong_of(refused: Refused, words: Any) -> Wrong:
    """What is wrong, by the pointer of its field; what concerns no field with an empty one."""
    errors = refused.problem.get("errors") or []
    found = [(str(each["pointer"]).removeprefix("/application"), str(each[words.language])) for each in errors]
    return found or [("", moves.told(refused.problem, words))]


def page_of(pointer: str) -> str:
    """The page where it is mended, with the place on it."""
    part = pointer.split("/")[1] if pointer.startswith("/") else ""
    place = f"paper-{pointer.rpartition('/')[2]}" if part == "documents" else pointer
    return f"{PAGES[part]}#{place}" if part in PAGES else "check"
