"""The texts of notices, kept in `templates.toml`, and how a message is made of one. Pure after loading.

Moments are written in Asia/Ho_Chi_Minh, money in VND, codes by the titles of the reference data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from intake.notice.schemas import Letter
from shared.contracts import workflow
from shared.contracts.reference import Agencies, Procedure
from shared.contracts.reference.words import Coded, Text

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
TEMPLATES: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("templates.toml").read_text("utf-8"))
LANGUAGES = ("vi", "en")

#: Reasons of deadlines, here and in workflow, and the text for a reason that no procedure lists.
OWN = {
    workflow.SUPPLEMENT_LATE: {"vi": "quá thời hạn bổ sung giấy tờ", "en": "what was asked for did not come in time"},
    workflow.FEE_LATE: {"vi": "quá thời hạn nộp phí, lệ phí", "en": "the fee was not paid in time"},
}
UNNAMED = {"vi": "theo văn bản của cơ quan giải quyết", "en": "as the agency has written to you"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a message is about, as it is known when it is written; `code` is None before acceptance."""

    template: str
    code: str | None
    desk: str
    agency: str
    date: datetime | None
    amount: int
    codes: tuple[str, ...]
    procedure: Procedure
    directory: Agencies


def letter(matter: Matter, phone: str, email: str | None, language: str) -> Letter:
    """To the e-mail address if there is one, else to the telephone."""
    to, channel = (email, "mail") if email else (phone, "sms")
    texts = TEMPLATES[matter.template][language]
    values = _values(matter, language)
    subject, body = (Template(texts[part]).substitute(values).strip() for part in ("subject", "body"))
    return Letter(to, channel, matter.template, language, subject, body)


def _values(matter: Matter, language: str) -> dict[str, str]:
    agencies = {agency.id: agency.title for agency in matter.directory.agencies}
    return {
        "code": matter.code or "",
        "procedure": _in(language, matter.procedure.title),
        "desk": _in(language, agencies.get(matter.desk), matter.desk),
        "agency": _in(language, agencies.get(matter.agency), matter.agency),
        "date": moment(matter.date, language) if matter.date else "",
        "amount": money(matter.amount, language),
        "items": ", ".join(_titles(matter.codes, matter.procedure.components, language)),
        "reason": _reason(matter, language),
    }


def _in(language: str, title: Text | None, otherwise: str = "") -> str:
    """A title in this language."""
    return str(getattr(title, language)) if title else otherwise


def _titles(codes: Iterable[str], known: Iterable[Any], language: str) -> list[str]:
    titles = {one.code: one.title for one in known}
    return [_in(language, titles.get(code), code) for code in codes]


def _reason(matter: Matter, language: str) -> str:
    procedure = matter.procedure
    reasons: Mapping[str, Coded] = {one.code: one for one in (*procedure.refusal_reasons, *procedure.stop_reasons)}
    code = next(iter(matter.codes), "")
    return _in(language, reasons[code].title) if code in reasons else OWN.get(code, UNNAMED)[language]


def moment(at: datetime, language: str) -> str:
    """`09 giờ 30 ngày 17/11/2026`, `09:30 on 17 November 2026`."""
    there = at.astimezone(PROVINCE)
    if language == "vi":
        return f"{there:%H} giờ {there:%M} ngày {there:%d/%m/%Y}"
    return f"{there:%H:%M} on {there.day} {there:%B %Y}"


def money(amount: int, language: str) -> str:
    """`1.200.000 đồng`, `VND 1,200,000`."""
    return f"{amount:,} đồng".replace(",", ".") if language == "vi" else f"VND {amount:,}"
