"""The two calls to the national payment platform: INIT starts a payment, QUERY asks about an unknown outcome.

Questions are read set-based, calls are made outside any transaction. The payer's name comes from intake at the
moment it is needed, and is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from payment.charge.commands import Failed, Paid, Started, Unpaid
from payment.charge.machine import State
from payment.charge.rules import NATIONAL_PLATFORM
from payment.provider.national import rules
from payment.provider.national.clients import Platform
from payment.provider.national.rules import Account, Order
from shared.contracts.message import Answer
from shared.contracts.reference import Procedure
from shared.kernel.db import Tx
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.peers import Peers
from shared.kernel.registry import Caller
from shared.reference.documents import Documents
from shared.reference.publication import Shelf

log = structlog.get_logger()

ORDERS = """
select c.id, c.dossier, c.fees, c.amount, a.reference, a.asked_at, d.code, d.procedure, d.version, d.agency
from charges c join attempts a on a.reference = c.asked join dossiers d on d.dossier = c.dossier
where c.id = any($1::uuid[])
"""
UNKNOWN = """
select c.id, c.state, a.reference, a.asked_at,
    array(select l.reference from ledger l where l.dossier = c.dossier and l.charge = c.id) as booked
from charges c left join attempts a on a.charge = c.id where c.id = any($1::uuid[]) order by a.asked_at desc
"""
#: Tries (of a call: 1 s apart, then 2, 4, ... an hour) after which "still not known" counts as not paid.
LAST_POLL = 3  # before a charge expires; a later payment revives it
POLLS_AFTER_END = 36  # a day and more after its end, or after a failed attempt


@dataclass(slots=True)
class Question:
    """A charge with all its attempts, the newest first, and the payments that are in the ledger already."""

    state: str
    booked: frozenset[str]
    attempts: list[tuple[str, datetime]]


class Desk:
    """Makes the calls. `payers` reaches intake."""

    def __init__(self, platform: Platform, payers: Peers) -> None:
        self._platform = platform
        self._payers = payers
        self._shelf = Shelf()
        settings = platform.settings
        self._account = Account(settings.account, settings.account_bank, settings.account_name)

    def calls(self) -> dict[str, Caller]:
        """By the names of the table."""
        return {
            "start": Caller(NATIONAL_PLATFORM, self.orders, self.start),
            "outcome": Caller(NATIONAL_PLATFORM, unknown, self.outcome),
        }

    async def orders(self, tx: Tx, charges: Sequence[UUID]) -> Mapping[UUID, Order]:
        rows = await tx.fetch(ORDERS, list(charges))
        documents = await self._shelf.take(tx, {("procedure", row["procedure"], row["version"]) for row in rows})
        return {row["id"]: order_of(row, documents) for row in rows}

    async def start(self, order: Order, _key: str, _tries: int) -> Answer:
        """INIT. Sent again it is the same message, and the platform answers the same."""
        people = await self._payers.post("intake", "/v1/people", {"dossiers": [str(order.dossier)]})
        payer: dict[str, Any] = next((one for one in people if one["dossier"] == str(order.dossier)), {})
        settings = self._platform.settings
        said = await self._platform.init(rules.init(order, payer, settings.partner, settings.ip, self._account))
        verdict = str(said.get("error_code"))
        if verdict == rules.BUSY:
            raise Unavailable("the payment platform is busy")
        if verdict != "0":
            log.warning("INIT refused", reference=order.reference, code=verdict)
            return Failed(reference=order.reference, code=verdict[:20])
        return Started(reference=order.reference, url=url_of(said))

    async def outcome(self, question: Question, _key: str, tries: int) -> Answer:
        """QUERY about every attempt, the newest first. NotYet as long as the platform does not know."""
        if not self._platform.has_query:
            return Unpaid()
        found = [await self._outcome(reference, at) for reference, at in question.attempts]
        unseen = [one for one in found if not (isinstance(one, Paid) and one.transaction in question.booked)]
        paid = next((answer for answer in unseen if isinstance(answer, Paid)), None)
        if paid is not None:
            return paid
        failed = found[0] if found and isinstance(found[0], Failed) else None
        if question.state in (State.ASKING, State.PAYING):
            return failed or not_yet()
        enough = LAST_POLL if question.state == State.EXPIRING else POLLS_AFTER_END
        sure = not unseen or (question.state == State.EXPIRING and failed is not None)
        return Unpaid() if sure or tries >= enough else not_yet()

    async def _outcome(self, reference: str, at: datetime) -> Paid | Failed | None:
        """What became of one attempt, whatever the amount; None: not known (yet), or never opened."""
        said = await self._platform.query(rules.query(reference, at, self._platform.partner))
        verdict = str(said.get("MaLoi"))
        if verdict == rules.UNKNOWN:
            return None
        if verdict != rules.GOOD:
            raise Unavailable(f"the payment platform refuses to tell: {verdict[:20]}")
        try:
            return rules.outcome(said, reference)
        except ValueError as error:
            raise Unavailable(f"the payment platform's answer is unclear: {error}") from error


def not_yet() -> Answer:
    raise NotYet("The payment platform does not know the outcome yet.", "Chưa có kết quả giao dịch.")


async def unknown(tx: Tx, charges: Sequence[UUID]) -> Mapping[UUID, Question]:
    """The charges whose outcome is asked about; one that was never asked of anybody has no attempts."""
    questions: dict[UUID, Question] = {}
    for row in await tx.fetch(UNKNOWN, list(charges)):
        question = questions.setdefault(row["id"], Question(row["state"], frozenset(row["booked"]), []))
        if row["reference"]:
            question.attempts.append((row["reference"], row["asked_at"]))
    return questions


def order_of(row: Any, documents: Documents) -> Order:
    """With the names the payer reads, where they are known here; with codes otherwise."""
    procedure = documents.read.get(("procedure", row["procedure"], row["version"]))
    title, names = row["procedure"], dict[str, str]()
    if isinstance(procedure, Procedure):
        title, names = procedure.title.vi, {fee.code: fee.title.vi for fee in procedure.fees}
    fees = json.loads(row["fees"])
    return Order(
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
    """As the directory has it."""
    try:
        known: dict[str, str] = {one.id: one.title.vi for one in documents.only("agencies").agencies}
    except NotYet:
        known = {}
    return known.get(agency, agency)


def url_of(said: Mapping[str, Any]) -> str:
    """`message` is JSON text with UrlThanhToan."""
    try:
        url = json.loads(said["message"])["UrlThanhToan"]
    except (KeyError, TypeError, ValueError):
        url = None
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise Unavailable("the payment platform accepts, but does not say where to pay")
    return url
