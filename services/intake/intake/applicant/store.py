"""Whose account it is, as a sign-in proves it, and what is known of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from intake.applicant.proof import Pepper
from intake.applicant.rules import Account
from intake.applicant.tables import ACCOUNTS, LINK, OF, PARTIES
from shared.contracts.relation import account_id
from shared.kernel.db import Read, Tx
from shared.kernel.ids import uuid7
from shared.web.callers import Proved


def asking(subjects: Iterable[str]) -> Read:
    """What reads the accounts with these subjects."""
    return ACCOUNTS, [list(subjects)]


def accounts_in(rows: Iterable[Any]) -> dict[str, Account]:
    """The accounts in these rows, by subject."""
    return {row["actor"]: Account(*(row[name] for name in Account._fields)) for row in rows}


#: Ids in one token: with more it would be longer than a header may be.
CARRIED = 100


async def account_of(tx: Tx, subject: str) -> Account:
    """The account with this subject."""
    sql, values = asking([subject])
    return accounts_in(await tx.fetch(sql, *values))[subject]


async def acts_for(tx: Tx, subject: str, applicant: UUID | None) -> tuple[str, ...]:
    """The opaque ids under which an account acts beside its own and that of its holder: as many as a token carries."""
    own = {account_id(subject), str(applicant)}
    return tuple(each for each in await tx.value(PARTIES, subject) if each not in own)[:CARRIED]


async def applicant_of(tx: Tx, pepper: Pepper, subject: str, proved: Proved | None) -> UUID | None:
    """The opaque id of the account's holder; None if no sign-in has proved it. Links the account to who is proved."""
    known = await tx.fetch(OF, subject)
    applicant: UUID | None = known[0]["applicant"] if known else None
    if proved is None:
        return applicant
    paper = [each for each in (proved.country, proved.number) if each]
    proof = pepper.person(" ".join(paper), proved.name, proved.birth_date)
    if not known or known[0]["proof"] != proof:
        applicant = await tx.value(LINK, subject, uuid7(), pepper.number(proved.kind, *paper), proof)
    return applicant
