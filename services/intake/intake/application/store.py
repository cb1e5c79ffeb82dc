"""What is read and changed of what was written, and of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from intake.dossier.tables import READABLE
from shared.contracts.relation import Who
from shared.kernel.db import Tx

#: What is written now, and what counts: the last version, or the same while nothing was handed in.
READ = f"""
select a.applicant, a.answers, a.revision, d.acts, d.writes, h.applicant as applicant_handed_in,
    h.answers as answers_handed_in
from ({READABLE}) d join applications a on a.dossier = d.id join handed_in h on h.dossier = d.id
"""
EDIT = """
update applications set applicant = $2, answers = $3, revision = revision + 1 where dossier = $1 returning revision
"""
VERSIONS = """
select v.number, v.sequence, v.at, v.digest, coalesce(v.salt, '') as salt, coalesce(v.written, '') as text, j.event
as event,
    coalesce(j.body::jsonb ->> 'digest' = v.digest and j.body::jsonb -> 'papers' = v.papers, false) as journalled,
    (select coalesce(json_agg(json_build_object('id', p.id, 'component', p.component, 'name', p.name, 'media', p.media,
            'size', p.size, 'sha256', p.sha256) order by p.id), '[]')
        from jsonb_array_elements(v.papers) paper join documents p on p.id = (paper ->> 'document')::uuid) as documents
from versions v left join journal j on j.dossier = v.dossier and j.sequence = v.sequence
where v.dossier = $1 and ($2::bigint is null or v.number = $2) order by v.number
"""


async def read(tx: Tx, dossier: UUID, who: Who) -> Any:
    """What was written, if this caller may read the dossier; else None."""
    return await tx.row(READ, *([part] for part in (dossier, *who)))


async def edit(tx: Tx, dossier: UUID, applicant: str, answers: str) -> int:
    """Writes over it; its new revision."""
    return int(await tx.value(EDIT, dossier, applicant, answers))


async def versions(tx: Tx, dossier: UUID, number: int | None = None) -> Sequence[Any]:
    """All versions of a dossier, or one, in order."""
    return await tx.fetch(VERSIONS, dossier, number)
