"""Applicants are persons, organisations or several persons. Versions stay as they were, and are read as of today."""

from alembic import op

revision = "0005"
down_revision = "0004"
stop = True
reason = "the version before cannot read an applicant in the new form: it would answer 500 and write to nobody"

STATEMENTS = (
    # An applicant in today's form: before, one person with a number of twelve or nine digits and a line of address.
    """create function applicant_now(written jsonb) returns jsonb language sql immutable as $$
        select case when written is null or written ? 'kind' then written else jsonb_strip_nulls(jsonb_build_object(
            'kind', 'person', 'name', written -> 'name', 'phone', written -> 'phone', 'email', written -> 'email',
            'language', coalesce(written -> 'language', '"vi"'),
            'address', jsonb_build_object('line', written -> 'address'),
            'identity', jsonb_build_object('number', written -> 'identity', 'kind',
                case length(written ->> 'identity') when 12 then 'citizen-id' else 'old-id' end))) end $$""",
    "update applications set applicant = applicant_now(applicant)",
    "drop view handed_in",
    # What counts of a dossier: its last version, or what is written while nothing was. `contact`: who is told.
    """create view handed_in as
        select said.dossier, said.applicant, coalesce(said.applicant -> 'contact', said.applicant) as contact,
            said.answers, said.papers, coalesce(said.first -> 'contact', said.first) ->> 'phone' as first_phone
        from (
            select a.dossier,
                coalesce(applicant_now(last.written::jsonb -> 'applicant'), a.applicant) as applicant,
                coalesce(last.written::jsonb -> 'answers', a.answers) as answers,
                coalesce(last.papers, (
                    select coalesce(jsonb_agg(jsonb_build_object('document', p.id)), '[]')
                    from documents p where p.dossier = a.dossier and p.superseded_at is null)) as papers,
                coalesce(first.written::jsonb -> 'applicant', a.applicant) as first
            from applications a
                left join lateral (
                    select v.written, v.papers from versions v where v.dossier = a.dossier
                    order by v.number desc limit 1) last on true
                left join lateral (
                    select v.written from versions v where v.dossier = a.dossier
                    order by v.number limit 1) first on true) said""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
