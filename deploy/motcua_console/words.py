"""Words of one language: sentences from the catalogue, and dates, times and money as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from shared.contracts import spelled
from shared.contracts.names import Name

LANGUAGES = ("vi", "en")
CALLED = {"vi": "Tiếng Việt", "en": "English"}
DAY, KIB = 24 * 3600.0, 1024  # seconds, bytes
Told = Mapping[str, Any] | None


class Words:
    """What a page says. English is the language of the sources; the others are catalogues."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.other = next(each for each in LANGUAGES if each != language)
        self.catalogue = _catalogue(language)
        self._locale = Locale.parse(language)

    def say(self, sentence: str, **values: Any) -> str:
        """A sentence, with values where it names them."""
        told = self.catalogue.gettext(sentence)
        return told % values if values else told

    def text(self, told: Told, otherwise: str = "") -> str:
        """What a service says in both languages."""
        return str(told.get(self.language) or otherwise) if told else otherwise

    def day(self, when: str | None) -> str:
        """The date of a day or of a time."""
        if not when:
            return ""
        return self._one(spelled.day(date.fromisoformat(when) if len(when) == len("2026-01-01") else _local(when)))

    def time(self, when: str | None) -> str:
        """Date and time, as they stand in a table."""
        return f"{self.day(when)} {self.clock(when)}" if when else ""

    def clock(self, when: str) -> str:
        """The time of a day."""
        return f"{_local(when):%H:%M}"

    def second(self, when: datetime) -> str:
        """A time of this year to the second, as it stands in a long table."""
        return f"{when.astimezone(spelled.PROVINCE):%d/%m %H:%M:%S}"

    def remaining(self, due: str | None, now: str, left: int | None) -> str:
        """How long until it is due, or how late it is. `left`: working minutes, while the clock is suspended."""
        if due is None:
            return "" if left is None else self.say("suspended, %(length)s left", length=self._working(left))
        seconds = (datetime.fromisoformat(due) - datetime.fromisoformat(now)).total_seconds()
        words = self.length(abs(seconds))
        return self.say("%(length)s left", length=words) if seconds > 0 else self.say("%(length)s late", length=words)

    def late(self, due: str | None, now: str) -> bool:
        """Whether it was due by now."""
        return due is not None and datetime.fromisoformat(due) <= datetime.fromisoformat(now)

    def idle(self, before: str | None, at: str) -> str:
        """How long nothing happened between two times; empty: less than a day."""
        seconds = (datetime.fromisoformat(at) - datetime.fromisoformat(before or at)).total_seconds()
        return self.say("%(length)s without a change", length=self.length(seconds)) if seconds >= DAY else ""

    def length(self, seconds: float) -> str:
        """A length of time: days from two days on."""
        if seconds >= 2 * DAY:
            return self.say("%(days)s days", days=int(seconds // DAY))
        return self._one(spelled.duration(seconds))

    def ago(self, when: str | datetime, now: datetime) -> str:
        """How long ago it was."""
        at = datetime.fromisoformat(when) if isinstance(when, str) else when
        return self.say("%(length)s ago", length=self.length(max(0.0, (now - at).total_seconds())))

    def number(self, value: float) -> str:
        """Grouped by thousands."""
        return format_decimal(value, locale=self._locale)

    def bytes(self, size: int) -> str:
        """A size of a file."""
        return self._one(spelled.size(max(KIB, size - size % KIB)))

    def money(self, dong: int) -> str:
        """An amount."""
        return self._one(spelled.money(dong))

    def _one(self, name: Name) -> str:
        return name.vi if self.language == "vi" else name.en

    def _working(self, minutes: int) -> str:
        days, rest = divmod(minutes, 480)
        hours = rest // 60
        if days:
            return self.say("%(days)s working days %(hours)s h", days=days, hours=hours)
        return self.say("%(hours)s h %(minutes)s min", hours=hours, minutes=rest % 60)


def _local(when: str) -> datetime:
    return datetime.fromisoformat(when).astimezone(spelled.PROVINCE)


@cache
def words_of(language: str) -> Words:
    """The words of a language of LANGUAGES."""
    return Words(language)


def _catalogue(language: str) -> NullTranslations:
    source = files("motcua_console") / "locale" / f"{language}.po"
    if not source.is_file():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
