"""The dossier's tables and statements: what is loaded to decide, what a caller may read, and codes' numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from intake.dossier import whose
from intake.dossier.models import RUNNING, Dossier, Involved, Progress, Stage
from intake.dossier.rules import CODE, day_of_code
from intake.rights.models import MARKED
from intake.version.models import Version
from shared.contracts.relation import Who
from shared.reference.numbering import Numbers
from shared.reference.publication import counts_by
from shared.web.listings import Key, Listing, Way, among, overdue, ways_of
from shared.web.reading import EACH, readable, standing, table_of

metadata = sa.MetaData()
dossiers = table_of(metadata, "dossiers", Dossier, listed=True)
dossiers.append_column(sa.Column("shown_due_at", sa.DateTime(timezone=True)))
dossiers.append_column(sa.Column("shown_stage", sa.Text, nullable=False))
involved = table_of(metadata, Involved.table, Involved, Involved.key)
involved.append_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False))
progress = table_of(metadata, Progress.table, Progress, Progress.key)
versions = table_of(metadata, Version.table, Version, Version.key)
applications = sa.Table(
    "applications",
    metadata,
    sa.Column("dossier", sa.Uuid, primary_key=True),
    sa.Column("held_by", sa.Text, nullable=False),
    sa.Column("subject", sa.Uuid, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("tracking", sa.Text, nullable=False),
    sa.Column("proof", sa.LargeBinary),
)
WRITTEN_FOR = dossiers.join(applications, applications.c.dossier == dossiers.c.id)
BESIDE = progress, progress.c.dossier == dossiers.c.id
WITH_PROGRESS = WRITTEN_FOR.outerjoin(*BESIDE)

KEPT_OF_CASE = (dossiers.c.shown_due_at, dossiers.c.shown_stage)


def subject(who: Who) -> tuple[Any, Any, Any, Any]:
    """The row of a dossier, and what `whose` asks of it and of the caller."""
    held = applications.c.held_by == sa.any_(sa.func.parties_of(who.actor, type_=pg.ARRAY(sa.Text)))
    proved = applications.c.proof == sa.any_(sa.func.proofs_of(who.actor, type_=pg.ARRAY(sa.LargeBinary)))
    return dossiers.c, held, proved, sa.exists().where(versions.c.dossier == dossiers.c.id)


# ---- reading


def may_read(who: Who) -> sa.ColumnElement[bool]:
    """Dossiers that this caller may read."""
    return _reads(who, sa.exists().where(involved.c.dossier == dossiers.c.id, involved.c.agency == who.agency))


def _reads(who: Who, at_work: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool] = whose.reads(*subject(who), at_work, who)
    return condition


#: Of these dossiers, those that their callers may read; whether they act on them, and whether they write them.
READABLE = readable(
    dossiers,
    WRITTEN_FOR,
    may_read(EACH),
    acts=whose.acts(*subject(EACH), EACH),
    writes=whose.writes(*subject(EACH), EACH),
)


#: Which rights were granted that mark the dossiers of this applicant.
MARKS = """array(select distinct r.asks from requests r
    where r.applicant = {applicant} and r.applicant <> '' and r.asks = any(array{rights})
        and r.state in ('granted', 'partly') order by 1)"""


#: Does nothing open any more what was written?
ERASED = "not exists (select from subject_keys k where k.subject = applications.subject and k.wrapped is not null)"


def marks(applicant: str) -> str:
    """The marks of a dossier, as SQL. `applicant`: the column with the opaque id of who applies."""
    return MARKS.format(applicant=applicant, rights=[str(one) for one in MARKED])


#: The due date is that of the case; until it was received, that of the acceptance.
DUE = sa.func.coalesce(dossiers.c.shown_due_at, dossiers.c.due_at).label("due_at")
#: Without a case a dossier is at no stage.
NO_CASE = ""
LATE = (Stage.RECEIVED, Stage.PROCESSING)


def select(who: Who) -> sa.Select[Any]:
    """Dossiers that a caller may read, with their tracking token and the progress of their cases."""
    own = [DUE if column is dossiers.c.due_at else column for column in dossiers.c if column not in KEPT_OF_CASE]
    case = [column.label(f"case_{column.name}") for column in progress.c]
    stands = standing(whose.stands(*subject(who), who))
    marked = sa.literal_column(marks("dossiers.applicant"), pg.ARRAY(sa.Text)).label("marks")
    erased = sa.literal_column(ERASED, sa.Boolean).label("erased")
    selected = sa.select(*own, applications.c.tracking, marked, erased, *case, *stands)
    return selected.select_from(WITH_PROGRESS).where(may_read(who))


def _ways(who: Who, states: Sequence[str], key: Key, own: Key) -> Iterator[Way]:
    """The same in an order, whose key involved agencies have in their own rows: of all, or in states of one piece."""
    yield from ways_of(_reads(who, sa.false()), WITH_PROGRESS, key, dossiers.c.id)
    rows = involved.join(dossiers, dossiers.c.id == involved.c.dossier).outerjoin(*BESIDE)
    running = [involved.c.running if states[0] in RUNNING else sa.not_(involved.c.running)] if states else []
    yield Way(rows, own, involved.c.dossier, (involved.c.agency == who.agency, who.role != whose.APPLICANT, *running))


LISTING = Listing(
    table=dossiers,
    select=select,
    rows=WITH_PROGRESS,
    reads=may_read,
    due=DUE,
    by="stage",
    pieces=(RUNNING, [NO_CASE, *(stage for stage in Stage if stage not in RUNNING)]),
    late=LATE,
    ways={
        "due": partial(_ways, key=DUE, own=involved.c.due_at),
        "received": partial(_ways, key=dossiers.c.received_at, own=involved.c.received_at),
        "changed": partial(_ways, key=dossiers.c.changed_at, own=involved.c.changed_at),
    },
    filters={
        "stage": lambda stages, _: among(dossiers.c.shown_stage, stages),
        "agency": lambda agency, _: progress.c.agency == agency,
        "late": overdue(dossiers.c.shown_stage, LATE, dossiers.c.shown_due_at),
    },
)


BY_CODE = "select id from dossiers where code = $1"

# ---- deciding

CASE = {column.name: f"case_{column.name}" for column in progress.c}
DOSSIERS = f"""
select d.*, {marks("d.applicant")} as marks, {", ".join(f"p.{name} as {label}" for name, label in CASE.items())}
from dossiers d left join progress p on p.dossier = d.id where d.id = any($1::uuid[])
"""
INVOLVED = "select dossier, agency from involved where dossier = any($1::uuid[])"
WRITTEN = """
select a.dossier, a.owner, a.held_by, a.proof, a.subject, a.sealed, a.tracking, a.revision,
       coalesce(a.applicant_id::text, '') as party,
       coalesce(last.number, 0) as versions, last.papers as papers_before,
       last.subject as subject_before, last.sealed as sealed_before,
       (select json_agg(json_build_array(p.id, p.component, p.sha256) order by p.id)
        from documents p where p.dossier = a.dossier and p.superseded_at is null) as papers
