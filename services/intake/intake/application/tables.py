"""Statements about what was written, and about its versions."""

from __future__ import annotations

from intake.dossier.tables import READABLE

#: What is written now, and what counts: the last version, or the same while nothing was handed in.
READ = f"""
select a.dossier, a.revision, a.applicant_id as applicant, d.acts, d.writes, a.subject, 0 as number, a.sealed,
    k.master, k.wrapped,
    h.subject as last_subject, h.number as last_number, h.sealed as last_sealed, h.master as last_master,
    h.wrapped as last_wrapped
from ({READABLE}) d join applications a on a.dossier = d.id join handed_in h on h.dossier = d.id
    left join subject_keys k on k.subject = a.subject
"""
EDIT = """
with again as (update sought set words = null where dossier = $1)
update applications set sealed = $2, revision = revision + 1, applicant_id = coalesce($3, applicant_id), proof = $4,
    held_by = coalesce($5, held_by)
where dossier = $1 returning revision
"""
VERSIONS = """
select v.dossier, v.number, v.sequence, v.at, v.digest, v.subject, v.sealed, k.master, k.wrapped, j.event as event,
    coalesce(j.body::jsonb ->> 'digest' = v.digest and j.body::jsonb -> 'papers' = v.papers, false) as journalled
from versions v left join journal j on j.dossier = v.dossier and j.sequence = v.sequence
    left join subject_keys k on k.subject = v.subject
where v.dossier = $1 and ($2::bigint is null or v.number = $2) order by v.number
"""
#: The documents of these versions, by their numbers.
PAPERS = """
select v.number, p.id, p.component, p.media, p.size, p.sha256, p.subject, p.named, k.master, k.wrapped
from versions v cross join lateral jsonb_array_elements(v.papers) paper
    join documents p on p.id = (paper ->> 'document')::uuid left join subject_keys k on k.subject = p.subject
where v.dossier = $1 and ($2::bigint is null or v.number = $2) order by v.number, p.id
"""
