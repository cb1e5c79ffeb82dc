"""What goes to an applicant's address: that there is news, and where it is read. Over every template."""

from __future__ import annotations

from string import Template
from typing import Any

import pytest

from intake.channel.protocol import Message
from intake.ground.names import GROUNDS
from intake.notice.commands import Tell
from intake.notice.rules import telling
from intake.notice.schemas import Addressed
from intake.notice.store import LANGUAGES, TEMPLATES, message
from intake.rights.store import RIGHT_NAMES
from shared.contracts import intake
from tests.unit.intake.test_the_notices_words import ALL, TEXTS, UNTIL, matter, said

ABOUT = {**RIGHT_NAMES, **GROUNDS}
#: What a message may name: nothing that says who applies, for what, or why it was refused.
OPEN = {"code", "date", "desk", "agency", "you"}


@pytest.mark.parametrize(("template", "language"), TEXTS)
def test_a_message_names_a_code_a_date_and_an_agency_and_nothing_else(template: str, language: str) -> None:
    told = TEMPLATES[template][language]
    named = {name for part in ("subject", "message") for name in Template(told[part]).get_identifiers()}
    assert named <= OPEN
    assert LINK_WORDS[language] in sent(Tell(template, UNTIL), language).body


LINK_WORDS = {"vi": "Xem thông báo tại", "en": "Read the notice at"}
SECRET = ("0199555777", "kin.dao@hoagiang.example", "Phan Thị Kín Đáo", "099176543210")


def sent(tell: Tell, language: str = "vi", **changes: Any) -> Message:
    to = Addressed(SECRET[1], "r.mail", "https://portal.example/notices/1", UNTIL)
    return message(matter(tell, **changes), language, to)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tell", ALL, ids=lambda tell: tell.template)
def test_a_message_leads_to_the_notice_and_says_nothing_personal(tell: Tell, language: str) -> None:
    told, known = sent(tell, language), matter(tell)
    for text in (told.body, told.short):
        assert "https://portal.example/notices/1" in text
        assert "$" not in text + told.subject
        assert "  " not in text
        about = known.procedure.title.vi if known.procedure else ABOUT[known.asks or known.ground].vi
        assert not [secret for secret in (*SECRET, about, "đồng", "VND", "dữ liệu", "personal data") if secret in text]
    assert "\n" not in told.short + told.subject
    assert len(told.short) <= 300, "two parts of a long message"
    desk = {each.id: each.title for each in known.directory.agencies}[known.desk]
    assert getattr(desk, language) in told.body, "who writes"


def test_an_organisation_is_addressed_otherwise() -> None:
    (tell,) = telling(said(intake.DossierSubmitted))
    assert "Quý đơn vị" in sent(tell, addressee="organisation").body
    assert "Ông/Bà" in sent(tell).body
