"""What is loaded to decide about requests, set-based: the requests, and who asks, by account or by a paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.applicant.proof import Pepper
from intake.applicant.rules import shown
from intake.request import commands as ask
from intake.request import whose
from intake.request.facts import Facts
from intake.request.machine import REQUEST, RequestCalendarChanges
from intake.request.models import Request
from intake.request.tables import KNOWN, LINKED, REQUESTS
from shared.contracts.message import Look
from shared.contracts.relation import Relation, account_id, those
from shared.kernel.db import Tx
from shared.kernel.entity import Concerned
from shared.kernel.incoming import Incoming
from shared.reference.documents import Documents

#: What a request receives.
RECEIVED = (
    ask.MakeRequest,
    ask.IdentifyRequester,
    ask.TakeRequest,
    ask.GrantRequest,
    ask.GrantRequestPartly,
    ask.RefuseRequest,
    ask.WithdrawRequest,
    RequestCalendarChanges,
)


@dataclass(slots=True)
class Requests:
    """Requests by id, with the id under which each is `held`.

    `proofs`: of who is said or proved to ask, and their id (`known`). `linked`: those made by an account that proves
    who its holder is.
    """

    rows: dict[UUID, Request] = field(default_factory=dict)
    held: dict[UUID, str] = field(default_factory=dict)
    proofs: dict[UUID, bytes] = field(default_factory=dict)
    known: dict[UUID, str] = field(default_factory=dict)
    linked: set[UUID] = field(default_factory=set)

    def relations(self, incoming: Incoming[Any], parties: Collection[str]) -> frozenset[Relation]:
        """How a caller who acts under these ids stands to the request."""
        key = incoming.dossier
        return those(whose.stands(self.rows[key], self.held[key] in parties, incoming))

    def concerned(self, request: UUID, documents: Documents, now: datetime) -> Concerned:
        """A request, and what is known of it."""
        row, known = self.rows[request], self.known.get(request, "")
        facts = Facts(request=row, now=now, documents=documents, known=known, linked=request in self.linked)
        return Concerned(REQUEST, row, facts)


class Load:
    """The loader of requests. `pepper`: what a number and a person are hashed with."""

    def __init__(self, pepper: Pepper | None) -> None:
        self._pepper = pepper

    async def __call__(self, tx: Tx, incoming: Sequence[Incoming[Any]], dossiers: Collection[UUID]) -> Requests:
        """Those that these messages are for. `dossiers`: what was found to be a dossier, and is no request."""
        concerned = [each for each in incoming if isinstance(each.message, RECEIVED)]
        looked = [each for each in incoming if isinstance(each.message, Look) and each.dossier not in dossiers]
        found = Requests()
        if not concerned and not looked:
            return found
        for row in await tx.fetch(REQUESTS, [each.dossier for each in (*concerned, *looked)]):
            found.rows[row["id"]], found.held[row["id"]] = REQUEST.of(row), row["held_by"]
        await self._of_accounts(tx, found, concerned)
        await self._of_papers(tx, found, concerned)
        return found

    async def _of_accounts(self, tx: Tx, found: Requests, incoming: Sequence[Incoming[Any]]) -> None:
        made = [each for each in incoming if isinstance(each.message, ask.MakeRequest) and each.role == "applicant"]
        rows = await tx.fetch(LINKED, [each.actor for each in made]) if made else ()
        accounts = {row["subject"]: row for row in rows}
        for each in made:
            found.held[each.dossier] = account_id(each.actor)
            if row := accounts.get(each.actor):
                found.linked.add(each.dossier)
                found.held[each.dossier] = str(row["applicant"])
                found.known[each.dossier], found.proofs[each.dossier] = str(row["applicant"]), row["proof"]

    async def _of_papers(self, tx: Tx, found: Requests, incoming: Sequence[Incoming[Any]]) -> None:
        seen = {each.dossier: person for each in incoming if (person := getattr(each.message, "person", None))}
        if not seen:
            return
        assert self._pepper is not None, "people are told apart in a process that has the pepper"
        keys = {id_: self._pepper.number(one.identity.kind, *shown(one.identity)) for id_, one in seen.items()}
        ids = {row["key"]: str(row["id"]) for row in await tx.fetch(KNOWN, list(keys.values()))}
        for id_, one in seen.items():
            found.known[id_] = ids.get(keys[id_], "")
            found.proofs[id_] = self._pepper.person(" ".join(shown(one.identity)), one.name, one.born)
