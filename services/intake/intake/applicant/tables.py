"""The statements of applicants and of the accounts that are linked to them."""

from __future__ import annotations

import sqlalchemy as sa

#: What an account has proved; `proof` as of `applications`.
accounts = sa.Table(
    "accounts",
    sa.MetaData(),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("applicant", sa.Uuid, nullable=False),
    sa.Column("proof", sa.LargeBinary, nullable=False),
)

OF = "select applicant, proof from accounts where subject = $1"
#: Who is known by a key keeps the id.
LINK = """
with known as (
    insert into applicants (id, key) values ($2::uuid, $3::bytea)
    on conflict (key) do update set key = excluded.key returning id)
insert into accounts (subject, applicant, proof) select $1::text, known.id, $4::bytea from known
on conflict (subject) do update set applicant = excluded.applicant, proof = excluded.proof, since = now()
returning applicant
"""
PARTIES = "select parties_of($1)"
#: What accounts have: the ids under which they act, what they have proved, and who they are known to be.
ACCOUNTS = """
select actor, parties_of(actor) as parties, proofs_of(actor) as proofs, a.applicant, p.key as number
from unnest($1::text[]) u(actor) left join accounts a on a.subject = actor left join applicants p on p.id = a.applicant
"""
