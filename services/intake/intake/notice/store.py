"""The texts of notices, kept in `templates.toml`, and how a message is made of one. Pure after loading.

Codes are told by the titles of the reference data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Template
from typing import Any, NamedTuple

from intake.notice.names import CLOCKS, UNNAMED, YOU, YOUR_UNIT
from intake.notice.schemas import Letter
from intake.rights.store import GROUND_NAMES, RIGHT_NAMES
from shared.contracts import workflow
from shared.contracts.names import Name
from shared.contracts.reference import Agencies, Procedure
from shared.contracts.reference.words import Text
from shared.contracts.spelled import moment, money
from shared.reference.officers import Called

TEMPLATES: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("templates.toml").read_text("utf-8"))
LANGUAGES = ("vi", "en")


class Deed(NamedTuple):
    """What was done, for which agency, by which officer (None: nobody who is known here), and when."""

    what: Name
    agency: str
    officer: Called | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a message is about, and to which kind of applicant, when it is written; `code` is None before acceptance.

    A message about a request has what it `asks`, and no procedure.
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
    deeds: tuple[Deed, ...]
    asks: str = ""


def letter(matter: Matter, phone: str, email: str | None, language: str) -> Letter:
    """To the e-mail address if there is one, else to the telephone."""
    to, channel = (email, "mail") if email else (phone, "sms")
    texts = TEMPLATES[matter.template][language]
    values = _values(matter, language)
    subject, body = (Template(texts[part]).substitute(values).strip() for part in ("subject", "body"))
    signed = " ".join([body, *(_signed(deed, matter, language) for deed in matter.deeds)])
    return Letter(to, channel, matter.template, language, subject, signed)


def _signed(deed: Deed, matter: Matter, language: str) -> str:
    """`Tiếp nhận: Trung tâm (Lê Thu Hà, Chuyên viên), 09 giờ 30 ngày 17/11/2026.`"""
    agencies = {agency.id: agency.title for agency in matter.directory.agencies}
    officer = f" ({deed.officer.name}, {_in(language, deed.officer.title)})" if deed.officer else ""
    agency = _in(language, agencies.get(deed.agency), deed.agency)
    return f"{_in(language, deed.what)}: {agency}{officer}, {_in(language, moment(deed.at))}."


def _values(matter: Matter, language: str) -> dict[str, str]:
    agencies = {agency.id: agency.title for agency in matter.directory.agencies}
    named = {
        "date": moment(matter.date) if matter.date else Name("", ""),
        "amount": money(matter.amount),
        "clock": CLOCKS[matter.procedure.clock_on_supplement] if matter.procedure else None,
        "right": RIGHT_NAMES.get(matter.asks),
        "procedure": matter.procedure.title if matter.procedure else None,
        "you": YOUR_UNIT if matter.addressee == "organisation" else YOU,
    }
    return {
        "code": matter.code or "",
        "desk": _in(language, agencies.get(matter.desk), matter.desk),
        "agency": _in(language, agencies.get(matter.agency), matter.agency),
        "items": ", ".join(_titles(matter.codes, matter.procedure.components if matter.procedure else (), language)),
        "reason": _reason(matter, language),
        **{key: _in(language, name) for key, name in named.items()},
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
