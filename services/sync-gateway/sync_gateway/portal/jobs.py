"""The two calls of an exchange: the record, then the progress.

What they tell is read when they are made, so one call carries all that is new. The record is idempotent: a look-up
decides between create and update, and a create that meets its own earlier try becomes an update. Names
come from intake and workflow at that moment and are not kept; those of officers are waited for a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.message import Answer
from shared.kernel.db import Tx
from shared.kernel.entity import projection_of
from shared.kernel.peers import Peers
from shared.kernel.registry import Caller
from shared.reference.documents import Documents
from shared.reference.dossier import DOSSIERS
from shared.reference.officers import Officers, Purpose
from shared.reference.publication import Shelf
from sync_gateway.exchange.commands import Declined, Progressed, Recorded
from sync_gateway.exchange.machine import EXCHANGE, PROGRESS, RECORD
from sync_gateway.exchange.models import Dossier, Exchange, Line, Submission
from sync_gateway.exchange.tables import CALLED, CHUNK, SUBMISSIONS, UNTOLD
from sync_gateway.portal import rules
from sync_gateway.portal.clients import Portal, Reply
from sync_gateway.portal.errors import PersonUnknown

PEER = "portal"


@dataclass(frozen=True, slots=True)
class Question:
    """What one call needs: the exchange as it was read first, then what belongs to it (as new or newer)."""

    exchange: Exchange
    documents: Documents
    dossier: Dossier | None = None
    submission: Submission | None = None
    lines: tuple[Line, ...] = ()

    def titles(self) -> Mapping[str, str]:
        """The agencies' titles by id."""
        return {agency.id: agency.title.vi for agency in self.documents.only("agencies").agencies}


class Jobs:
    """Makes the calls of one process."""

    def __init__(self, portal: Portal, peers: Peers, officers: Officers, timeout: float) -> None:
        self._portal = portal
        self._peers = peers
        self._officers = officers
        self._timeout = timeout
        self._shelf = Shelf()

    def callers(self) -> dict[str, Caller]:
        """By the names the table gives them."""
        return {
            RECORD: Caller(PEER, self.read_records, self.record),
            PROGRESS: Caller(PEER, self.read_lines, self.progress),
        }

    # ---- what is asked

    async def read_records(self, tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Question]:
        exchanges = await _exchanges(tx, entities)
        ids = [row.dossier for row in exchanges]
        dossiers = {row["dossier"]: projection_of(Dossier, row) for row in await tx.fetch(DOSSIERS, ids)}
        submissions = {row["dossier"]: projection_of(Submission, row) for row in await tx.fetch(SUBMISSIONS, ids)}
        documents = await self._shelf.take(tx, {("procedure", d.procedure, d.version) for d in dossiers.values()})
        return {
            row.id: Question(row, documents, dossiers[row.dossier], submissions.get(row.dossier)) for row in exchanges
        }

    async def read_lines(self, tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Question]:
        exchanges = await _exchanges(tx, entities)
        documents = await self._shelf.take(tx)
        lines: dict[UUID, list[Line]] = {}
        for found in await tx.fetch(UNTOLD, [row.dossier for row in exchanges], [row.news for row in exchanges]):
            lines.setdefault(found["dossier"], []).append(projection_of(Line, found))
        return {row.id: Question(row, documents, lines=tuple(lines.get(row.dossier, ()))) for row in exchanges}

    # ---- asking

    async def record(self, question: Question, _key: str, _tries: int) -> Answer:
        """The record as it is now: created if the portal shows none, else updated. Raises PortalAway, PersonUnknown.

        A look-up that is refused blocks nothing: a create of what the portal has becomes an update.
        """
        async with asyncio.timeout(self._timeout):
            data = await self._written(question)
            found = await self._portal.ask("TraCuuHoSo", mahoso=question.exchange.code)
            created = not (found.good and found.result)
            reply = await self._tell(data, update=not created)
            if created and reply.exists:
                created, reply = False, await self._tell(data, update=True)
        if not reply.done:
            return _declined(reply)
        return Recorded(news=question.exchange.news, status=question.exchange.status, created=created)

    async def progress(self, question: Question, _key: str, tries: int) -> Answer:
        """The next progress entries, oldest first; without any there is no call. Raises PortalAway, NotYet.

        A call with an unknown outcome is made again with the very same entries: the portal takes each once.
        """
        lines = question.lines[:CHUNK]
        all_of_them = len(lines) == len(question.lines)
        if lines:
            async with asyncio.timeout(self._timeout):
                data = await self._entries(question, lines, tries)
                reply = await self._portal.ask("CapNhatTienDoHoSoMC", data=data)
            if not reply.done:
                return _declined(reply)
        return Progressed(news=question.exchange.news if all_of_them else lines[-1].number)

    async def _entries(self, question: Question, lines: Sequence[Line], tries: int) -> list[dict[str, str]]:
        """Progress entries in the portal's form, with the names of officers."""
        acts = [(line.actor, line.at) for line in lines if line.actor]
        called = await self._officers.called_by_now(Purpose.PORTAL, acts, tries)
        titles, code = question.titles(), question.exchange.code
        told = [(line, called.get((line.actor or "", line.at))) for line in lines]
        return [
            rules.progress(code, line, titles, *((officer.name, officer.title.vi) if officer else ()))
            for line, officer in told
        ]

    async def _written(self, question: Question) -> dict[str, Any]:
        dossier = question.dossier
        assert dossier is not None, "it is projected with the move that opens the exchange"
        procedure = question.documents.get("procedure", dossier.procedure, dossier.version)
        unit = question.titles().get(dossier.agency, dossier.agency)
        person = await self._person(dossier.dossier)
        return rules.record(dossier, question.submission, question.exchange.status, person, procedure, unit)

    async def _person(self, dossier: UUID) -> rules.Person:
        people = await self._peers.post("intake", "/v1/people", {"dossiers": [str(dossier)], "purpose": "portal"})
        if not people:
            raise PersonUnknown("intake")
        told = {name: people[0].get(name) or "" for name in ("name", "kind", "form", "number", "phone", "email")}
        numbers = tuple((one["kind"], one["number"]) for one in people[0]["identities"])
        return rules.Person(**told, identities=numbers)

    async def _tell(self, data: dict[str, Any], *, update: bool) -> Reply:
        return await self._portal.ask("DongBoHoSoMC", isUpdating="True" if update else "False", data=[data])


async def _exchanges(tx: Tx, entities: Sequence[UUID]) -> list[Exchange]:
    """Read before anything else: what is read after it is at least as new as the news it counts."""
    return [EXCHANGE.of(row) for row in await tx.fetch(CALLED, list(entities))]


def _declined(reply: Reply) -> Declined:
    return Declined(code=reply.code, message=reply.message)
