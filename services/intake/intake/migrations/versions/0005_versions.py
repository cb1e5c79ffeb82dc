"""Each handing-in as it was: a version, and which documents. A document that was handed in is superseded, never gone.

`handed_in` is what counts of a dossier: its last version, or what is written while nothing was handed in yet.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    # Text and salt may be emptied one day, when a person is to be erased; the digest alone tells nothing then.
    """create table versions (
        dossier uuid not null references dossiers, number bigint not null, sequence bigint not null,
        written text, salt text, digest text not null, papers jsonb not null, at timestamptz not null,
        primary key (dossier, number))""",
    "alter table documents add column superseded_at timestamptz",
    # What was handed in before there were versions: number 0, of which the journal says nothing.
    """insert into versions(dossier, number, sequence, written, salt, digest, papers, at)
        select w.dossier, 0, 0, w.written, w.salt,
            encode(sha256(decode(w.salt, 'hex') || convert_to(w.written, 'UTF8')), 'hex'), w.papers, now()
        from (
            select a.dossier, jsonb_build_object('applicant', a.applicant, 'answers', a.answers)::text as written,
                replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') as salt,
                (select coalesce(jsonb_agg(jsonb_build_object(
                        'document', p.id, 'component', p.component, 'sha256', p.sha256) order by p.id), '[]')
                    from documents p where p.dossier = a.dossier) as papers
            from applications a join dossiers d on d.id = a.dossier where d.state <> 'draft') w""",
    """create view handed_in as
        select a.dossier,
            coalesce(last.written::jsonb -> 'applicant', a.applicant) as applicant,
            coalesce(last.written::jsonb -> 'answers', a.answers) as answers,
            coalesce(last.papers, (
                select coalesce(jsonb_agg(jsonb_build_object('document', p.id)), '[]')
                from documents p where p.dossier = a.dossier and p.superseded_at is null)) as papers,
            coalesce(first.written::jsonb -> 'applicant', a.applicant) ->> 'phone' as first_phone
        from applications a
            left join lateral (
                select v.written, v.papers from versions v where v.dossier = a.dossier
                order by v.number desc limit 1) last on true
            left join lateral (
                select v.written from versions v where v.dossier = a.dossier
                order by v.number limit 1) first on true""",
    # Append-only for everybody but its owner, who only migrates; as the journal is.
    """do $$
    declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
    begin
        if exists (select from pg_roles where rolname = writer) then
            execute format('revoke update, delete, truncate on versions from %I', writer);
        end if;
    end $$""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
