"""The statements of keys: whose are wrapped by whose, and how they are destroyed."""

from __future__ import annotations

#: Who is known by a key of a number keeps the id; without one ($2) there is a new applicant. With the key that seals.
APPLICANT = """
with known as (
    insert into applicants (id, key) values ($1::uuid, $2::bytea)
    on conflict (key) do update set key = excluded.key returning id)
insert into sealing_keys as k (subject, master, wrapped) select known.id, $3, $4 from known
on conflict (subject) do update set subject = excluded.subject returning k.subject as id, k.master, k.wrapped
"""
#: Does this dossier's applicant have no number?
NUMBERLESS = """
select from applications a join applicants p on p.id = a.applicant_id where a.dossier = $1 and p.key is null
"""
MOVE = """
update sealing_keys k set master = '', wrapped = $3, under = $2
from applications a where a.dossier = $1 and k.subject = a.subject and k.under is distinct from $2
"""

#: The applicant is not known by the number any more: who comes again is new, and has another key.
DESTROY = """
with gone as (
    delete from sealing_keys
    where subject = $1 or subject in (select a.subject from applications a where a.applicant_id = $1)),
unlinked as (delete from accounts where applicant = $1),
unproved as (update applications set proof = null where applicant_id = $1),
unsought as (
    update sought set words = '{}' where dossier in (select a.dossier from applications a where a.applicant_id = $1))
update applicants set key = null where id = $1
"""
DESTROY_ONE = """
with gone as (delete from sealing_keys where subject in (select a.subject from applications a where a.dossier = $1)),
unsought as (update sought set words = '{}' where dossier = $1)
update applications set proof = null where dossier = $1
"""
