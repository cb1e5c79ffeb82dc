"""The agency directory: who there is, under whom, and where dossiers are received.

It knows ids, titles, tiers and the tree; which officer sits where and what an agency may do it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.reference.words import AgencyId, Code, Fault, Flag, Reference, Text, insist, twice


class Tier(StrEnum):
    """There is no district tier since 1 July 2025 (Luật 72/2025/QH15)."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class Agency(Reference):
    """desk: a one-stop desk, where dossiers are received and results returned (NĐ 118/2025/NĐ-CP).

    calendar: the code of the working calendar it counts by; None: the default one.
    """

    id: AgencyId
    title: Text
    parent: AgencyId | None
    tier: Tier
    desk: Flag
    calendar: Code | None = None


class Agencies(Reference):
    """The directory of one province. Ids are never reused: dossier codes begin with them.

    default: it is the one that counts; with False it is given up, which is for one that was published beside it.
    """

    code: Code
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    default: Flag = True

    @cached_property
    def calendars(self) -> dict[str, str]:
        """The calendars that agencies name, by agency."""
        return {agency.id: agency.calendar for agency in self.agencies if agency.calendar is not None}

    @model_validator(mode="after")
    def _is_a_forest(self) -> Self:
        parents = {agency.id: agency.parent for agency in self.agencies}
        insist(twice(("agencies",), (agency.id for agency in self.agencies)))
        insist(_strays(self.agencies, parents))
        insist(_under_themselves(self.agencies, parents))
        return self


def _strays(agencies: Iterable[Agency], parents: Mapping[str, str | None]) -> Iterator[Fault]:
    for n, agency in enumerate(agencies):
        if agency.parent is not None and agency.parent not in parents:
            en = f"{agency.id} is under {agency.parent}, which is not listed"
            vi = f"{agency.id} trực thuộc {agency.parent}, là cơ quan không có trong danh mục"
            yield Fault(("agencies", n, "parent"), "reference", en, vi)


def _under_themselves(agencies: Iterable[Agency], parents: Mapping[str, str | None]) -> Iterator[Fault]:
    for n, agency in enumerate(agencies):
        if _circles(agency.id, parents):
            en, vi = f"{agency.id} is under itself", f"{agency.id} trực thuộc chính nó"
            yield Fault(("agencies", n, "parent"), "circle", en, vi)


def _circles(start: str, parents: Mapping[str, str | None]) -> bool:
    """Whether going up from here comes back here; needs every parent listed."""
    above, seen = parents[start], set[str]()
    while above is not None and above not in seen:
        seen.add(above)
        above = parents[above]
    return start in seen
