"""Erasing applicants one after the other: a package leaves, then the keys go. It can be stopped, and goes on."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Any

from motcua.stack.people import Person, Unexpected

PAGE = 500


class Outcome(StrEnum):
    """What became of one applicant."""

    ERASED = "erased"
    BEFORE = "erased before"
    KEPT = "not erased"


def followers() -> dict[str, str]:
    """What each service does when an applicant is erased."""
    from sync_gateway.forgetting.models import EXCHANGE  # noqa: PLC0415  # an erasure alone needs no service's code

    nothing = "keeps nothing of a person"
    return {
        "intake": "destroys the keys at once, after the package has left",
        "sync-gateway": f"destroys its keys {EXCHANGE.years} years after what it told last: {EXCHANGE.source}",
        **dict.fromkeys(("workflow", "payment", "postal"), nothing),
    }


async def due(operator: Person) -> list[dict[str, Any]]:
    """All of whom no law keeps anything any more."""
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["applicant"] if found else None
        page = (await operator.intake.list_due(after=after, limit=PAGE)).body
        found += [dict(each) for each in page]
        if len(page) < PAGE:
            return found


class Erasing:
    """Erases as an operator."""

    def __init__(self, operator: Person) -> None:
        self._intake = operator.intake

    async def erase(self, applicant: str) -> dict[str, Any]:
        """What became of one, with the receipt. Raises Unexpected but for what must be kept."""
        if await self._is_erased(applicant):
            return {"applicant": applicant, "outcome": Outcome.BEFORE}
        try:
            await self._intake.archive_applicant(applicant)
            done = (await self._intake.erase_applicant(applicant)).body
        except Unexpected as refused:
            if refused.answer.status_code != HTTPStatus.CONFLICT:
                raise
            return {"applicant": applicant, "outcome": Outcome.KEPT, "why": refused.problem["en"]["title"]}
        return {**done, "applicant": applicant, "outcome": Outcome.ERASED}

    async def _is_erased(self, applicant: str) -> bool:
        try:
            return (await self._intake.read_erasure(applicant)).body["state"] == "erased"
        except Unexpected as refused:
            if refused.answer.status_code != HTTPStatus.NOT_FOUND:
                raise
            return False
