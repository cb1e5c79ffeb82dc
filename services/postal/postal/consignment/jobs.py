"""The two calls postal makes: the order for a consignment, and a poll at how far it has come.

The receiver's name, telephone and address are asked of intake for the order alone, and forgotten with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from postal.carrier.myvnpost.clients import NAME, MyVNPost, Turned
from postal.consignment.commands import Declined, Ordered, Polled
from postal.consignment.machine import ORDER, POLL
from shared.contracts.message import Answer
from shared.kernel.db import Tx
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.peers import Peers
from shared.kernel.registry import Caller

log = structlog.get_logger()

TRIES = 8  # with doubled pauses some four minutes; then what the carrier says of the order is its last word
WEIGHT = 100  # grams: some sheets in an envelope
TWO_TIERS = "VNPOST"  # MyVNPost's district code where there are no districts

TO_ORDER = """
select c.id, c.dossier, d.code from consignments c join dossiers d using (dossier) where c.id = any($1::uuid[])
"""
TO_POLL = """
select c.id, c.waybill, coalesce(k.times, 0) as webhooks
from consignments c left join webhooks k on k.consignment = c.id where c.id = any($1::uuid[])
"""


@dataclass(frozen=True)
class Sender:
    """Who sends: the desk's name, telephone and address, and the carrier's codes for its place and the service."""

    name: str
    phone: str
    address: str
    province: str
    commune: str
    service: str


async def _questions(tx: Tx, sql: str, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
    return {row["id"]: row for row in await tx.fetch(sql, list(entities))}


def calls(post: MyVNPost, peers: Peers, sender: Sender) -> dict[str, Caller]:
    """How the calls of the table are made."""

    async def to_order(tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
        return await _questions(tx, TO_ORDER, entities)

    async def to_poll(tx: Tx, entities: Sequence[UUID]) -> Mapping[UUID, Any]:
        return await _questions(tx, TO_POLL, entities)

    async def order(question: Any, _key: str, tries: int) -> Answer:
        return await place(post, peers, sender, question, tries)

    async def poll(question: Any, _key: str, _tries: int) -> Answer:
        waybill = question["waybill"]
        return Polled(waybill=waybill, webhooks=question["webhooks"], scans=await post.history(waybill))

    return {ORDER: Caller(NAME, to_order, order), POLL: Caller(NAME, to_poll, poll)}


async def place(post: MyVNPost, peers: Peers, sender: Sender, question: Any, tries: int) -> Answer:
    """Places the order, or finds it placed by an earlier try whose answer got lost."""
    reference = reference_of(question["code"], question["id"])
    waybill = await post.find(reference) if tries > 1 else None
    if waybill is None:
        receiver = await _receiver(peers, question["dossier"])
        try:
            waybill = await post.create(order_of(sender, receiver, reference, question["code"]))
        except Turned as turned:  # for what it says, or because it has the reference already
            waybill = await post.find(reference)
            if waybill is None:
                log.warning("order turned down", reference=reference, tries=tries, why=str(turned))
                return _last_word(tries)
    return Ordered(carrier=NAME, waybill=waybill)


def _last_word(tries: int) -> Answer:
    """An order turned down may have met a passing trouble; turned down often enough, it is declined."""
    if tries < TRIES:
        raise NotYet("The carrier does not take the order so far.", "Đơn vị bưu chính chưa nhận đơn gửi.")
    return Declined()


def reference_of(code: str, consignment: UUID) -> str:
    """Our name for the order, the same at every try: the dossier's code and the end of the consignment's id."""
    return f"{code}-{consignment.hex[-8:]}"


async def _receiver(peers: Peers, dossier: UUID) -> Mapping[str, str]:
    """Name, telephone and address of the applicant, as intake has them now."""
    for person in await peers.post("intake", "/v1/people", {"dossiers": [str(dossier)]}):
        if person["dossier"] == str(dossier):
            return {name: str(person[name]) for name in ("name", "phone", "address")}
    raise Unavailable("intake does not know the applicant")


def order_of(sender: Sender, receiver: Mapping[str, str], reference: str, code: str) -> dict[str, Any]:
    """The order as MyVNPost wants it. The applicant's address is one line, so the codes are those of our place."""
    place = {"ProvinceCode": sender.province, "DistrictCode": TWO_TIERS, "CommuneCode": sender.commune}
    return {
        "senderName": sender.name,
        "senderPhone": sender.phone,
        "senderAddress": sender.address,
        "receiverName": receiver["name"],
        "receiverPhone": receiver["phone"],
        "receiverAddress": receiver["address"],
        **{f"{who}{name}": value for who in ("sender", "receiver") for name, value in place.items()},
        "serviceCode": sender.service,
        "saleOrderCode": reference,
        "contentNote": f"Kết quả giải quyết thủ tục hành chính, hồ sơ {code}",
        "weight": str(WEIGHT),
        "sendType": "1",
        "vehicle": "BO",
    }
