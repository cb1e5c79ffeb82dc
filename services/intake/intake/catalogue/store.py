"""The list of procedures, as bytes: asked for by anybody, and made anew only after a publication or at midnight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pydantic_core

from intake.catalogue.schemas import Offer
from shared.contracts import spelled
from shared.contracts.reference import Text, TimeLimit, day_of
from shared.contracts.reference.limit import hours as in_hours
from shared.kernel.db import Tx

IN_FORCE = """
select code, max(version) as version, (select now() + ahead from clock) as now
from publications where kind = 'procedure' group by code order by code
"""
SHORT = """
select p.code, p.version, jsonb_build_object(
    'code', p.code, 'version', p.version, 'title', p.content -> 'title', 'sector', p.content -> 'sector',
    'channels', p.content -> 'channels', 'limit', p.content #> '{limits,-1}', 'hours', p.content -> 'working_hours',
    'fees', (select coalesce(sum((fee ->> 'amount')::bigint), 0) from jsonb_array_elements(p.content -> 'fees') fee),
    'retired_on', p.content -> 'retired_on', 'successor', p.content -> 'successor') as short
from publications p join unnest($1::text[], $2::bigint[]) u(code, version) using (code, version)
where p.kind = 'procedure'
"""

Version = tuple[str, int]


class Offers:
    """What a process has read. A version never changes, so each is read once."""

    def __init__(self) -> None:
        self._short: dict[Version, Mapping[str, Any]] = {}
        self._made: tuple[tuple[list[Version], date], bytes] | None = None

    async def read(self, tx: Tx) -> bytes:
        """The list of today, in the order of the codes."""
        rows = await tx.fetch(IN_FORCE)
        if not rows:
            return b"[]"
        versions, today = [(row["code"], row["version"]) for row in rows], day_of(rows[0]["now"])
        if self._made is None or self._made[0] != (versions, today):
            await self._learn(tx, [version for version in versions if version not in self._short])
            self._made = (versions, today), listed([self._short[version] for version in versions], today)
        return self._made[1]

    async def _learn(self, tx: Tx, missing: list[Version]) -> None:
        if missing:
            rows = await tx.fetch(SHORT, *map(list, zip(*missing, strict=True)))
            self._short |= {(row["code"], row["version"]): pydantic_core.from_json(row["short"]) for row in rows}


def listed(short: list[Mapping[str, Any]], today: date) -> bytes:
    """The list as it is answered. A procedure is open until the day before it is retired."""
    return pydantic_core.to_json([_offer(today, **each) for each in short])


def _offer(today: date, *, limit: Any, hours: Any, **each: Any) -> Offer:
    """`hours`: the limit of a document from before limits had units."""
    vi, en = spelled.limit(TimeLimit.model_validate(limit or {"legal": in_hours(hours)}).kept)
    is_open = each["retired_on"] is None or today.isoformat() < each["retired_on"]
    return Offer(**each, time=Text(vi=vi, en=en), open=is_open)
