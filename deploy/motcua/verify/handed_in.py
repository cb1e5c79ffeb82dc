"""Invariant 10: stored versions match the journal. Reads intake's versions; changes nothing.

A version holds the applicant's text and its salt; the journal holds the digests of the text and the documents.
"""

from __future__ import annotations

import json
from typing import Any

from intake.version.rules import digest_of
from shared.audit.invariants import Broken, Open
from shared.contracts import intake as events

INVARIANT = 10
HANDING_IN = [
    event.__name__ for event in (events.DossierSubmitted, events.SupplementHandedIn, events.SupplementSupplied)
]
#: Each submission in the journal beside its version, also where one is missing.
BOTH = """
select coalesce(j.dossier, v.dossier) as dossier, coalesce(j.sequence, v.sequence) as sequence, j.body,
    v.number, v.written, v.salt, v.digest, v.papers, (
        select count(*) from jsonb_array_elements(v.papers) paper where not exists (
            select from documents p where p.dossier = v.dossier and p.sha256 = paper ->> 'sha256'
                and p.id::text = paper ->> 'document')) as lost
from (select dossier, sequence, body from journal where entity_type = 'dossier' and event = any($1)) j
    full join versions v on v.dossier = j.dossier and v.sequence = j.sequence
"""


async def handed_in(place: Open) -> list[Broken]:
    """The versions that differ from what was handed in. Rows are streamed, never all in memory."""
    found = []
    async with place.connection.transaction():
        async for row in place.connection.cursor(BOTH, HANDING_IN, prefetch=1000):
            if what := differs(row):
                found.append(
                    Broken(INVARIANT, place.name, f"dossier {row['dossier']} sequence {row['sequence']}: {what}")
                )
    return found


def differs(row: Any) -> str | None:
    """What is wrong with one submission. An altered journal entry may hold anything."""
    try:
        body = json.loads(row["body"] or "null")
        number, digest, papers = (body[name] for name in ("number", "digest", "papers")) if body else (None, "", [])
    except (ValueError, TypeError, KeyError):
        return None if row["number"] is None else "its journal entry is unreadable"
    if row["number"] is None:
        return "its version is missing" if number else None
    if (number, digest, papers) != (row["number"], row["digest"], json.loads(row["papers"])):
        return "the version differs from the journal"
    if row["written"] is not None and digest_of(row["salt"], row["written"]) != digest:
        return "the text differs from what was handed in"
    return "one of its documents is missing or differs" if row["lost"] else None
