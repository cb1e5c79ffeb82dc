"""Compares the counterparts' ledgers with our databases: the bank, the post, the portal, the mailbox.

Reads the sandbox's ledgers and the services' tables; changes nothing. Invariant 6 is the first of these accounts.
Without the sandbox each database is checked by itself, as far as it shows what is wrong.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import asyncpg
import httpx2

from motcua.verify.settled import unproved
from payment.charge.rules import CASH
from payment.ledger.tables import RECEIVED, UNBALANCED
from payment.provider.protocol import Registration
from payment.provider.registered import REGISTERED
from sync_gateway.exchange.rules import Status

MONEY = 6  # the invariant about it
PAUSE = 0.5  # seconds between two comparisons while deliveries are still being retried

#: What has come in, by the provider that is said to have taken it.
TAKEN = """
select substr(account, 10) as provider, sum(amount)::bigint as amount from ledger where account like 'received:%'
group by account
"""
PARCELS = "select waybill, state from consignments where waybill is not null"
CASES = """
select c.code, c.state, exists (
    select from journal j where j.entity = c.id and j.before = 'stopped') as revived from cases c
"""
NOTICES = "select id, state, channel from notices"

#: The portal's final status of a case, by the case's state.
SEEN_AS: Mapping[str, Status] = {
    "received": Status.ACCEPTED,
    "processing": Status.PROCESSING,
    "supplementing": Status.SUPPLEMENT,
    "awaiting_payment": Status.FEE,
    "decided": Status.DECIDED,
    "returned": Status.RETURNED,
    "refused": Status.REFUSED,
    "withdrawn": Status.WITHDRAWN,
    "stopped": Status.STOPPED,
}
#: The post's final statuses of a consignment, by its state: delivered, returned or never collected.
ENDS = {"delivered": (14,), "returned": (19, 9)}


class Account(NamedTuple):
    """One comparison: what must hold, and what breaks it; `invariant` is its number, if it is one."""

    rule: str
    broken: list[str]
    invariant: int | None = None


class Books(NamedTuple):
    """The databases by service, the sandbox (if it answers), and the payment providers that are asked for theirs."""

    dsns: Mapping[str, str]
    http: httpx2.AsyncClient
    sandbox: str
    providers: Sequence[Registration] = REGISTERED

    async def rows(self, service: str, sql: str, *args: Any) -> list[Any]:
        connection = await asyncpg.connect(self.dsns[service])
        try:
            found: list[Any] = await connection.fetch(sql, *args)
        finally:
            await connection.close()
        return found

    async def unproved(self) -> list[str]:
        """What payment has settled or booked without a proved outcome."""
        connection = await asyncpg.connect(self.dsns["payment"])
        try:
            return await unproved(connection)
        finally:
            await connection.close()

    async def sandbox_json(self, path: str) -> Any:
        """The JSON of a script route of the sandbox."""
        return (await self.http.get(self.sandbox + path)).raise_for_status().json()


def unexplained(_what: str) -> bool:
    """No loss was accepted."""
    return False


async def agree(
    dsns: Mapping[str, str],
    sandbox: str | None,
    timeout: float = 60,
    explained: Callable[[str], bool] = unexplained,
) -> list[Account]:
    """Every account, compared again until all agree or the timeout passes: failed calls are retried for a while.

    What is `explained` may differ. `sandbox`: None while it does not answer. A database that is not among `dsns` has
    nothing to compare.
    """
    until = time.monotonic() + timeout
    async with httpx2.AsyncClient(timeout=30) as http:
        books = Books(dsns, http, sandbox or "")
        while True:
            found = [Account(one.rule, await _wrong(one, books), one.invariant) for one in COMPARISONS]
            wrong = (what for account in found for what in account.broken if not explained(what))
            if not any(wrong) or time.monotonic() > until:
                return found
            await asyncio.sleep(PAUSE)


async def _wrong(one: Comparison, books: Books) -> list[str]:
    if one.service not in books.dsns:
        return []
    return [what for look in (one.alone, *([one.compared] if books.sandbox else [])) for what in await look(books)]


async def booked(books: Books) -> list[str]:
    """Every entry sums to zero, of accounts that are known, and nothing is settled without a proved outcome."""
    known = {CASH, *(each.name for each in books.providers)}
    broken = [
        f"the ledger has {row['amount']} VND of {row['provider']}, whose account is not known"
        for row in await books.rows("payment", TAKEN)
        if row["provider"] not in known
    ]
    broken += [f"entry {row['entry']} sums to {row['amount']}" for row in await books.rows("payment", UNBALANCED)]
    return broken + await books.unproved()


async def taken(books: Books) -> list[str]:
    """Every payment a provider has taken is in payment's ledger with its amount, and no other."""
    return [wrong for each in books.providers for wrong in await _taken(books, each)]


