"""The rows of intake for (j): as many dossiers as there are cases, with versions and the progress of their cases.

Desks have shares as in a province, and two of five cases are decided elsewhere. One in thirty has no case yet.
"""

from __future__ import annotations

from typing import Any

AGENCIES = 200

DOSSIERS = f"""
insert into dossiers(id, dossier, state, revision, procedure, version, desk, channel, code, due_at, returns,
    received_at, changed_at, shown_due_at, shown_stage)
select id, id, state, 5, '2.' || lpad(floor(power(300, random()))::text, 6, '0'), 1, 'H99.' || desk,
    case when random() < 0.2 then 'counter' else 'online' end,
    case when stage <> '' then format('H99.%s-261128-%s', desk, lpad(n::text, 7, '0')) end,
    case when stage <> '' then due_at end, 'desk', at, at + interval '10 days' * random(),
    case when stage <> '' then due_at + interval '3 days' * floor(random() * 2) end, stage
from (select *, case when stage <> '' then 'accepted' else (array['submitted', 'draft', 'refused'])[1 + n % 3] end
          as state
      from (select n, lpad(to_hex(n), 32, '0')::uuid as id, floor(power({AGENCIES}, random())) as desk, at,
                   at + interval '20 days' * (0.5 + random()) as due_at,
                   (array['', 'received', 'processing', 'processing', 'supplementing', 'awaiting_payment',
                       'decided', 'refused', 'stopped', 'withdrawn'] || array_fill('returned'::text, array[20])
                   )[1 + n::bigint * 7919 % 30] as stage
            from (select n, now() - interval '400 days' * (1 - n::float / $1) as at
                  from generate_series(1, $1::int) n) w) x) y
"""
REST = (
    """insert into applications(dossier, owner, subject, sealed, tracking)
    select id, 'applicant:' || id, id, '', id::text from dossiers""",
    """insert into versions(dossier, number, sequence, subject, digest, papers, at)
    select id, 1, 2, id, '', '[]', received_at from dossiers where state <> 'draft'""",
    f"""insert into progress(dossier, stage, agency, due_at, apologies, withdrawal_declined, at)
    select id, shown_stage,
        case when random() < 0.6 then desk else 'H99.' || floor(power({AGENCIES}, random())) end,
        shown_due_at, 0, false, changed_at
    from dossiers where shown_stage <> ''""",
    """insert into involved(dossier, agency, received_at, due_at, running)
    select p.dossier, p.agency, d.received_at, p.due_at,
        p.stage in ('received', 'processing', 'supplementing', 'awaiting_payment')
    from progress p join dossiers d on d.id = p.dossier where p.agency <> d.desk""",
)
TABLES = ("dossiers", "applications", "versions", "progress", "involved")

#: What the desk asks all day, by a name of the figure.
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "dossiers": ("/v1/dossiers", {"sort": "due"}),
    "dossiers at work": ("/v1/dossiers", {"stage": ["received", "processing"], "sort": "due"}),
    "dossiers, late": ("/v1/dossiers", {"late": "true", "sort": "due"}),
    "dossiers by time": ("/v1/dossiers", {"sort": "-received"}),
}
