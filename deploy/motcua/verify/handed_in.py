"""Invariant 10: stored versions match the journal. Reads intake's versions; changes nothing.

A version holds the applicant's text and its salt, sealed; the journal holds the digests of the text and the documents.
What is sealed under a master key that is not given here cannot be compared.
"""

from __future__ import annotations

import json
from typing import Any

from intake.version.rules import Text, digest_of
from intake.version.store import text_of
from shared.audit.invariants import Broken, Open
from shared.contracts import intake as events
from shared.kernel.errors import Unavailable
from shared.kernel.sealing import Masters

INVARIANT = 10
HANDING_IN = [
    event.__name__ for event in (events.DossierSubmitted, events.SupplementHandedIn, events.SupplementSupplied)
]
#: Each submission in the journal beside its version, also where one is missing.
BOTH = """
select coalesce(j.dossier, v.dossier) as dossier, coalesce(j.sequence, v.sequence) as sequence, j.body,
    v.number, v.subject, v.sealed, v.digest, v.papers, k.master, k.wrapped, (
        select count(*) from jsonb_array_elements(v.papers) paper where not exists (
            select from documents p where p.dossier = v.dossier and p.sha256 = paper ->> 'sha256'
                and p.id::text = paper ->> 'document')) as lost
from (select dossier, sequence, body from journal where entity_type = 'dossier' and event = any($1)) j
    full join versions v on v.dossier = j.dossier and v.sequence = j.sequence
    left join subject_keys k on k.subject = v.subject
"""


async def handed_in(place: Open, masters: Masters) -> tuple[list[Broken], int]:
    """The versions that differ from what was handed in, and how many texts could not be opened to compare them.

    Rows are streamed, never all in memory.
    """
    found, closed = [], 0
    async with place.connection.transaction():
        async for row in place.connection.cursor(BOTH, HANDING_IN, prefetch=1000):
            text, opens = _opened(masters, row)
            closed += not opens
            if what := differs(row, text):
                found.append(
                    Broken(INVARIANT, place.name, f"dossier {row['dossier']} sequence {row['sequence']}: {what}")
                )
    return found, closed


def _opened(masters: Masters, row: Any) -> tuple[Text | None, bool]:
    """The text of a version, and whether its master key is known here. What was altered opens as an empty text."""
    if row["number"] is None or row["wrapped"] is None or row["sealed"] is None:
        return None, True
    try:
        return text_of(masters, row) or Text("", ""), True
    except Unavailable:
        return None, False


def differs(row: Any, text: Text | None) -> str | None:
    """What is wrong with one submission. An altered journal entry may hold anything.

    `text`: None if it was erased, or cannot be opened here.
    """
    try:
        body = json.loads(row["body"] or "null")
        number, digest, papers = (body[name] for name in ("number", "digest", "papers")) if body else (None, "", [])
    except (ValueError, TypeError, KeyError):
        return None if row["number"] is None else "its journal entry is unreadable"
    if row["number"] is None:
        return "its version is missing" if number else None
    if (number, digest, papers) != (row["number"], row["digest"], json.loads(row["papers"])):
        return "the version differs from the journal"
    if text is not None and digest_of(*text) != digest:
        return "the text differs from what was handed in"
    return "one of its documents is missing or differs" if row["lost"] else None
