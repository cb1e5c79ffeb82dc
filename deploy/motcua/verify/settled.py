"""The half of invariant 6 that needs no bank: nothing is settled or booked without a proved outcome.

An outcome is proved by our own query, by the callback of a provider that cannot be queried, or by the officer who
took cash at the dossier's desk. Reads payment's journal and ledger; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Every settlement, with its proof as journalled and the ledger's amount for that payment.
SETTLED = """
with settled as (
    select j.dossier, j.sequence, j.entity, j.message, j.actor, j.role, j.agency, j.body::jsonb as b
    from journal j where j.event = 'ChargeSettled')
select s.dossier, s.sequence, s.message, s.actor, s.role, s.agency, d.desk,
       s.b ->> 'provider' as provider, coalesce(s.b ->> 'proof', '') as proof,
       s.b ->> 'reference' as reference, s.b ->> 'receipt' as receipt,
       (s.b ->> 'amount')::bigint + coalesce((s.b ->> 'surplus')::bigint, 0) as came,
       (select sum(l.amount)::bigint from ledger l where l.charge = s.entity
           and l.reference = s.b ->> 'reference' and l.account = 'received:' || (s.b ->> 'provider')) as booked,
       exists (select from journal r where r.dossier = s.dossier and r.entity = s.entity and r.sequence < s.sequence
           and r.event = 'PaymentReported' and r.body::jsonb @> jsonb_build_object(
               'paid', true, 'transaction', s.b -> 'reference', 'amount', s.b -> 'amount')) as reported
from settled s left join dossiers d using (dossier) order by s.dossier, s.sequence
"""
#: Ledger entries that no move of their charge accounts for.
UNEXPLAINED = """
select l.charge, l.reference, l.amount from ledger l
where l.account like 'received:%' and not exists (
    select from journal j where j.entity = l.charge and j.dossier = l.dossier
        and j.event in ('ChargeSettled', 'RefundOwed', 'PaymentFellShort')
        and j.body::jsonb ->> 'reference' = l.reference)
"""
PAID, CASH = "Paid", "TakeCash"


async def unproved(connection: Any) -> list[str]:
    """What breaks it, by dossier and sequence; empty if nothing does."""
    found = [f"{_entry(row)} {why}" for row in await connection.fetch(SETTLED) for why in _wrong(row)]
    unexplained = await connection.fetch(UNEXPLAINED)
    return found + [f"{row['amount']} VND of {row['reference']} were booked without a move" for row in unexplained]


def _entry(row: Any) -> str:
    return f"dossier {row['dossier']} sequence {row['sequence']}"


def _wrong(row: Any) -> Iterator[str]:
    if not _proved(row):
        proof = row["proof"] or "none"
        yield f"is settled without a proved outcome ({row['message']} by {row['actor']}, proof {proof})"
    if row["booked"] != row["came"]:
        yield f"reports {row['came']} VND received, the ledger has {row['booked']}"


def _proved(row: Any) -> bool:
    """By the proof in the journal. Entries from before proofs were recorded have only a service's `Paid`."""
    match row["proof"]:
        case "query":
            return (row["message"], row["actor"], row["role"]) == (PAID, "payment", "service")
        case "callback":
            return (row["message"], row["actor"]) == (PAID, row["provider"]) and bool(row["reported"])
        case "counter":
            return _taken_at_the_desk(row)
        case "":
            return (row["message"], row["role"]) == (PAID, "service") or _taken_at_the_desk(row)
    return False


def _taken_at_the_desk(row: Any) -> bool:
    """Cash is proved by an officer of the dossier's desk; its reference is the receipt's number."""
    officer = (row["message"], row["provider"], row["role"]) == (CASH, "cash", "officer")
    return officer and row["agency"] == row["desk"] and row["reference"] == row["receipt"]
