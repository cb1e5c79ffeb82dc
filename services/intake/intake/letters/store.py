"""Notices as they are read: written anew from codes, with what became of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from intake.letters.schemas import Attempt, LetterText, LetterTexts, LetterView
from intake.notice.names import CHANNELS, NAMES, OUTCOMES, REASONS, TEMPLATES
from intake.notice.store import PERSON, about, acts, applicant_of, matters, text
from intake.tracking.views import bilingual
from shared.kernel.db import Tx
from shared.kernel.sealing import Masters
from shared.reference.documents import Documents
from shared.reference.officers import Act, Called, Officers, Purpose
from shared.reference.publication import Shelf


class Found(NamedTuple):
    """Notices as they are stored, and the documents that name their codes."""

    rows: Sequence[Any]
    documents: Documents


class Letters:
    """Reads notices. Of the application only the kind of applicant is looked at, by which a letter addresses them."""

    def __init__(self, masters: Masters, shelf: Shelf, officers: Officers) -> None:
        self._masters, self._shelf, self._officers = masters, shelf, officers

    async def find(self, tx: Tx, ids: Sequence[UUID]) -> Found:
        """What these notices are written from."""
        rows, documents = await matters(tx, self._shelf, ids)
        return Found(sorted(rows, key=lambda row: (row["at"], row["id"])), documents)

    async def read(self, found: Found) -> list[LetterView]:
        """In the order of what they tell. Officers whose names cannot be asked for now are left out."""
        all_acts = [act for row in found.rows for act in acts(row)]
        called = await self._officers.called_at_once(Purpose.NOTICE, all_acts)
        return [self._view(row, found.documents, called) for row in found.rows]

    def _view(self, row: Any, documents: Documents, called: Mapping[Act, Called]) -> LetterView:
        applicant = applicant_of(self._masters, row, {})
        told = about(row, applicant["kind"] if applicant else PERSON, documents, called)
        texts = {language: LetterText(**text(told, language)._asdict()) for language in ("vi", "en")}
        return LetterView(
            id=row["id"],
            dossier=row["dossier"],
            template=row["template"],
            title=bilingual(TEMPLATES[row["template"]]),
            at=row["at"],
            state=row["state"],
            state_title=bilingual(NAMES.states[row["state"]].title),
            held_until=row["held_until"] if row["state"] == "held" else None,
            reason=bilingual(REASONS[row["reason"]]) if row["reason"] else None,
            attempts=_attempts(row),
            text=LetterTexts(**texts),
        )


def _attempts(row: Any) -> list[Attempt]:
    return [
        Attempt(
            channel=each["channel"],
            channel_title=bilingual(CHANNELS[each["channel"]]),
            outcome=each["outcome"],
            title=bilingual(OUTCOMES[each["outcome"]]),
            at=each["at"],
        )
        for each in json.loads(row["attempts"] or "[]")
    ]
