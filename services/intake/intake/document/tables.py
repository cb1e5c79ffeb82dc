"""The statements of documents: what a dossier has, how one is kept and taken out, and what the store's sweep asks."""

from __future__ import annotations

# ---- documents of a dossier

#: Beside the key of its name and bytes.
COLUMNS = "p.id, p.component, p.media, p.size, p.sha256, p.at, p.subject, p.named, k.master, k.wrapped"
WITH_KEYS = "documents p left join subject_keys k on k.subject = p.subject"
ONE = f"select {COLUMNS}, p.superseded_at, p.object, p.plain from {WITH_KEYS} where p.dossier = $1 and p.id = $2"
#: Whose key seals what is uploaded to a dossier.
KEY = """
select a.subject, k.master, k.wrapped from applications a left join subject_keys k on k.subject = a.subject
where a.dossier = $1
"""
ANYWHERE = "select dossier, component, sha256, superseded_at from documents where id = $1"
COUNT = "select count(*) from documents where dossier = $1 and id <> $2"
UNTIL = "select now() + $1::interval"

NOW = f"select {COLUMNS} from {WITH_KEYS} where p.dossier = $1 and p.superseded_at is null order by p.id"
HANDED_IN = f"""
select {COLUMNS} from {WITH_KEYS} where p.dossier = $1 and p.id in (
    select (paper ->> 'document')::uuid from handed_in h, jsonb_array_elements(h.papers) paper where h.dossier = $1)
order by p.id
"""
IN_A_VERSION = """
exists (select from versions v where v.dossier = p.dossier
    and v.papers @> jsonb_build_array(jsonb_build_object('document', p.id)))
"""
#: One that was not handed in goes ($3: there was no handing-in yet), any other is only put out of use.
TAKE_AWAY = f"""
delete from documents p where dossier = $1 and id = $2 and not {IN_A_VERSION}
    and ($3 or exists (select from versions v where v.dossier = $1))
"""
SUPERSEDE = "update documents set superseded_at = now() where dossier = $1 and id = $2 and superseded_at is null"
SUCCEED = f"""
update documents p set superseded_at = now()
where dossier = $1 and component = $2 and superseded_at is null and {IN_A_VERSION}
"""
SHOWN = f"""
select from documents p where dossier = $1 and id = $2
    and ({IN_A_VERSION} or not exists (select from versions v where v.dossier = $1))
"""
KEEP = """
insert into documents(dossier, id, component, media, size, sha256, subject, named, object)
select $1, $2, $3, $4, $5, $6, $7, $8, $9 where clock_timestamp() < $10::timestamptz
on conflict (id) do nothing returning id
"""

# ---- sealing what was stored before

PLAIN = """
select p.id, p.object, p.subject, p.sha256, k.master, k.wrapped from documents p
    join subject_keys k on k.subject = p.subject
where p.plain and k.wrapped is not null and p.object = any($1::text[]) limit 100
"""
SEALED = "update documents set object = $3, plain = false where id = $1 and object = $2"

# ---- the sweep

MOST_REMOVED = 1000  # files at once

#: Documents that were not handed in, of a dossier that will never be.
DROP = """
delete from documents d using dossiers o where d.object = any($1::text[]) and o.id = d.dossier
    and o.state in ('withdrawn', 'refused') and not exists (
        select from versions v where v.dossier = d.dossier
            and v.papers @> jsonb_build_array(jsonb_build_object('document', d.id)))
"""
NOTE = """
insert into strays (shelf, object) select $2, object from unnest($1::text[]) u(object)
where not exists (select from documents d where d.object = u.object) on conflict do nothing
"""
FORGET = """
delete from strays s where shelf = $2
    and (object <> all($1::text[]) or exists (select from documents d where d.object = s.object))
"""
CHOOSE = f"""
select object from strays s where shelf = $1 and since <= now() - $2::interval
    and not exists (select from documents d where d.object = s.object) limit {MOST_REMOVED}
"""