async def _taken(books: Books, provider: Registration) -> list[str]:
    """Where a provider's account and our account of it differ."""
    ours = {row["reference"]: row["amount"] for row in await books.rows("payment", RECEIVED, provider.name)}
    theirs = await provider.account(books.sandbox_json)
    return [f"{provider.name} has {theirs.get(key)}, payment {ours.get(key)}: {key}" for key in differing(ours, theirs)]


async def parcels(books: Books) -> list[str]:
    """Every parcel at the post belongs to a consignment, and their final states agree."""
    ours = {row["waybill"]: row["state"] for row in await books.rows("postal", PARCELS)}
    theirs = {parcel["itemCode"]: parcel["status"] for parcel in (await books.sandbox_json("/post/ledger"))["parcels"]}
    broken = [f"only one side knows parcel {code}" for code in ours.keys() ^ theirs.keys()]
    return broken + [
        f"parcel {code}: {ours[code]} for us, status {theirs[code]} at the post"
        for code in ours.keys() & theirs.keys()
        if theirs[code] not in ENDS.get(ours[code], ())
    ]


async def portal(books: Books) -> list[str]:
    """The portal's status of every case is workflow's, and it received everything in order."""
    cases = {row["code"]: row for row in await books.rows("workflow", CASES)}
    ledger = await books.sandbox_json("/portal/ledger")
    ours = {code: str(int(SEEN_AS[row["state"]])) for code, row in cases.items()}
    theirs = {code: dossier["statuses"][-1] for code, dossier in ledger["dossiers"].items()}
    broken = [f"{key}: {theirs.get(key)} at the portal, {ours.get(key)} for us" for key in differing(ours, theirs)]
    revived = {code for code, row in cases.items() if row["revived"]}
    return [*broken, *_complaints(ledger["complaints"], revived)]


def _complaints(found: list[dict[str, Any]], revived: set[str]) -> Iterator[str]:
    """All complaints but those about cases that were stopped and revived by a payment: no portal status covers this."""
    for one in found:
        if not (one["about"] == "moved_after_end" and one["MaHoSo"] in revived):
            yield f"the portal complains about {one['MaHoSo']}: {one['about']} {one['details']}"


async def due(books: Books) -> list[str]:
    """Every notice has come to an end."""
    return [f"notice {row['id']} is still due" for row in await books.rows("intake", NOTICES) if row["state"] == "due"]


async def mailbox(books: Books) -> list[str]:
    """What was sent is at its channel; there is one message for each channel.

    A notice that its channel has not reported as delivered is sent, and stays so: e-mail is reported only if it
    returns. What its channel has taken and could not deliver is sent too, as long as no report of it arrives.
    """
    notices = {str(row["id"]): row for row in await books.rows("intake", NOTICES)}
    keys = [one["key"] for one in (await books.sandbox_json("/mailbox/messages"))["messages"]]
    vanished = (await books.sandbox_json("/mailbox/vanished"))["keys"]
    reached = {"sent": {*keys, *vanished}, "delivered": {*keys}}
    broken = [f"message {key} came {times} times" for key, times in Counter(keys).items() if times > 1]
    broken += [
        f"notice {key} was never received by {row['channel']}"
        for key, row in notices.items()
        if row["state"] in reached and f"{key}.{row['channel']}" not in reached[row["state"]]
    ]
    return broken + [f"message {key} belongs to no notice" for key in keys if key.partition(".")[0] not in notices]


async def nothing(_books: Books) -> list[str]:
    """The database shows nothing by itself."""
    return []


Look = Callable[[Books], Awaitable[list[str]]]


@dataclass(frozen=True)
class Comparison:
    """What is wrong in the database of `service` by itself, and what `compared` with the counterpart's ledger."""

    rule: str
    service: str
    compared: Look
    alone: Look = nothing
    invariant: int | None = None


COMPARISONS = (
    Comparison("Each payment provider has what payment has received", "payment", taken, booked, MONEY),
    Comparison("Every consignment has ended as the post's ledger says", "postal", parcels),
    Comparison("The portal sees every dossier as workflow does, and received all in order", "workflow", portal),
    Comparison("Every notice that was sent was received, and none twice", "intake", mailbox, due),
)


def differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The keys whose values are not the same on both sides."""
    return sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
