"""Statements about what was written, and about its versions."""

from __future__ import annotations

from intake.dossier.tables import READABLE

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
select v.number, v.sequence, v.at, v.digest, coalesce(v.salt, '') as salt, coalesce(v.written, '') as text,
    applicant_now(v.written::jsonb -> 'applicant') as applicant, v.written::jsonb -> 'answers' as answers,
    j.event as event,
    coalesce(j.body::jsonb ->> 'digest' = v.digest and j.body::jsonb -> 'papers' = v.papers, false) as journalled,
    (select coalesce(json_agg(json_build_object('id', p.id, 'component', p.component, 'name', p.name, 'media', p.media,
            'size', p.size, 'sha256', p.sha256) order by p.id), '[]')
        from jsonb_array_elements(v.papers) paper join documents p on p.id = (paper ->> 'document')::uuid) as documents
from versions v left join journal j on j.dossier = v.dossier and j.sequence = v.sequence
where v.dossier = $1 and ($2::bigint is null or v.number = $2) order by v.number
"""
