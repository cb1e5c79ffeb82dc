"""What a code of a place means on a day, what an old one has become, and how places are searched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from shared.contracts.reference import Commune, Former, Places
from shared.contracts.reference.words import Fault
from shared.contracts.spelled import folded

FIRST_WORD = ("xa ", "phuong ", "thi tran ", "dac khu ", "tinh ", "thanh pho ")


class Found(NamedTuple):
    """A commune with its province; a province alone."""

    province: Places
    commune: Commune | None = None

    @property
    def code(self) -> str:
        return (self.commune or self.province).code

    @property
    def name(self) -> str:
        return (self.commune or self.province).name


def commune(every: Iterable[Places], code: str, day: date) -> Found | None:
    """The commune that has this code on this day. `every`: the documents in force."""
    found = (Found(province, each) for province in every if (each := province.commune(code, day)))
    return next(found, None)


def became(every: Iterable[Places], code: str, then: date, day: date) -> list[Found]:
    """The communes of `day` that the one with this code `then` has become: itself, or one or several others."""
    every = list(every)
    found = commune(every, code, then)
    return [] if found is None else successors(every, found, day)


def successors(every: Iterable[Places], found: Found, day: date) -> list[Found]:
    """This commune on this day: itself, or what it has become by then."""
    old = found.commune
    if not isinstance(old, Former) or day < old.until:
        return [found]
    return [each for code in old.became for each in became(every, code, old.until, day)]


class InForce(NamedTuple):
    """The documents in force by code, and today. Without any no code is held against anybody."""

    every: Mapping[str, Places]
    day: date

    def faults(self, province: str, code: str) -> Iterator[Fault]:
        """What is wrong with the codes of an address; of an old one, what it has become."""
        own = self.every.get(province)
        if own is None or own.commune(code, self.day) is not None:
            if own is None and self.every:
                yield _told("province", province, self._provinces(province))
            return
        elsewhere = commune(self.every.values(), code, self.day)
        if elsewhere is not None:
            here = f"{elsewhere.province.name} ({elsewhere.province.code})"
            en, vi = f"{elsewhere.name} is in {here}", f"{elsewhere.name} thuộc {here}"
            yield Fault(("commune",), "elsewhere", en, vi)
        else:
            yield _told("commune", code, self._communes(code))

    def _provinces(self, code: str) -> _Ended | None:
        found = ((each, old) for each in self.every.values() for old in each.formerly if old.code == code)
        return next((_Ended(old.name, old.until, [Found(each)]) for each, old in found), None)

    def _communes(self, code: str) -> _Ended | None:
        found = [
            (one.until, one, Found(each, one))
            for each in self.every.values()
            for one in each.by_code.get(code, ())
            if isinstance(one, Former)
        ]
        if not found:
            return None
        until, old, last = max(found, key=lambda each: each[0])
        return _Ended(f"{old.name}, {old.within}", until, successors(self.every.values(), last, self.day))


class _Ended(NamedTuple):
    """The name of what had a code, the first day on which it was no more, and what it has become."""

    name: str
    until: date
    now: list[Found]


def _told(field: str, code: str, old: _Ended | None) -> Fault:
    if old is None:
        return Fault((field,), "unknown", f"{code} is not in the code list", f"Mã {code} không có trong danh mục")
    now = "; ".join(
        f"{each.name} ({each.code}), {each.province.name} ({each.province.code})"
        if each.commune
        else f"{each.name} ({each.code})"
        for each in old.now
    )
    en = f"was {old.name} until {old.until:%d/%m/%Y}, and is now: {now}"
    vi = f"Mã {code} là của {old.name}, đến ngày {old.until:%d/%m/%Y}; nay là: {now}"
    return Fault((field,), "ended", en, vi)


def on(every: Iterable[Places], day: date, province: str | None) -> Iterator[Found]:
    """Provinces and communes of this day; with a province its communes only."""
    for each in every:
        if province is None and each.since <= day and (each.until is None or day < each.until):
            yield Found(each)
        if province in (None, each.code):
            yield from (Found(each, one) for all_ in each.by_code.values() for one in all_ if one.existed(day))


class Index:
    """All places in force with their names as they are searched."""

    def __init__(self, every: Iterable[Places]) -> None:
        self.every = sorted(every, key=lambda each: each.code)
        self._folded: dict[str, str] = {}

    def listed(self, day: date, province: str | None) -> list[Found]:
        """The provinces, or the communes of one, in the order of their codes."""
        found = (each for each in on(self.every, day, province) if (each.commune is None) is (province is None))
        return sorted(found, key=lambda each: each.code)

    def search(self, day: date, province: str | None, name: str) -> list[Found]:
        """The places with all these words in their names; a word may be the beginning of one.

        A name that begins with them comes first, then a shorter one.
        """
        words = folded(name).split()
        asked = " ".join(words)
        found = [
            (_rank(self._fold(each.name), asked), each.code, each)
            for each in on(self.every, day, province)
            if all(f" {word}" in f" {self._fold(each.name)}" for word in words)
        ]
        return [each for *_, each in sorted(found, key=lambda one: one[:2])]

    def _fold(self, name: str) -> str:
        if name not in self._folded:
            self._folded[name] = folded(name)
        return self._folded[name]


def _rank(name: str, asked: str) -> tuple[bool, int, str]:
    kind = next((word for word in FIRST_WORD if name.startswith(word)), "")
    return not (name.startswith(asked) or name.removeprefix(kind).startswith(asked)), len(name), name
