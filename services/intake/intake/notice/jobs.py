"""The call a notice makes: the message is written when it is sent, and the person is forgotten with it.

Telephone and e-mail are read in the transaction that leases the call and kept nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from intake.notice.clients import NAME, Mailbox
from intake.notice.machine import SEND
from intake.notice.schemas import Letter
from intake.notice.store import Matter, letter
from intake.notice.tables import MATTERS
from intake.version.rules import contact
from intake.version.store import text_of
from shared.contracts.message import Answer
from shared.kernel.db import Tx
from shared.kernel.errors import Unavailable
from shared.kernel.registry import Caller
from shared.kernel.sealing import Masters
from shared.reference.documents import Documents
from shared.reference.publication import Shelf


def calls(mailbox: Mailbox, masters: Masters) -> dict[str, Caller]:
    """How the calls of notices are made. `masters` open the applicant's telephone and e-mail."""
    shelf = Shelf()

    async def prepare(tx: Tx, notices: Sequence[UUID]) -> Mapping[UUID, Any]:
        rows = await tx.fetch(MATTERS, list(notices))
        documents = await shelf.take(tx, {("procedure", row["procedure"], row["version"]) for row in rows})
        return {row["id"]: (row, text_of(masters, row), documents) for row in rows}

    async def ask(question: Any, key: str, _tries: int) -> Answer:
        row, text, documents = question
        if text is None:
            raise Unavailable("who is to be told was erased")
        return await mailbox.post(written(row, text.parts["applicant"], documents), key)

    return {SEND: Caller(NAME, prepare, ask)}


def written(row: Any, applicant: dict[str, Any], documents: Documents) -> Letter:
    """The message of one notice."""
    matter = Matter(
        template=row["template"],
        addressee=applicant["kind"],
        code=row["code"],
        desk=row["desk"],
        agency=row["agency"],
        date=row["date"],
        amount=row["amount"],
        codes=tuple(json.loads(row["codes"] or "[]")),
        procedure=documents.get("procedure", row["procedure"], row["version"]),
        directory=documents.only("agencies"),
    )
    told = contact(applicant)
    return letter(matter, told["phone"], told.get("email"), applicant.get("language") or "vi")
