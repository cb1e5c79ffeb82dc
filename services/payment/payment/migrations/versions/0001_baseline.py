"""Payment's tables of 0.1.0: charges, attempts at providers, their dossiers, the ledger, receipt numbers."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table charges (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        step text not null, fees jsonb not null, amount bigint not null, until timestamptz not null,
        attempts bigint not null, asked text, provider text, reference text, receipt text,
        settled_at timestamptz, kept boolean not null, owed bigint not null, reported jsonb not null)""",
    "create index charges_dossier on charges (dossier)",
    """create table dossiers (
        dossier uuid primary key, code text not null, procedure text not null, version bigint not null,
        desk text not null, agency text not null, owner text not null)""",
    """create table attempts (
        reference text primary key, charge uuid not null, dossier uuid not null, provider text not null,
        asked_at timestamptz not null, url text)""",
    "create index attempts_dossier on attempts (dossier)",
    """create table ledger (
        entry uuid not null, account text not null, amount bigint not null check (amount <> 0),
        charge uuid not null, dossier uuid not null, reference text not null, at timestamptz not null,
        primary key (entry, account))""",
    "create index ledger_dossier on ledger (dossier)",
    "create index ledger_account on ledger (account, reference)",
    "create table numbers (agency text, year text, last bigint not null, primary key (agency, year))",
    # All rows of an entry are inserted by one statement, so an entry that does not balance is refused as a whole.
    """create function ledger_balances() returns trigger language plpgsql as $$
    begin
        if exists (select from entered group by entry having sum(amount) <> 0) then
            raise exception 'an entry of the ledger does not sum to zero';
        end if;
        return null;
    end $$""",
    """create trigger ledger_balances after insert on ledger
        referencing new table as entered for each statement execute function ledger_balances()""",
    # Append-only for every role but its owner, as the journal is.
    """do $$
    declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
    begin
        if exists (select from pg_roles where rolname = writer) then
            execute format('revoke update, delete, truncate on ledger from %I', writer);
        end if;
    end $$""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
