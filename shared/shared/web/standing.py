"""Whether an agency is in the directory in force, and its title. Callers of an agency that has ended are refused.

Of several directories the one that is `default` is in force (as for `Documents.only`). A service without a directory
refuses no caller. A version never changes, so each is read once.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from shared.contracts.reference import Text
from shared.kernel.db import Read, Records, Tx
from shared.kernel.errors import Forbidden
from shared.web.auth import Caller

IN_FORCE: Read = ("select code, max(version) as version from reference where kind = 'agencies' group by code", ())
LISTED = """
select d.code, d.version, agency ->> 'id' as id, agency -> 'title' ->> 'vi' as vi, agency -> 'title' ->> 'en' as en
from reference d join unnest($1::text[], $2::bigint[]) u(code, version) using (code, version),
     jsonb_array_elements(d.content -> 'agencies') agency
where d.kind = 'agencies' and coalesce((d.content ->> 'default')::boolean, true)
"""

Version = tuple[str, int]


class Directory:
    """The agencies, by the versions of the directory that this process has read."""

    def __init__(self) -> None:
        self._listed: dict[Version, dict[str, Text]] = {}

    async def admit(self, tx: Tx, caller: Caller) -> None:
        """Raises Forbidden if the caller's agency is not listed."""
        if caller.agency is not None and (refusal := (await self.refusals(tx, [caller]))[0]):
            raise refusal

    async def refusals(self, tx: Tx, callers: Sequence[Caller], found: Records | None = None) -> list[Forbidden | None]:
        """Forbidden for each caller whose agency is not listed. `found`: the rows of IN_FORCE, if known."""
        rows = await tx.fetch(IN_FORCE[0]) if found is None else found
        listed = await self._in_force(tx, rows)
        return [_refusal(caller, listed) if rows else None for caller in callers]

    async def title(self, tx: Tx, agency: str) -> Text | None:
        """The agency's title; None if it is not listed."""
        return (await self._in_force(tx, await tx.fetch(IN_FORCE[0]))).get(agency)

    async def _in_force(self, tx: Tx, rows: Records) -> Mapping[str, Text]:
        """All agencies of the directories in force, with their titles."""
        versions = {(row["code"], row["version"]) for row in rows}
        if missing := sorted(versions - self._listed.keys()):
            await self._read(tx, missing)
        return {agency: title for version in versions for agency, title in self._listed[version].items()}

    async def _read(self, tx: Tx, versions: Sequence[Version]) -> None:
        """Reads these versions and adds them at once, since other requests use the cache meanwhile."""
        listed: dict[Version, dict[str, Text]] = {version: {} for version in versions}
        for row in await tx.fetch(LISTED, *map(list, zip(*versions, strict=True))):
            listed[row["code"], row["version"]][row["id"]] = Text(vi=row["vi"], en=row["en"])
        self._listed |= listed


def _refusal(caller: Caller, listed: Container[str]) -> Forbidden | None:
    if caller.agency is None or caller.agency in listed:
        return None
    return Forbidden(
        "The agency of this account is not in the directory in force.",
        "Cơ quan của tài khoản này không có trong danh mục cơ quan đang có hiệu lực.",
    )
