"""The two calls of a charge: `start` opens an attempt at its provider, `outcome` asks what became of all attempts.

Questions are read set-based, calls are made outside any transaction. The payer's name comes from intake at the
moment it is needed, and is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from payment.charge.commands import Unpaid
from payment.charge.machine import State
from payment.charge.tables import ORDERS, UNKNOWN
from payment.provider.protocol import Failed, Order, Paid, Provider, Providers
from shared.contracts.message import Answer
from shared.contracts.reference import Procedure
from shared.kernel.db import Tx
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.peers import Peers
from shared.kernel.registry import Caller
from shared.reference.documents import Documents
from shared.reference.publication import Shelf

Outcome = Paid | Failed | Unavailable | None


class Polls(NamedTuple):
    """Tries (of a call: 1 s apart, then 2, 4, ... an hour) after which "still not known" counts as not paid.

    before: a charge expires; a later payment revives it. after: its end, or a failed attempt.
    """

    before: int
    after: int


class Asked(NamedTuple):
    """One attempt: which provider was asked, by which reference, and when."""

    provider: str
    reference: str
    at: datetime


@dataclass(slots=True)
class Question:
    """A charge with all its attempts, the newest first, and the payments that are in the ledger already."""

    state: str
    booked: frozenset[str]
    attempts: list[Asked] = field(default_factory=list)

    @property
    def peer(self) -> str:
        """The provider of the newest attempt; without an attempt no peer is called."""
        return self.attempts[0].provider if self.attempts else ""


class Jobs:
    """Makes the calls of one process. `payers` reaches intake."""

    def __init__(self, providers: Providers, payers: Peers, polls: Polls) -> None:
        self._providers = providers
        self._payers = payers
        self._polls = polls
        self._shelf = Shelf()

    def calls(self) -> dict[str, Caller]:
        """By the names of the table. The peer of a call is the provider of its attempt."""
        return {
            "start": Caller(lambda order: str(order.provider), self.orders, self.start),
            "outcome": Caller(lambda question: str(question.peer), unknown, self.outcome),
        }

    async def orders(self, tx: Tx, charges: Sequence[UUID]) -> Mapping[UUID, Order]:
        rows = await tx.fetch(ORDERS, list(charges))
        documents = await self._shelf.take(tx, {("procedure", row["procedure"], row["version"]) for row in rows})
        return {row["id"]: order_of(row, documents) for row in rows}

    async def start(self, order: Order, _key: str, _tries: int) -> Answer:
        """Opens the attempt at the provider it was recorded with."""
        provider = self._provider(order.provider)
        people = await self._payers.post("intake", "/v1/people", {"dossiers": [str(order.dossier)], "purpose": "fee"})
        payer: dict[str, Any] = next((one for one in people if one["dossier"] == str(order.dossier)), {})
        return await provider.start(order, payer)

    async def outcome(self, question: Question, _key: str, tries: int) -> Answer:
        """Asks about every attempt: money that has come in counts first. NotYet as long as a provider does not know."""
        asked = [one for one in question.attempts if self._can_be_asked(one)]
        if not asked:
            return Unpaid()
        found = [await self._outcome(one) for one in asked]
        unseen = [one for one in found if not (isinstance(one, Paid) and one.transaction in question.booked)]
        paid = next((one for one in unseen if isinstance(one, Paid)), None)
        if paid is not None:
            return paid
        newest = found[0] if asked[0] is question.attempts[0] else None
        enough = self._polls.before if question.state == State.EXPIRING else self._polls.after
        return concluded(question.state, newest, unseen, last=tries >= enough)

    def _can_be_asked(self, one: Asked) -> bool:
        """Attempts at a provider that is not configured stay unknown; they are not taken for unpaid."""
        provider = self._providers.get(one.provider)
        return provider is None or provider.has_query

    async def _outcome(self, one: Asked) -> Outcome:
        """What became of one attempt; an outage of its provider keeps no other provider from being asked."""
        try:
            return await self._provider(one.provider).outcome(one.reference, one.at)
        except Unavailable as away:
            return away

    def _provider(self, name: str) -> Provider:
        provider = self._providers.get(name)
        if provider is None:
            raise Unavailable(f"payment provider {name} is not configured: set MOTCUA_PAYMENT_PROVIDERS")
        return provider


def concluded(state: str, newest: Outcome, unseen: Sequence[Outcome], *, last: bool) -> Answer:
    """What follows if no attempt has brought money that is not booked; `last`: it is not asked again.

    Raises Unavailable, NotYet.
    """
    if isinstance(newest, Unavailable):
        raise newest
    failed = newest if isinstance(newest, Failed) else None
    if state in (State.ASKING, State.PAYING):
        return failed or not_yet()
    if any(isinstance(one, Unavailable) for one in unseen):
        return not_yet()
    sure = not unseen or (state == State.EXPIRING and failed is not None)
    return Unpaid() if sure or last else not_yet()


def not_yet() -> Answer:
    raise NotYet("The provider does not know the outcome yet.", "Chưa có kết quả giao dịch.")


async def unknown(tx: Tx, charges: Sequence[UUID]) -> Mapping[UUID, Question]:
    """The charges whose outcome is asked about, with their attempts, if there are any."""
    questions: dict[UUID, Question] = {}
    for row in await tx.fetch(UNKNOWN, list(charges)):
        question = questions.setdefault(row["id"], Question(row["state"], frozenset(row["booked"])))
        if row["reference"]:
            question.attempts.append(Asked(row["provider"], row["reference"], row["asked_at"]))
    return questions


def order_of(row: Any, documents: Documents) -> Order:
    """With names for the payer where they are known here, with codes otherwise."""
    procedure = documents.read.get(("procedure", row["procedure"], row["version"]))
    title, names = row["procedure"], dict[str, str]()
    if isinstance(procedure, Procedure):
        title, names = procedure.title.vi, {fee.code: fee.title.vi for fee in procedure.fees}
    fees = json.loads(row["fees"])
    return Order(
        provider=row["provider"],
        reference=row["reference"],
        amount=row["amount"],
        at=row["asked_at"],
        dossier=row["dossier"],
        code=row["code"],
        procedure=(row["procedure"], title),
        agency=(row["agency"], agency_name(row["agency"], documents)),
        fees=tuple((fee["code"], fee["kind"], names.get(fee["code"], fee["code"]), fee["amount"]) for fee in fees),
    )


def agency_name(agency: str, documents: Documents) -> str:
    """The agency's title in the directory, or its id."""
    try:
        known: dict[str, str] = {one.id: one.title.vi for one in documents.only("agencies").agencies}
    except NotYet:
        known = {}
    return known.get(agency, agency)
