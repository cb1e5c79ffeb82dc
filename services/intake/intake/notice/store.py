"""The texts of notices, kept in `templates.toml`, and the message that says that there is one. Pure after loading.

Codes are told by the titles of the reference data.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Template
from typing import Any, NamedTuple
from uuid import UUID

from intake.channel.protocol import Message
from intake.correction.rules import corrected, opened
from intake.ground.names import GROUNDS
from intake.ground.rules import opened as opened_mandate
from intake.notice.names import CLOCKS, HANDLED, READ_AT, RECEIVED, SIGNED, UNNAMED, YOU, YOUR_UNIT
from intake.notice.rules import AGENT
from intake.notice.schemas import Addressed, Written
from intake.notice.tables import ENDED, MATTERS, REQUESTED
from intake.rights.store import GROUND_NAMES, RIGHT_NAMES
from intake.version.store import text_of
from shared.contracts import workflow
from shared.contracts.names import Name
from shared.contracts.reference import Agencies, Procedure
from shared.contracts.reference.words import Text
from shared.contracts.spelled import moment, money
from shared.kernel.db import Tx
from shared.kernel.sealing import Masters
from shared.reference.documents import Documents
from shared.reference.officers import Act, Called
from shared.reference.publication import Shelf

TEMPLATES: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("templates.toml").read_text("utf-8"))
LANGUAGES = ("vi", "en")
PERSON, ORGANISATION = "person", "organisation"  # a letter addresses a person where no application says otherwise


class Deed(NamedTuple):
    """What was done, for which agency, by which officer (None: nobody who is known here), and when."""

    what: Name
    agency: str
    officer: Called | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a notice is about, and to which kind of applicant, when it is written; `code` is None before acceptance.

    A notice about a request has what it `asks`, one about a mandate its `ground`, and neither a procedure.
    """

    template: str
    addressee: str
    code: str | None
    desk: str
    agency: str
    date: datetime | None
    amount: int
    codes: tuple[str, ...]
    procedure: Procedure | None
    directory: Agencies
    deeds: tuple[Deed, ...] = ()
    asks: str = ""
    ground: str = ""


def text(matter: Matter, language: str) -> Written:
    """The whole notice, for who may read the dossier."""
    texts, values = TEMPLATES[matter.template][language], _values(matter, language)
    subject, body = (Template(texts[part]).substitute(values).strip() for part in ("subject", "body"))
    return Written(subject, " ".join([body, *(_signed(deed, matter, language) for deed in matter.deeds)]))


def _signed(deed: Deed, matter: Matter, language: str) -> str:
    """`Tiếp nhận: Trung tâm (Lê Thu Hà, Chuyên viên), 09 giờ 30 ngày 17/11/2026.`"""
    agencies = {agency.id: agency.title for agency in matter.directory.agencies}
    officer = f" ({deed.officer.name}, {_in(language, deed.officer.title)})" if deed.officer else ""
    agency = _in(language, agencies.get(deed.agency), deed.agency)
    return f"{_in(language, deed.what)}: {agency}{officer}, {_in(language, moment(deed.at))}."


def message(matter: Matter, language: str, to: Addressed) -> Message:
    """What goes to an address: that there is news, and where it is read."""
    texts, values = TEMPLATES[matter.template][language], _open_values(matter, language)
    subject, said = (Template(texts[part]).substitute(values).strip() for part in ("subject", "message"))
    read, signed = f"{_in(language, READ_AT)} {to.link}", values["desk"]
    body, short = f"{said}\n\n{read}\n\n{signed}\n", f"{said} {read} {signed}"
    return Message(to.address, to.reference, subject, body, short, to.at)


def _open_values(matter: Matter, language: str) -> dict[str, str]:
    """What may be read by anybody who sees the message: no component, reason, amount or procedure."""
    agencies = {agency.id: agency.title for agency in matter.directory.agencies}
    you = YOUR_UNIT if matter.addressee == "organisation" else YOU
    return {
        "code": matter.code or "",
        "date": _in(language, moment(matter.date)) if matter.date else "",
        "desk": _in(language, agencies.get(matter.desk), matter.desk),
        "agency": _in(language, agencies.get(matter.agency), matter.agency),
        "you": _in(language, you),
    }


def _values(matter: Matter, language: str) -> dict[str, str]:
    procedure = matter.procedure
    return _open_values(matter, language) | {
        "procedure": _in(language, procedure.title if procedure else None),
        "amount": _in(language, money(matter.amount)),
        "clock": _in(language, CLOCKS[procedure.clock_on_supplement] if procedure else None),
        "right": _in(language, RIGHT_NAMES.get(matter.asks)),
        "ground": _in(language, GROUNDS.get(matter.ground)),
        "items": ", ".join(_titles(matter.codes, procedure.components if procedure else (), language)),
        "reason": _reason(matter, language),
    }


