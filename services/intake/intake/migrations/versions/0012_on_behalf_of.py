"""Who acts for whom: under which opaque id a dossier is held, mandates, and which ids and proofs an account has."""

from alembic import op

revision = "0012"
down_revision = "0011"
stop = True
reason = "the version before would begin dossiers that are held by nobody"

IN_FORCE = """
mandates m where m.representative = account_id(actor) and m.state in ('claimed', 'confirmed')
    and m.until > now() + (select ahead from clock)"""
ALL_OF = "m.state = 'confirmed' and m.ground = 'legal-representative'"

STATEMENTS = (
    """create table mandates (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        ground text not null, principal text not null, representative text not null, desk text not null,
        until timestamptz, received_at timestamptz not null default now(),
        changed_at timestamptz not null default now())""",
    "create index mandates_representative on mandates (representative)",
    "create index mandates_principal on mandates (principal)",
    "create index mandates_desk on mandates (desk)",
    "create index mandates_received on mandates (received_at, id)",
    "create index mandates_changed on mandates (changed_at, id)",
    "create table mandate_texts (mandate uuid primary key, sealed bytea not null)",
    # As `shared.contracts.relation.account_id`.
    """create function account_id(subject text) returns text language sql immutable parallel safe as $$
        select encode(substr(sha256(convert_to('account:' || subject, 'UTF8')), 1, 16), 'hex')::uuid::text $$""",
    # Its own id, who it has proved to be, its mandates, and the organisations that it has been confirmed to represent.
    f"""create function parties_of(actor text) returns text[] language sql stable as $$
        select array[account_id(actor)]
            || array(select a.applicant::text from accounts a where a.subject = actor)
            || array(select m.id::text from {IN_FORCE})
            || array(select m.principal from {IN_FORCE} and {ALL_OF}) $$""",
    f"""create function proofs_of(actor text) returns bytea[] language sql stable as $$
        select array(select a.proof from accounts a where a.subject = actor)
            || array(select p.key from applicants p
                where p.id::text in (select m.principal from {IN_FORCE} and {ALL_OF})) $$""",
    "alter table applications add column held_by text not null default ''",
    """update applications a set held_by = account_id(a.owner) from dossiers d
        where d.id = a.dossier and d.channel = 'online'""",
    "create index applications_held_by on applications (held_by, dossier)",
    "create index applications_proofs on applications (proof, dossier)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
