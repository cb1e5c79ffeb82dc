"""Looks: who has opened what is kept of persons, and why. One row an hour for each caller, dossier and reason.

The row is written in the transaction of the read, which is answered only if that was committed; a read does not wait
for the disk, so that a crash of the database may lose the looks of its last second. It is no event. No service can
change one or remove it before its time, which the database knows (decision 46).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shared.kernel.db import Tx
from shared.web.auth import Caller

LOOK = """
insert into accesses (dossier, subject, role, agency, why, hour)
select u.dossier, $2, $3, $4, $5, date_trunc('hour', now() + c.ahead) from unnest($1::uuid[]) u(dossier), clock c
on conflict do nothing
"""
#: In a transaction that writes nothing else.
READING = LOOK.replace(" clock c\n", " clock c, set_config('synchronous_commit', 'off', true)\n")
FORGET = "select forget_accesses()"


async def look(tx: Tx, caller: Caller, why: str, dossiers: Iterable[UUID], *, reading: bool = True) -> None:
    """Notes that the caller opens something of these dossiers. `reading`: the transaction writes nothing else."""
    await tx.do(
        READING if reading else LOOK, list(dossiers), caller.subject, str(caller.role), caller.agency or "", why
    )
