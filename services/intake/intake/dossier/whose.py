"""Whose a dossier is, written once: for a row in memory and for the columns of its tables alike.

`dossier` is a row or `dossiers.c`; `held` says whether the caller holds it online: as who has begun it, the applicant,
or with authority for them; `proved`, whether a sign-in has proved that it was written for exactly the caller, or for
whom the caller acts; `handed_in`, whether it ever was (a draft that is withdrawn never will be). `who` has actor, role
and agency. Only `==`, `!=`, `&` and `|` are used, which
Python's booleans and SQL both have.
"""

from __future__ import annotations

from typing import Any

from shared.contracts.reference import Channel
from shared.contracts.relation import Relation

APPLICANT, OFFICER, SUPERVISOR, CLERK, INSPECTOR = "applicant", "officer", "supervisor", "clerk", "inspector"


def stands(dossier: Any, held: Any, proved: Any, handed_in: Any, who: Any) -> dict[Relation, Any]:
    """How a caller stands to a dossier. What was never handed in is of who holds it, or of the officers of its desk.

    Agencies that work on its case read it, and no more.
    """
    at_desk = (who.role == OFFICER) & (dossier.desk == who.agency)
    return {
        Relation.OWNER: (dossier.channel == Channel.ONLINE) & (who.role == APPLICANT) & (held | proved & handed_in),
        Relation.COUNTER: (dossier.channel != Channel.ONLINE) & at_desk,
        Relation.RECEIVING: at_desk & handed_in,
    }


def writes(dossier: Any, held: Any, proved: Any, handed_in: Any, who: Any) -> Any:
    """Who writes and hands in: the applicant online; for what came otherwise, officers of the desk that received it."""
    found = stands(dossier, held, proved, handed_in, who)
    return found[Relation.OWNER] | found[Relation.COUNTER]


def acts(dossier: Any, held: Any, proved: Any, handed_in: Any, who: Any) -> Any:
    """Who may do anything at all to it."""
    found = stands(dossier, held, proved, handed_in, who)
    return found[Relation.OWNER] | found[Relation.COUNTER] | found[Relation.RECEIVING]


def reads(dossier: Any, held: Any, proved: Any, handed_in: Any, involved: Any, who: Any) -> Any:
    """Who may read it: who acts on it, supervisors, records clerks and inspectors of the desk, and agencies that are
    `involved` in its case. And the applicant of what a desk wrote, as `proved`.
    """
    looks = (who.role == SUPERVISOR) | (who.role == CLERK) | (who.role == INSPECTOR)
    at_desk = looks & (dossier.desk == who.agency) & handed_in
    theirs = (who.role == APPLICANT) & proved & handed_in
    return acts(dossier, held, proved, handed_in, who) | at_desk | (who.role != APPLICANT) & involved | theirs
