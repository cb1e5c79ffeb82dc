"""Whose a request is, written once: for a row in memory and for the columns of its tables alike.

`held`: whether the caller acts under the opaque id under which it was made online. `proved`: whether an account has
proved to be the person whom the desk has identified.
"""

from __future__ import annotations

from typing import Any

from shared.contracts.reference import Channel
from shared.contracts.relation import Relation

APPLICANT, OFFICER, SUPERVISOR = "applicant", "officer", "supervisor"


def stands(request: Any, held: Any, who: Any) -> dict[Relation, Any]:
    """How a caller stands to a request."""
    at_desk = request.desk == who.agency
    online = request.channel == Channel.ONLINE
    return {
        Relation.OWNER: online & held & (who.role == APPLICANT),
        Relation.COUNTER: (request.channel != Channel.ONLINE) & at_desk & (who.role == OFFICER),
        Relation.RECEIVING: at_desk & ((who.role == OFFICER) | (who.role == SUPERVISOR)),
    }


def given(request: Any, held: Any, proved: Any, who: Any) -> Any:
    """Who is given what is kept: the person, or the desk at whose counter it was asked, for the person."""
    found = stands(request, held, who)
    return found[Relation.OWNER] | found[Relation.COUNTER] | ((who.role == APPLICANT) & proved)


def reads(request: Any, held: Any, proved: Any, who: Any) -> Any:
    """Who may read it: the person, and all who read at the desk that answers."""
    at_desk = (who.role != APPLICANT) & (request.desk == who.agency)
    return given(request, held, proved, who) | at_desk
