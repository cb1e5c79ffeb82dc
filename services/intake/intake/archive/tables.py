"""The statements of what is kept of an applicant."""

from __future__ import annotations

from intake.document.tables import IN_A_VERSION
from shared.kernel.db import Read

#: Of these dossiers.
DOSSIERS = """
select id, code, procedure, version, state, desk, channel from dossiers where id = any($1::uuid[]) order by id
"""
HISTORY = """
select dossier, event, at, agency from journal where dossier = any($1::uuid[]) and entity_type = 'dossier'
union all select dossier, event, at, agency from milestones where dossier = any($1::uuid[])
order by at
"""
VERSIONS = """
select v.dossier, v.number, v.at, v.digest, v.subject, v.sealed, k.master, k.wrapped
from versions v left join subject_keys k on k.subject = v.subject where v.dossier = any($1::uuid[])
order by v.dossier, v.number
"""
DOCUMENTS = f"""
select p.dossier, p.id, p.component, p.media, p.size, p.sha256, p.at, p.object, p.plain, p.subject, p.named, k.master,
    k.wrapped
from documents p left join subject_keys k on k.subject = p.subject where p.dossier = any($1::uuid[])
    and {IN_A_VERSION} order by p.dossier, p.id
"""
TIME: Read = ("select now() + ahead as at from clock", ())
#: All that was handed in for who asks, as far as the keyed hash of number, name and birth date is theirs.
OF_A_REQUEST = """
select a.dossier from request_people w join applications a on a.proof = w.proof
where w.request = $1 and exists (select from versions v where v.dossier = a.dossier) order by a.dossier
"""
#: How many files a package of these dossiers has of papers.
FILES = f"""
select p.dossier, count(*) as files from documents p where p.dossier = any($1::uuid[]) and {IN_A_VERSION}
group by p.dossier
"""
