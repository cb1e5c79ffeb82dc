"""The route: the stations a procedure's dossiers pass through, in order, with the time each may take.

It knows what a sound plan is: found, ended, free of circles, signed before returned, within its time.
Who works at a station and what a dossier is doing there is workflow's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from graphlib import TopologicalSorter
from operator import itemgetter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.reference.limit import Limit, renamed
from shared.contracts.reference.words import (
    AgencyId,
    Code,
    Distinct,
    Fault,
    Hours,
    Place,
    Reference,
    Text,
    insist,
    twice,
)


class Kind(StrEnum):
    """What is done at a station."""

    APPRAISE = "appraise"
    CONSULT = "consult"
    COLLECT = "collect"
    SIGN = "sign"
    RETURN = "return"


class Role(StrEnum):
    """Who does it."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"


class Fixed(Reference):
    """This agency, whatever the dossier."""

    fixed: AgencyId


class Receiving(Reference):
    """The agency whose desk received the dossier."""

    rule: Literal["receiving"]


class Competent(Reference):
    """The agency that decides, by the procedure."""

    rule: Literal["competent"]


class Step(Reference):
    """One station. limit: how long the task may stay there. No next: the route ends here.

    Several next: branches that go on in parallel (liên thông cùng cấp, NĐ 61/2018/NĐ-CP Đ19.6). A step that
    several lead to is their join: it begins when all of them are done, at the lead agency it names.
    """

    code: Code
    kind: Kind
    title: Text
    agency: Fixed | Receiving | Competent
    role: Role
    limit: Limit
    next: Annotated[tuple[Code, ...], Field(max_length=10), Distinct] = ()

    @model_validator(mode="before")
    @classmethod
    def _before_units(cls, document: Any) -> Any:
        return renamed(document, {"working_hours": "limit"})


ENDINGS = (Kind.SIGN, Kind.RETURN)
Nexts = Mapping[str, tuple[str, ...]]
Way = tuple[str, ...]
Endings = tuple[Kind, ...]


class Route(Reference):
    """quy trình nội bộ: working_hours bounds every way through it, a day as eight (NĐ 61/2018/NĐ-CP Đ17-20)."""

    code: Code
    title: Text
    working_hours: Hours
    first: Code
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        """Each stage needs the one before: only known steps can be walked, only what ends can be summed."""
        nexts = {step.code: step.next for step in self.steps}
        insist([*twice(("steps",), (step.code for step in self.steps), "step", "bước"), *_unknown(self, nexts)])
        insist([*_unreachable(self, nexts), *_circles(self, nexts)])
        insist([*_too_long(self), *_wrongly_ended(self)])
        return self

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    def before(self, code: str) -> tuple[str, ...]:
        """The steps that lead to this one; more than one: it is their join."""
        return self._before[code]

    def is_turn(self, code: str, behind: set[str]) -> bool:
        """Is it this step's turn, once these are behind the case? A join waits for all that lead to it."""
        return behind.issuperset(self._before[code])

    @cached_property
    def _before(self) -> dict[str, tuple[str, ...]]:
        """What leads to each step; made once, because every move of a case asks."""
        return {there.code: tuple(step.code for step in self.steps if there.code in step.next) for there in self.steps}

    def place(self, code: str) -> Place:
        """Where this step stands in the document."""
        return "steps", next(n for n, step in enumerate(self.steps) if step.code == code)


def _unknown(route: Route, nexts: Nexts) -> Iterator[Fault]:
    if route.first not in nexts:
        en, vi = f"first is {route.first}, which is not a step", f"first là {route.first}, không phải là một bước"
        yield Fault(("first",), "reference", en, vi)
    for n, step in enumerate(route.steps):
        for m, code in enumerate(step.next):
            if code not in nexts:
                en = f"step {step.code} goes on to {code}, which is not a step"
                vi = f"bước {step.code} chuyển tiếp đến {code}, không phải là một bước"
                yield Fault(("steps", n, "next", m), "reference", en, vi)


def _unreachable(route: Route, nexts: Nexts) -> Iterator[Fault]:
    reached = {route.first} | ahead_of(route.first, nexts)
    for code in nexts:
        if code not in reached:
            en = f"step {code} cannot be reached from {route.first}"
            yield Fault(route.place(code), "unreachable", en, f"không thể đến bước {code} từ bước {route.first}")


def _circles(route: Route, nexts: Nexts) -> Iterator[Fault]:
    """Where nothing circles, every way ends: this is also the proof that each step reaches an end."""
    for code in nexts:
        if code in ahead_of(code, nexts):
            en, vi = f"step {code} comes back to itself", f"bước {code} quay lại chính nó"
            yield Fault(route.place(code), "circle", en, vi)


def _too_long(route: Route) -> Iterator[Fault]:
    """Bounds the longest way through the route: every other one takes less."""
    longest: dict[str, tuple[int, Way]] = {}
    for step in _last_first(route):
        hours, way = max((longest[ahead] for ahead in step.next), default=(0, ()), key=itemgetter(0))
        longest[step.code] = hours + step.limit.hours, (step.code, *way)
    hours, way = longest[route.first]
    if hours > route.working_hours:
        en = f"{' > '.join(way)} takes {hours} working hours, the route has {route.working_hours}"
        vi = f"{' > '.join(way)} cần {hours} giờ làm việc, quy trình chỉ có {route.working_hours}"
        yield Fault(("working_hours",), "hours", en, vi)


def _wrongly_ended(route: Route) -> Iterator[Fault]:
    """Every way signs exactly once, then returns, and ends there; of ways with the same fault, one is reported."""
    for (*endings, last), way in _ways(route).items():
        told = " > ".join(way)
        if endings != list(ENDINGS):
            en = f"{told} must sign exactly once and then return exactly once"
            vi = f"{told} phải ký đúng một lần rồi trả kết quả đúng một lần"
            yield Fault(route.place(way[-1]), "endings", en, vi)
        elif last is not Kind.RETURN:
            en, vi = f"{told} goes on after the result is returned", f"{told} còn tiếp tục sau khi trả kết quả"
            yield Fault(route.place(way[-1]), "after_return", en, vi)


def _ways(route: Route) -> dict[Endings, Way]:
    """The ways through the route by what they sign and return (three of it at most), and the kind they end with."""
    ways: dict[str, dict[Endings, Way]] = {}
    for step in _last_first(route):
        found: dict[Endings, Way] = {} if step.next else {(*_ending(step), step.kind): (step.code,)}
        for ahead in step.next:
            for (*endings, last), way in ways[ahead].items():
                found.setdefault((*(*_ending(step), *endings)[:3], last), (step.code, *way))
        ways[step.code] = found
    return ways[route.first]


def _last_first(route: Route) -> list[Step]:
    """Each step after all it leads to; only for plans without circles."""
    steps = {step.code: step for step in route.steps}
    return [steps[code] for code in TopologicalSorter({code: step.next for code, step in steps.items()}).static_order()]


def _ending(step: Step) -> tuple[Kind, ...]:
    return (step.kind,) if step.kind in ENDINGS else ()


def ahead_of(start: str, nexts: Nexts) -> set[str]:
    """Every step that can still come after this one."""
    seen, frontier = set[str](), [*nexts[start]]
    while frontier:
        here = frontier.pop()
        if here not in seen:
            seen.add(here)
            frontier += nexts[here]
    return seen
