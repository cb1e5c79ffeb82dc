"""Statements about what the public page shows."""

from __future__ import annotations

FIND = """
select d.id, d.code, d.state, coalesce(p.stage, d.state) as stage, coalesce(p.agency, d.desk) as agency,
    coalesce(p.due_at, d.due_at) as due_at, h.first_subject, h.first_number, h.first_sealed, h.first_master,
    h.first_wrapped, h.dossier, a.tracking as token
from dossiers d join applications a on a.dossier = d.id join handed_in h on h.dossier = d.id
    left join progress p on p.dossier = d.id
where d.code = $1
"""
HISTORY = """
select event, at, id, actor, role, agency from journal where dossier = $1 and entity_type = 'dossier'
union all select event, at, id, actor, role, agency from milestones where dossier = $1
order by at desc, id desc limit 500
"""
TITLES = """
select agency ->> 'id' as id, agency -> 'title' ->> 'vi' as vi, agency -> 'title' ->> 'en' as en
from (select distinct on (code) content from reference where kind = 'agencies' order by code, version desc) directory,
    jsonb_array_elements(directory.content -> 'agencies') agency
where agency ->> 'id' = any($1::text[]) and coalesce((directory.content ->> 'default')::boolean, true)
"""
