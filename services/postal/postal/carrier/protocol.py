"""What consignments need of a carrier: the calls that are made to it, and what its answers and webhooks are made of.

Every carrier is a folder beside this file and is listed in `registered`. It knows nothing of consignments: it is given
an order or a waybill. Carriers print their own labels: nothing here asks for one (decision 24).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

import msgspec

from shared.contracts.message import Answer
from shared.kernel.declared import Declared
from shared.kernel.errors import Refused


class Meaning(StrEnum):
    """What a carrier's status means to us; `other` moves nothing."""

    COLLECTED = "collected"
    TRAVELLING = "travelling"
    ATTEMPTED = "attempted"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    OTHER = "other"


class Status(msgspec.Struct, frozen=True):
    """One of a carrier's status numbers: its meaning, and its name for people."""

    meaning: Meaning
    vi: str
    en: str


def undocumented(status: int) -> Status:
    """A number that the carrier's documents do not name moves nothing."""
    return Status(Meaning.OTHER, f"Trạng thái {status}", f"Status {status}, undocumented")


class Scan(Answer, frozen=True, kw_only=True):
    """One record of the carrier's history: its status number, what that means, and when."""

    status: int
    meaning: Meaning
    at: datetime


class Turned(Refused):
    """The carrier does not take this order."""

    vi = "Đơn vị bưu chính không nhận đơn gửi này"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends, or who receives. Used for one order and not kept.

    `province` and `commune` are the codes of the address, where they are known.
    """

    name: str
    phone: str
    address: str
    province: str = ""
    commune: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One parcel: our reference of it, and the code of the dossier whose result is in it."""

    reference: str
    code: str
    sender: Party
    receiver: Party


class Carrier(Protocol):
    """One carrier, as this deployment is known to it.

    Calls raise Unavailable for an answer that was not agreed on; they are made again.
    """

    @property
    def name(self) -> str:
        """By which consignments and its webhook (`/v1/callbacks/<name>`) know it."""
        ...

    def reference(self, code: str, consignment: UUID) -> str:
        """Our name of an order, in the carrier's format; the same at every try."""
        ...

    async def order(self, order: Order) -> str:
        """Places an order; its waybill. Raises Turned if the carrier says what is wrong with it."""
        ...

    async def find(self, reference: str) -> str | None:
        """The waybill of the order that has our reference, if the carrier knows one."""
        ...

    async def history(self, waybill: str) -> tuple[Scan, ...]:
        """All that the carrier knows of a parcel. Raises NotYet if that is nothing."""
        ...

    def status(self, number: int) -> Status:
        """What a status number means."""
        ...

    async def proves(self, body: bytes) -> bool:
        """Has the carrier written this webhook? Raises Unavailable as long as that cannot be known."""
        ...

    def waybills(self, body: bytes) -> frozenset[str]:
        """The parcels that a proved webhook names."""
        ...

    def reply(self, body: bytes, updated: int | None) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON for a webhook: how many parcels of ours are polled for it; None if it is not proved."""
        ...


class Carriers:
    """The carriers of a deployment, by name. New consignments go to the first; the others are polled for theirs."""

    def __init__(self, first: Carrier, *others: Carrier) -> None:
        self.first = first
        self._by_name = {carrier.name: carrier for carrier in (first, *others)}

    def get(self, name: str) -> Carrier | None:
        return self._by_name.get(name)


@dataclass(frozen=True, slots=True)
class Registration:
    """One carrier's line in `registered`: its settings, and how it is made of them."""

    name: str
    settings: type[Declared]
    make: Callable[[Any], Carrier]
