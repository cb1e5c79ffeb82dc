"""The two calls of a consignment: the order for it, and a poll of how far it has come.

The receiver's name, telephone and address are asked of intake for the order alone, and forgotten with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from postal.carrier.protocol import Carrier, Carriers, Order, Party, Turned
from postal.consignment.commands import Declined, Ordered, Polled
from postal.consignment.machine import ORDER, POLL
from postal.consignment.tables import TO_ORDER, TO_POLL
from shared.contracts.message import Answer
from shared.kernel.db import Tx
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.peers import Peers
from shared.kernel.registry import Caller

log = structlog.get_logger()


class Jobs:
    """Makes the calls of one process. `people` reaches intake; `sender` is the desk.

    `most`: tries after which what the carrier says of an order is final.
    """

    def __init__(self, carriers: Carriers, people: Peers, sender: Party, most: int) -> None:
        self._carriers = carriers
        self._people = people
        self._sender = sender
        self._most = most

    def calls(self) -> dict[str, Caller]:
        """By the names of the table. The peer of a call is the carrier of its consignment."""
        return {ORDER: Caller(self._peer, to_order, self.place), POLL: Caller(self._peer, to_poll, self.poll)}

    async def place(self, question: Any, _key: str, tries: int) -> Answer:
        """Places the order, or finds it placed by an earlier try whose answer got lost."""
        carrier = self._carrier(question)
        reference = carrier.reference(question["code"], question["id"])
        waybill = await carrier.find(reference) if tries > 1 else None
        if waybill is None:
            receiver = await self._receiver(question["dossier"])
            order = Order(reference=reference, code=question["code"], sender=self._sender, receiver=receiver)
            try:
                waybill = await carrier.order(order)
            except Turned as turned:  # for what it says, or because it has the reference already
                waybill = await carrier.find(reference)
                if waybill is None:
                    log.warning("order turned down", reference=reference, tries=tries, why=str(turned))
                    return self._declined(tries)
        return Ordered(carrier=carrier.name, waybill=waybill)

    async def poll(self, question: Any, _key: str, _tries: int) -> Answer:
        waybill = question["waybill"]
        scans = await self._carrier(question).history(waybill)
        return Polled(waybill=waybill, webhooks=question["webhooks"], scans=scans)

    def _declined(self, tries: int) -> Answer:
        """An order turned down may have met a passing fault; turned down often enough, it is declined."""
        if tries < self._most:
            raise NotYet("The carrier does not take the order so far.", "Đơn vị bưu chính chưa nhận đơn gửi.")
        return Declined()

    def _peer(self, question: Any) -> str:
        """A consignment that was requested before carriers were recorded goes to the first."""
        return question["carrier"] or self._carriers.first.name

    def _carrier(self, question: Any) -> Carrier:
        carrier = self._carriers.get(self._peer(question))
        if carrier is None:
            raise Unavailable(f"carrier {question['carrier']} is not configured: set MOTCUA_POSTAL_CARRIERS")
        return carrier

    async def _receiver(self, dossier: UUID) -> Party:
        """Name, telephone and address of who receives the result, as intake has them now."""
        asked = {"dossiers": [str(dossier)], "purpose": "procedure"}
        for person in await self._people.post("intake", "/v1/people", asked):
            if person["dossier"] == str(dossier):
                to = person["receiver"]
                home = to["address"]
                return Party(to["name"], to["phone"], home["line"], home["province"], home["commune"])
        raise Unavailable("intake does not know the applicant")


async def to_order(tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
    return await _questions(tx, TO_ORDER, entities)


async def to_poll(tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
    return await _questions(tx, TO_POLL, entities)


async def _questions(tx: Tx, sql: str, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
    return {row["id"]: row for row in await tx.fetch(sql, list(entities))}
