"""Applicants have keys, which wrap those of their dossiers. A key from before stays until its dossier is written."""

from alembic import op

revision = "0008"
down_revision = "0007"
stop = True
reason = "the version before cannot open what is sealed under an applicant's key, and would answer 503 for it"

STATEMENTS = (
    # `under`: whose key has wrapped this one, where no master key has; `master` is empty then.
    "alter table sealing_keys add column under uuid",
    "create index applications_applicant on applications (applicant_id) where applicant_id is not null",
    # A key with all that is needed to open it, the outer one first. No `wrapped`: one of them was destroyed.
    """create view subject_keys as
        select k.subject, coalesce(o.master, k.master) as master,
            case when k.under is null then k.wrapped else o.wrapped || k.wrapped end as wrapped
        from sealing_keys k left join sealing_keys o on o.subject = k.under""",
    """create or replace view handed_in as
        select a.dossier, l.subject, l.number, l.sealed, k.master, k.wrapped,
            f.subject as first_subject, f.number as first_number, f.sealed as first_sealed,
            fk.master as first_master, fk.wrapped as first_wrapped,
            coalesce(l.papers, (
                select coalesce(jsonb_agg(jsonb_build_object('document', p.id)), '[]')
                from documents p where p.dossier = a.dossier and p.superseded_at is null)) as papers
        from applications a
            cross join lateral (
                select v.subject, v.number, v.sealed, v.papers from versions v where v.dossier = a.dossier
                union all select a.subject, 0, a.sealed, null
                order by number desc limit 1) l
            cross join lateral (
                select v.subject, v.number, v.sealed from versions v where v.dossier = a.dossier and v.number = 1
                union all select a.subject, 0, a.sealed
                order by number desc limit 1) f
            left join subject_keys k on k.subject = l.subject
            left join subject_keys fk on fk.subject = f.subject""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
