"""The agency directory: who there is, under whom, and where dossiers are received.

It knows ids, titles, tiers and the tree; which officer sits where and what an agency may do it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.reference.words import AgencyId, Code, Flag, Reference, Text, insist, repeated


class Tier(StrEnum):
    """There is no district tier since 1 July 2025 (Luật 72/2025/QH15)."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class Agency(Reference):
    """desk: a one-stop desk, where dossiers are received and results returned (NĐ 118/2025/NĐ-CP)."""

    id: AgencyId
    title: Text
    parent: AgencyId | None
    tier: Tier
    desk: Flag


class Agencies(Reference):
    """The directory of one province. Ids are never reused: dossier codes begin with them."""

    code: Code
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_a_forest(self) -> Self:
        parents = {agency.id: agency.parent for agency in self.agencies}
        insist(f"{twice} is listed twice" for twice in repeated(agency.id for agency in self.agencies))
        insist(f"{under} is under {above}, which is not listed" for under, above in _strays(parents))
        insist(f"{under} is under itself" for under in parents if _circles(under, parents))
        return self


def _strays(parents: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    return ((under, above) for under, above in parents.items() if above is not None and above not in parents)


def _circles(start: str, parents: Mapping[str, str | None]) -> bool:
    """Whether going up from here comes back here; needs every parent listed."""
    above, seen = parents[start], set[str]()
    while above is not None and above not in seen:
        seen.add(above)
        above = parents[above]
    return start in seen
