"""What the console says: every sentence of its sources has a translation, and figures are written as people do."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import motcua_console
from motcua_console.words import Words, words_of

HOME = Path(motcua_console.__file__).parent
TEMPLATES = "templates/**.html"
NAMED = re.compile(r"%\((\w+)\)s")


def sources() -> set[str]:
    """Every sentence that a page or a template says."""
    found = extract_from_dir(
        str(HOME),
        method_map=[("**.py", "python"), (TEMPLATES, "jinja2")],
        keywords={"_": None, "say": None},
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def translated() -> dict[str, str]:
    catalogue = read_po(BytesIO((HOME / "locale" / "vi.po").read_bytes()), locale="vi")
    return {str(each.id): str(each.string) for each in catalogue if each.id}


def test_every_sentence_is_translated_and_no_other() -> None:
    assert translated().keys() == sources()
    assert [one for one, other in translated().items() if not other.strip()] == []


def test_a_translation_names_the_same_values() -> None:
    assert [one for one, other in translated().items() if {*NAMED.findall(one)} != {*NAMED.findall(other)}] == []


@pytest.mark.parametrize(
    ("language", "day", "time", "money"),
    [
        ("vi", "29/11/2026", "29/11/2026 07:05", "8.000 đồng"),
        ("en", "29 November 2026", "29 November 2026 07:05", "VND 8,000"),
    ],
)
def test_dates_and_money_are_those_of_the_province(language: str, day: str, time: str, money: str) -> None:
    words = words_of(language)
    assert words.day("2026-11-29") == words.day("2026-11-29T00:05:00Z") == day
    assert words.time("2026-11-29T00:05:00Z") == time
    assert words.money(8000) == money


def test_what_is_due_says_how_long_or_how_late() -> None:
    words = Words("vi")
    now = "2026-11-29T10:00:00Z"
    assert words.remaining("2026-11-29T13:00:00Z", now, None) == "còn 3 giờ"
    assert words.remaining("2026-11-27T10:00:00Z", now, None) == "quá hạn 2 ngày"
    assert words.remaining(None, now, 500) == "đang tạm dừng, còn 1 ngày làm việc 0 giờ"
    assert words.remaining(None, now, None) == ""
    assert words.late(now, now)
    assert not words.late(None, now)
