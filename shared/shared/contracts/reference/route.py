"""The route: the stations a procedure's dossiers pass through, in order, with the time each may take.

It knows what a sound plan is: found, ended, free of circles, signed before returned, within its time.
Who works at a station and what a dossier is doing there is workflow's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.reference.words import AgencyId, Code, Distinct, Hours, Reference, Text, insist, repeated


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
    """The agency that decides, as the procedure says."""

    rule: Literal["competent"]


class Step(Reference):
    """One station. working_hours: how long the task may stay there. No next: the route ends here.

    Several next: branches that go on in parallel (liên thông cùng cấp, NĐ 61/2018/NĐ-CP Đ19.6). A step that
    several lead to is their join: it begins when all of them are done, at the lead agency it names.
    """

    code: Code
    kind: Kind
    title: Text
    agency: Fixed | Receiving | Competent
    role: Role
    working_hours: Hours
    next: Annotated[tuple[Code, ...], Field(max_length=10), Distinct] = ()


ENDINGS = (Kind.SIGN, Kind.RETURN)
Nexts = Mapping[str, tuple[str, ...]]


class Route(Reference):
    """quy trình nội bộ: working_hours bounds every way through it (NĐ 61/2018/NĐ-CP Đ17-20)."""

    code: Code
    title: Text
    working_hours: Hours
    first: Code
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        """Each stage needs the one before: only known steps can be walked, only what ends can be summed."""
        nexts = {step.code: step.next for step in self.steps}
        insist([*_listed_twice(self), *_unknown(self.first, nexts)])
        insist([*_unreachable(self.first, nexts), *_circles(nexts)])
        insist(fault for path in paths(self.first, nexts) for fault in self._faults_of(path))
        return self

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    def before(self, code: str) -> tuple[str, ...]:
        """The steps that lead to this one; more than one: it is their join."""
        return tuple(step.code for step in self.steps if code in step.next)

    def _faults_of(self, path: tuple[str, ...]) -> Iterator[str]:
        steps, way = [self.step(code) for code in path], " > ".join(path)
        if (hours := sum(step.working_hours for step in steps)) > self.working_hours:
            yield f"{way} takes {hours} working hours, the route has {self.working_hours}"
        if [step.kind for step in steps if step.kind in ENDINGS] != list(ENDINGS):
            yield f"{way} must sign exactly once and then return exactly once"
        elif steps[-1].kind is not Kind.RETURN:
            yield f"{way} goes on after the result is returned"


def _listed_twice(route: Route) -> Iterator[str]:
    return (f"step {code} is listed twice" for code in repeated(step.code for step in route.steps))


def _unknown(first: str, nexts: Nexts) -> Iterator[str]:
    if first not in nexts:
        yield f"first is {first}, which is not a step"
    for here, ahead in nexts.items():
        lost = [code for code in ahead if code not in nexts]
        yield from (f"step {here} goes on to {code}, which is not a step" for code in lost)


def _unreachable(first: str, nexts: Nexts) -> Iterator[str]:
    reached = {first} | ahead_of(first, nexts)
    return (f"step {code} cannot be reached from {first}" for code in nexts if code not in reached)


def _circles(nexts: Nexts) -> Iterator[str]:
    """Where nothing circles, every way ends: this is also the proof that each step reaches an end."""
    return (f"step {code} comes back to itself" for code in nexts if code in ahead_of(code, nexts))


def ahead_of(start: str, nexts: Nexts) -> set[str]:
    """Every step that can still come after this one."""
    seen, frontier = set[str](), [*nexts[start]]
    while frontier:
        here = frontier.pop()
        if here not in seen:
            seen.add(here)
            frontier += nexts[here]
    return seen


def paths(start: str, nexts: Nexts) -> Iterator[tuple[str, ...]]:
    """Every way from this step to an end; only for plans without circles."""
    if not nexts[start]:
        yield (start,)
    for ahead in nexts[start]:
        yield from ((start, *rest) for rest in paths(ahead, nexts))