from applications a left join lateral (
    select v.number, v.papers, v.subject, v.sealed from versions v where v.dossier = a.dossier
    order by v.number desc limit 1) last on true
where a.dossier = any($1::uuid[])
"""
#: The keys of what is written, and of what was handed in.
KEYS = """
select k.subject, k.master, k.wrapped from subject_keys k where k.wrapped is not null and k.subject in (
    select a.subject from applications a where a.dossier = any($1::uuid[])
    union select v.subject from versions v where v.dossier = any($1::uuid[]))
"""
#: What is written, and its key, which the key of the applicant has wrapped.
APPLY = """
with key as (
    insert into sealing_keys (subject, master, wrapped, under) values ($4::uuid, '', $6::bytea, $7::uuid)),
found as (insert into sought (dossier, agency) values ($1::uuid, $9::text))
insert into applications (dossier, owner, tracking, subject, sealed, applicant_id, proof, held_by)
values ($1::uuid, $2::text, $3::text, $4::uuid, $5::bytea, $7::uuid, $8::bytea, $10::text)
"""
#: Of codes: each desk counts its day.
NUMBERS = Numbers("desk", "day", CODE, day_of_code, room=1000)
#: Every code, and the dossier it names.
CODES = "select code, id as dossier from dossiers where code is not null"

# ---- when another calendar is in force

#: Entities of a fan-out: dossiers that wait for a supplement, counted by the calendar of their desk.
COUNTING = f"""
select id as entity, dossier, revision from dossiers
where id > $1 and state = 'supplementing' and {counts_by("desk")} order by id limit $3
"""
#: Of these years, those that open dossiers of the agencies concerned need, and how many: from the year of their
#: acceptance (the day in the code), or of the request for a supplement, to that of the latest end told, or now.
NEEDED = f"""
select year, count(*) as dossiers
from (
    select coalesce(d.supplement_from, d.supplement_until) as since, d.supplement_until as until, d.desk,
        d.desk as agency, d.id
    from dossiers d where d.state = 'supplementing'
    union all
    select to_date(substring(d.code from '-([0-9]{{6}})-[0-9]+$'), 'YYMMDD')::timestamp at time zone $4::text,
        greatest(d.due_at, p.due_at, p.furthest, $5::timestamptz), d.desk, p.agency, d.id
    from dossiers d left join progress p on p.dossier = d.id
    where d.state = 'accepted' and (p.stage is null or p.stage <> all($3::text[]))) needing
join unnest($1::int[]) year
    on year between extract(year from since at time zone $4::text) and extract(year from until at time zone $4::text)
where {counts_by("desk", "agency")}
    or exists (select from involved i where i.dossier = needing.id and {counts_by("i.agency")})
group by year order by year
"""
