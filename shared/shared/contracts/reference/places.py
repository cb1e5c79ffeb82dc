"""The code list of places: a province, its communes, and what was before them (QĐ 19/2025/QĐ-TTg).

A commune's code is given again: 00004 was Phường Trúc Bạch and is Phường Ba Đình. So a code means something on a day
only. Names are Vietnamese, as the law has them. One document is one province.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from shared.contracts.reference.words import Fault, Reference, Words, insist, twice

ProvinceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
CommuneCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
#: Composed letters (NFC) and nothing that cannot be seen. There are 13,000 of them: a pattern is quicker than `Words`.
Name = Annotated[str, StringConstraints(max_length=200, pattern=r"^[0-9A-Za-zÀ-ÖØ-öø-ưẠ-ỹ .,'’()/-]+$")]
Day = datetime.date
CLOSED = ConfigDict(extra="forbid")


class FormerProvince(Reference):
    """A province that has become part of this one, and the first day on which it was no more."""

    code: ProvinceCode
    name: Name
    until: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune, ward or special zone (xã, phường, đặc khu). since: None is longer than the list knows."""

    __pydantic_config__ = CLOSED
    code: CommuneCode
    name: Name
    since: Day | None

    def existed(self, day: Day) -> bool:
        return self.since is None or self.since <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Former(Commune):
    """One that is no more from the day `until` on. within: its district and province; became: one, or several."""

    within: Name
    until: Day
    became: Annotated[tuple[CommuneCode, ...], Field(min_length=1)]

    def existed(self, day: Day) -> bool:
        return (self.since is None or self.since <= day) and day < self.until


class Places(Reference):
    """A province and its communes. until: the first day on which it is no more."""

    code: ProvinceCode
    name: Name
    since: Day
    until: Day | None = None
    source: Words
    formerly: tuple[FormerProvince, ...] = ()
    communes: Annotated[tuple[Commune, ...], Field(min_length=1)]
    former: tuple[Former, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, list[Commune]]:
        """All that had a code, in turn."""
        found: dict[str, list[Commune]] = defaultdict(list)
        for each in (*self.former, *self.communes):
            found[each.code].append(each)
        return dict(found)

    def commune(self, code: str, day: Day) -> Commune | None:
        """What had this code on this day; None: no commune that is or was in this province."""
        if self.until is not None and day >= self.until:
            return None
        return next((each for each in self.by_code.get(code, ()) if each.existed(day)), None)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        insist([*twice(("communes",), (each.code for each in self.communes)), *_ends_badly(self)])
        return self


def _ends_badly(places: Places) -> Iterator[Fault]:
    for n, each in enumerate(places.former):
        here = ("former", n)
        if each.since is not None and each.since >= each.until:
            en, vi = f"{each.code} ends before it begins", f"{each.code} kết thúc trước khi bắt đầu"
            yield Fault((*here, "until"), "order", en, vi)
        for code in each.became:
            if places.commune(code, each.until) is None:
                en = f"{each.code} became {code}, which is not listed on that day"
                vi = f"{each.code} trở thành {code}, là đơn vị không có trong danh mục vào ngày đó"
                yield Fault((*here, "became"), "unknown", en, vi)
