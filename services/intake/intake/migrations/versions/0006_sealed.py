"""What people wrote is sealed, and the names of their files; the files themselves are sealed by the worker's sweep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from alembic import op
from sqlalchemy import text

from intake.version.rules import Text, canonical, sealed
from intake.version.store import named
from shared.kernel.declared import read
from shared.kernel.sealing import Box, Masters, Sealing, SubjectKey

revision = "0006"
down_revision = "0005"
stop = True
reason = "what people write is sealed from now on, and the version before would write it in the clear"

BATCH = 2000  # dossiers
BEFORE = (
    "create table sealing_keys (subject uuid primary key, master text not null, wrapped bytea not null)",
    "alter table applications add column subject uuid, add column sealed bytea",
    "alter table versions add column subject uuid, add column sealed bytea",
    "alter table documents add column subject uuid, add column named bytea, add column plain boolean",
)
AFTER = (
    "drop view handed_in",
    "drop function applicant_now(jsonb)",
    """alter table applications drop column applicant, drop column answers,
        alter subject set not null, alter sealed set not null""",
    "alter table versions drop column written, drop column salt, alter subject set not null",
    """alter table documents drop column name, alter subject set not null, alter named set not null,
        alter plain set default false, alter plain set not null""",
    "create index documents_plain on documents (object) where plain",
    # What counts of a dossier: its last version, or what is written while nothing was handed in (number 0).
    """create view handed_in as
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
            left join sealing_keys k on k.subject = l.subject
            left join sealing_keys fk on fk.subject = f.subject""",
)
NEXT = """
select dossier, applicant::text as applicant, answers::text as answers from applications
where dossier > :last order by dossier limit :batch
"""
VERSIONS = "select dossier, number, written, salt from versions where dossier = any(:dossiers)"
DOCUMENTS = "select dossier, id, name from documents where dossier = any(:dossiers)"
MAKE = """
insert into sealing_keys
select * from unnest(cast(:a as uuid[]), cast(:b as text[]), cast(:c as bytea[]))
"""
WRITTEN = """
update applications t set subject = t.dossier, sealed = u.sealed
from unnest(cast(:a as uuid[]), cast(:b as bytea[])) u(dossier, sealed) where t.dossier = u.dossier
"""
HANDED_IN = """
update versions t set subject = t.dossier, sealed = u.sealed
from unnest(cast(:a as uuid[]), cast(:b as bigint[]), cast(:c as bytea[])) u(dossier, number, sealed)
where t.dossier = u.dossier and t.number = u.number
"""
NAMED = """
update documents t set subject = t.dossier, named = u.named, plain = true
from unnest(cast(:a as uuid[]), cast(:b as bytea[])) u(id, named) where t.id = u.id
"""


def upgrade() -> None:
    for statement in BEFORE:
        op.execute(statement)
    last = UUID(int=0)
    while rows := _rows(NEXT, last=last, batch=BATCH):
        _seal(rows)
        last = rows[-1].dossier
    for statement in AFTER:
        op.execute(statement)


def _seal(rows: Sequence[Any]) -> None:
    """The next dossiers. An emptied version stays empty."""
    masters, dossiers = Masters.of(read(Sealing, op.get_context().opts["environment"])), [row.dossier for row in rows]
    keys = {dossier: masters.make(dossier) for dossier in dossiers}
    boxes = {dossier: _box(masters, key) for dossier, key in keys.items()}
    _write(MAKE, [(key.subject, key.master, key.wrapped) for key in keys.values()])
    _write(WRITTEN, [(row.dossier, _text(boxes[row.dossier], row)) for row in rows])
    _write(
        HANDED_IN,
        [(row.dossier, row.number, _version(boxes[row.dossier], row)) for row in _rows(VERSIONS, dossiers=dossiers)],
    )
    found = _rows(DOCUMENTS, dossiers=dossiers)
    _write(NAMED, [(row.id, named(boxes[row.dossier], row.dossier, row.id, row.name)) for row in found])


def _box(masters: Masters, key: SubjectKey) -> Box:
    return masters.box(key.master, key.wrapped)


def _text(box: Box, row: Any) -> bytes:
    written = canonical(json.loads(row.applicant), json.loads(row.answers))
    return sealed(box, row.dossier, row.dossier, 0, Text("", written))


def _version(box: Box, row: Any) -> bytes | None:
    return row.written and sealed(box, row.dossier, row.dossier, row.number, Text(row.salt, row.written))


def _rows(sql: str, **values: Any) -> Sequence[Any]:
    return op.get_bind().execute(text(sql), values).all()


def _write(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        columns = zip("abc", map(list, zip(*rows, strict=True)), strict=False)
        op.get_bind().execute(text(sql), dict(columns))
