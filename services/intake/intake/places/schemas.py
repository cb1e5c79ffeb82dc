"""What is answered about places. Names are Vietnamese, as the law has them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from intake.places.rules import Found, Index, successors
from shared.contracts.reference import Former


class PlaceName(BaseModel):
    """A place by code and name."""

    code: str
    name: str


class PlaceView(PlaceName):
    """A province (two digits) or a commune (five).

    `province`: of a commune. `within`: the district and province it was in while there were districts. `until`: the
    first day on which it is no more; `became`: what it is today, of which a part of it may have gone to each.
    """

    province: PlaceName | None
    within: str | None
    since: date | None
    until: date | None
    became: list[PlaceName]


def shown(index: Index, found: Found, today: date) -> PlaceView:
    """As it is answered."""
    one, province = found.commune or found.province, found.province
    old = one if isinstance(one, Former) else None
    then = successors(index.every, found, today) if old else []
    return PlaceView(
        code=one.code,
        name=one.name,
        province=PlaceName(code=province.code, name=province.name) if found.commune else None,
        within=old.within if old else None,
        since=one.since,
        until=old.until if old else province.until,
        became=[PlaceName(code=each.code, name=each.name) for each in then],
    )