def _in(language: str, title: Text | Name | None, otherwise: str = "") -> str:
    """A title in this language."""
    return str(getattr(title, language)) if title else otherwise


def _titles(codes: Iterable[str], known: Iterable[Any], language: str) -> list[str]:
    titles = {one.code: one.title for one in known}
    return [_in(language, titles.get(code), code) for code in codes]


def _reason(matter: Matter, language: str) -> str:
    """As the procedure calls it, or the system its own; what neither knows is in the agency's own letter."""
    procedure, code = matter.procedure, next(iter(matter.codes), "")
    if procedure is None:
        return _in(language, GROUND_NAMES.get(code, UNNAMED))
    listed = (*procedure.refusal_reasons, *procedure.stop_reasons, *procedure.apology_reasons)
    titles = {one.code: one.title for one in listed}
    return _in(language, titles.get(code) or workflow.REASONS.get(code, UNNAMED))


async def matters(tx: Tx, shelf: Shelf, notices: Iterable[UUID]) -> tuple[list[Any], Documents]:
    """What these notices are written from, and the documents that name its codes."""
    ids = list(notices)
    told, requested, ended = await tx.fetch_all((MATTERS, [ids]), (REQUESTED, [ids]), (ENDED, [ids]))
    return [*told, *requested, *ended], await shelf.take(
        tx, {("procedure", row["procedure"], row["version"]) for row in told}
    )


def applicant_of(masters: Masters, row: Any, granted: Mapping[UUID, Any]) -> dict[str, Any] | None:
    """Who is told, as they are reached now by the corrections `granted`, by dossier; None: it was erased."""
    if "asks" in row:
        box = masters.box(row["master"], row["wrapped"]) if row["wrapped"] else None
        asking = opened(box, row["request"], row["sealed"])
        return asking and {"kind": PERSON, **asking["contact"]}
    if "ground" in row:
        return _side(opened_mandate(masters, row), row["template"], granted.get(row["dossier"]))
    text = text_of(masters, row)
    return text and corrected(text.parts["applicant"], granted.get(row["dossier"]))


def _side(written: str | None, template: str, correction: Any) -> dict[str, Any] | None:
    """Who acts under a mandate, or for whom, as the template is for one of them."""
    if written is None:
        return None
    mandate = json.loads(written)
    if template.endswith(AGENT):
        kind, told = PERSON, mandate["representative"]
    else:
        kind = PERSON if "person" in mandate else ORGANISATION
        told = corrected(mandate[kind], correction)
    return {"phone": None, **told, "kind": kind, "language": mandate.get("language")}


def about(row: Any, addressee: str, documents: Documents, called: Mapping[Act, Called] | None = None) -> Matter:
    """What one notice is about, and who acted, if that is `called` by name."""
    return Matter(
        template=row["template"],
        addressee=addressee,
        code=row.get("code"),
        desk=row["desk"],
        agency=row.get("agency", row["desk"]),
        date=row["date"],
        amount=row["amount"],
        codes=tuple(json.loads(row["codes"] or "[]")),
        procedure=documents.get("procedure", row["procedure"], row["version"]) if "procedure" in row else None,
        directory=documents.only("agencies"),
        deeds=() if called is None else deeds(row, called),
        asks=row.get("asks", ""),
        ground=row.get("ground", ""),
    )


def acts(row: Any) -> list[Act]:
    """Which officers have acted, and when: nobody acts for an agency but they. A request names none."""
    if "asks" in row:
        return []
    found = [(row["receiver"], row["receiving"], row["received_at"]), (row["actor"], row["acting"], row["at"])]
    return [(actor, at) for actor, agency, at in found if agency]


def deeds(row: Any, called: Mapping[Act, Called]) -> tuple[Deed, ...]:
    """Who received the dossier, once somebody has, and who did what the notice is about."""
    template, done = row["template"], []
    if "asks" in row or ("ground" in row and not row["acting"]):
        return ()
    if row["received_at"]:
        receiver = called.get((row["receiver"], row["received_at"]))
        done = [Deed(RECEIVED, row["receiving"] or row["desk"], receiver, row["received_at"])]
    if template == "accepted":
        return tuple(done)
    officer = called.get((row["actor"], row["at"])) if row["acting"] else None
    what = SIGNED.get(template, HANDLED)
    return (*done, Deed(what, row["acting"] or row["agency"], officer, row["at"]))
