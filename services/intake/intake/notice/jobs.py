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
from intake.notice.names import HANDLED, RECEIVED, SIGNED
from intake.notice.schemas import Letter
from intake.notice.store import Deed, Matter, letter
from intake.notice.tables import MATTERS
from intake.version.rules import contact
from intake.version.store import text_of
from shared.contracts.message import Answer
from shared.kernel.db import Tx
from shared.kernel.errors import Unavailable
from shared.kernel.registry import Caller
from shared.kernel.sealing import Masters
from shared.reference.documents import Documents
from shared.reference.officers import Act, Called, Officers, Purpose
from shared.reference.publication import Shelf


def calls(mailbox: Mailbox, masters: Masters, officers: Officers) -> dict[str, Caller]:
    """How the calls of notices are made. `masters` open the applicant's telephone and e-mail."""
    shelf = Shelf()

    async def prepare(tx: Tx, notices: Sequence[UUID]) -> Mapping[UUID, Any]:
        rows = await tx.fetch(MATTERS, list(notices))
        documents = await shelf.take(tx, {("procedure", row["procedure"], row["version"]) for row in rows})
        return {row["id"]: (row, text_of(masters, row), documents) for row in rows}

    async def ask(question: Any, key: str, tries: int) -> Answer:
        row, text, documents = question
        if text is None:
            raise Unavailable("who is to be told was erased")
        called = await officers.called_by_now(Purpose.NOTICE, acts(row), tries)
        return await mailbox.post(written(row, text.parts["applicant"], documents, called), key)

    return {SEND: Caller(NAME, prepare, ask)}


def acts(row: Any) -> list[Act]:
    """Which officers have acted, and when: nobody acts for an agency but they."""
    found = [(row["receiver"], row["receiving"], row["received_at"]), (row["actor"], row["acting"], row["at"])]
    return [(actor, at) for actor, agency, at in found if agency]


def deeds(row: Any, called: Mapping[Act, Called]) -> tuple[Deed, ...]:
    """Who received the dossier, once somebody has, and who did what the notice is about."""
    template, done = row["template"], []
    if row["received_at"]:
        receiver = called.get((row["receiver"], row["received_at"]))
        done = [Deed(RECEIVED, row["receiving"] or row["desk"], receiver, row["received_at"])]
    if template == "accepted":
        return tuple(done)
    officer = called.get((row["actor"], row["at"])) if row["acting"] else None
    what = SIGNED.get(template, HANDLED)
    return (*done, Deed(what, row["acting"] or row["agency"], officer, row["at"]))


def written(row: Any, applicant: dict[str, Any], documents: Documents, called: Mapping[Act, Called]) -> Letter:
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
        deeds=deeds(row, called),
    )
    told = contact(applicant)
    return letter(matter, told["phone"], told.get("email"), applicant.get("language") or "vi")
