"""Time limits as the law gives them: so many working hours, working days or calendar days, at once, or the same day.

It knows what is written in a document; moments are counted by `shared.reference`, words are in `spelled`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from shared.contracts.reference.words import Code, Fault, Reference, insist

ONE_DAY = 8  # working hours
MINUTES_OF_A_DAY = 60 * ONE_DAY
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class LimitUnit(StrEnum):
    """What a time limit is counted in.

    The day of receipt does not count (BLDS 2015 Đ147.2), and a limit in days ends when the desk closes. A limit in
    calendar days that would end on a day off ends on the next working day (Đ148.5).
    """

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    AT_ONCE = "at_once"
    SAME_DAY = "same_day"


WITHOUT_AMOUNT = (LimitUnit.AT_ONCE, LimitUnit.SAME_DAY)


class Limit(Reference):
    """amount: of units; none for what is done at once or the same day.

    after: what is received at this local time or later counts as received on the next working day (NĐ 61/2018/NĐ-CP
    Đ18; Hà Nội's QĐ 1811/QĐ-TTPVHCC: after 15:00). None: the closing time of the desk.
    source: the article that gives the limit.
    """

    unit: LimitUnit
    amount: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    after: Clock | None = None
    source: Annotated[str, StringConstraints(max_length=200)] = ""

    @property
    def minutes(self) -> int:
        """The amount as events carry it: working minutes; a day, of either kind, is 480; at once and same day: 1."""
        match self.unit:
            case LimitUnit.WORKING_HOURS:
                return 60 * self.amount
            case LimitUnit.WORKING_DAYS | LimitUnit.CALENDAR_DAYS:
                return MINUTES_OF_A_DAY * self.amount
            case _:
                return 1

    @property
    def hours(self) -> int:
        """Working hours that the limit takes at most, a day as eight: what a route's steps are added up in."""
        return self.amount if self.unit is LimitUnit.WORKING_HOURS else ONE_DAY * max(1, self.amount)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        insist(_amount(self))
        return self


def _amount(limit: Limit) -> Iterator[Fault]:
    if limit.unit in WITHOUT_AMOUNT and limit.amount:
        en, vi = f"{limit.unit} has no amount", "giải quyết ngay hoặc trong ngày thì không có số lượng"
        yield Fault(("amount",), "amount", en, vi)
    if limit.unit not in WITHOUT_AMOUNT and not limit.amount:
        yield Fault(("amount",), "amount", "a time limit is at least 1", "thời hạn ít nhất là 1")


def hours(amount: int) -> dict[str, Any]:
    """So many working hours, as a document has them."""
    return {"unit": str(LimitUnit.WORKING_HOURS), "amount": amount}


def renamed(document: Any, names: Mapping[str, str]) -> Any:
    """A document from before limits had units: old name -> name, the number as working hours."""
    if not isinstance(document, dict) or not names.keys() & document.keys():
        return document
    kept = {name: value for name, value in document.items() if name not in names}
    return kept | {new: hours(document[old]) for old, new in names.items() if old in document}


class TimeLimit(Reference):
    """The limit of a procedure for some channels and some answers.

    legal: as the law gives it. promised: what the agency promises and is held to, if that is shorter.
    channels: it holds for; none: for all. when: fact -> the values it holds for; none: for all.
    """

    legal: Limit
    promised: Limit | None = None
    channels: tuple[Code, ...] = ()
    when: Annotated[dict[Code, tuple[str | bool, ...]], Field(default_factory=dict)]

    @property
    def kept(self) -> Limit:
        """The one that counts."""
        return self.promised or self.legal

    def holds(self, channel: str, facts: Mapping[str, Any]) -> bool:
        """Whether it holds for what came in this way with these facts."""
        return (not self.channels or channel in self.channels) and all(
            facts.get(fact) in values for fact, values in self.when.items()
        )
