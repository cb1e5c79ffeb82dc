"""Intake's tables of 0.1.0: dossiers and what people wrote, documents, versions, notices, public tracking, quotas."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table dossiers (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        procedure text not null, version bigint not null, desk text not null, channel text not null,
        code text unique, due_at timestamptz, supplement_until timestamptz, asked jsonb, reason text,
        returns text not null)""",
    "create index dossiers_desk on dossiers (desk, id)",
    """create table applications (
        dossier uuid primary key references dossiers, owner text not null,
        applicant jsonb not null, answers jsonb not null, revision bigint not null default 1,
        tracking text not null)""",
    "create index applications_owner on applications (owner, dossier)",
    # `object`: the name in the store.
    """create table documents (
        id uuid primary key, dossier uuid not null references dossiers, component text not null, name text not null,
        media text not null, size bigint not null, sha256 text not null, at timestamptz not null default now(),
        superseded_at timestamptz, object text not null)""",
    "create index documents_dossier on documents (dossier)",
    "create index documents_object on documents (object)",
    # Text and salt may be emptied when a person is to be erased; the digest alone says nothing then.
    """create table versions (
        dossier uuid not null references dossiers, number bigint not null, sequence bigint not null,
        written text, salt text, digest text not null, papers jsonb not null, at timestamptz not null,
        primary key (dossier, number))""",
    # What counts of a dossier: its last version, or what is written while nothing was handed in.
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
    "create table numbers (desk text not null, day text not null, last bigint not null, primary key (desk, day))",
    """create table progress (
        dossier uuid primary key, stage text not null, agency text not null, due_at timestamptz not null,
        apologies bigint not null, withdrawal_declined boolean not null, at timestamptz not null,
        asked jsonb, supplement_until timestamptz, reason text)""",
    # Which agencies have work to do on a dossier: they may read it.
    "create table involved (dossier uuid not null, agency text not null, primary key (dossier, agency))",
    """create table notices (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        template text not null, give_up_at timestamptz, date timestamptz, amount bigint not null, codes jsonb,
        channel text, reason text)""",
    "create index notices_dossier on notices (dossier)",
    """create table milestones (
        id uuid primary key, dossier uuid not null, event text not null, at timestamptz not null)""",
    "create index milestones_dossier on milestones (dossier)",
    # Wrong guesses at the public page, by an HMAC under `tracking_key` of who is guessing and at what.
    """create table tallies (
        kind text not null, key text not null, last timestamptz not null, drained_at timestamptz not null,
        primary key (kind, key))""",
    "create index tallies_drained_at on tallies (drained_at)",
    "create table tracking_key (one boolean primary key default true check (one), key bytea not null)",
    # 244 random bits: gen_random_uuid() draws from PostgreSQL's strong source.
    """insert into tracking_key (key)
        values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))""",
    # Files of the store that no row refers to, since they were noticed.
    """create table strays (
        shelf text not null, object text not null, since timestamptz not null default now(),
        primary key (shelf, object))""",
    """create table uploads (
        dossier uuid primary key, owner text not null, count int not null, bytes bigint not null,
        last timestamptz not null default now())""",
    "create index uploads_owner on uploads (owner)",
    # Versions are append-only for every role but their owner, as the journal is.
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
