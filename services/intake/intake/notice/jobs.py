"""The call a notice makes: the message is written when it is sent, and the person is forgotten with it.

Telephone and e-mail are read in the transaction that leases the call and kept nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from intake.correction.rules import corrected, opened
from intake.correction.store import corrections
from intake.notice.clients import NAME, Mailbox
from intake.notice.machine import SEND
from intake.notice.names import HANDLED, RECEIVED, SIGNED
from intake.notice.schemas import Letter
from intake.notice.store import Deed, Matter, letter
from intake.notice.tables import MATTERS, REQUESTED
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
        rows, requested = await tx.fetch_all((MATTERS, [list(notices)]), (REQUESTED, [list(notices)]))
        documents = await shelf.take(tx, {("procedure", row["procedure"], row["version"]) for row in rows})
        corrected_ = await corrections(tx, masters, [row["dossier"] for row in rows])
        told = [(row, _applicant(masters, row, corrected_)) for row in rows]
        asked = [(row, _asking(masters, row)) for row in requested]
        return {row["id"]: (row, applicant, documents) for row, applicant in (*told, *asked)}

    async def ask(question: Any, key: str, tries: int) -> Answer:
        row, applicant, documents = question
        if applicant is None:
            raise Unavailable("who is to be told was erased")
        called = await officers.called_by_now(Purpose.NOTICE, acts(row), tries)
        return await mailbox.post(written(row, applicant, documents, called), key)

    return {SEND: Caller(NAME, prepare, ask)}


def _applicant(masters: Masters, row: Any, corrections: Mapping[UUID, Any]) -> dict[str, Any] | None:
    """Who is told of a dossier; None: it was erased."""
    text = text_of(masters, row)
    return text and corrected(text.parts["applicant"], corrections.get(row["dossier"]))


def _asking(masters: Masters, row: Any) -> dict[str, Any] | None:
    """Who is told of a request; None: it was erased."""
    box = masters.box(row["master"], row["wrapped"]) if row["wrapped"] else None
    text = opened(box, row["request"], row["sealed"])
    return text and {"kind": "person", **text["contact"]}


def acts(row: Any) -> list[Act]:
    """Which officers have acted, and when: nobody acts for an agency but they. A request names none."""
    if "asks" in row:
        return []
    found = [(row["receiver"], row["receiving"], row["received_at"]), (row["actor"], row["acting"], row["at"])]
    return [(actor, at) for actor, agency, at in found if agency]


def deeds(row: Any, called: Mapping[Act, Called]) -> tuple[Deed, ...]:
    """Who received the dossier, once somebody has, and who did what the notice is about."""
    template, done = row["template"], []
    if "asks" in row:
        return ()
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
        code=row.get("code"),
        desk=row["desk"],
        agency=row.get("agency", row["desk"]),
        date=row["date"],
        amount=row["amount"],
        codes=tuple(json.loads(row["codes"] or "[]")),
        procedure=documents.get("procedure", row["procedure"], row["version"]) if "procedure" in row else None,
        directory=documents.only("agencies"),
        deeds=deeds(row, called),
        asks=row.get("asks", ""),
    )
    told = contact(applicant)
    return letter(matter, told["phone"], told.get("email"), applicant.get("language") or "vi")
