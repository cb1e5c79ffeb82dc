"""What could not be reached, and what is therefore not checked: services, databases, Kafka, the sandbox, a key.

Rules are named by the number of their invariant, or by their text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import httpx2

from motcua.observe.each import no_database, of_each, reason, silent
from motcua.stack import asked
from motcua.stack.system import System
from motcua.verify.accounts import COMPARISONS, Account, Comparison, nothing
from motcua.verify.anchored import INVARIANT as ANCHORS
from motcua.verify.handed_in import INVARIANT as VERSIONS
from shared.audit.codes import INVARIANT as CODES
from shared.audit.invariants import Place
from shared.contracts import intake

Rule = int | str

SENT = 3  # the invariant that is read from the topics
#: Those that are checked in each service's database.
EVERYWHERE: frozenset[Rule] = frozenset({1, 2, SENT, 4, 5, 7, 8, ANCHORS, CODES})
SANDBOX = "the sandbox"
CLOSED = "{} texts that were handed in: their master key is not in MOTCUA_MASTER_KEYS here"


@dataclass(frozen=True)
class Unreached:
    """Its name, and what is told of it; the rules that nothing of is checked without it, and those that are in part."""

    name: str
    told: str
    wholly: Collection[Rule] = ()
    partly: Collection[Rule] = ()


def database(service: str, told: str) -> Unreached:
    """A service's database."""
    compared = {rule_of(one) for one in COMPARISONS if one.service == service}
    own = {VERSIONS} if service == intake.PRODUCER else set()
    return Unreached(f"the database of {service}", told, wholly={*compared, *own}, partly=EVERYWHERE)


def broker(told: str) -> Unreached:
    """Kafka."""
    return Unreached("Kafka", told, wholly={SENT})


def sandbox(told: str) -> Unreached:
    """The counterparts' ledgers."""
    alone = {rule_of(one) for one in COMPARISONS if one.alone is not nothing}
    every = {rule_of(one) for one in COMPARISONS}
    return Unreached(SANDBOX, told, wholly=every - alone, partly=alone)


def closed_texts(count: int) -> Unreached:
    """What was handed in, under a master key that is not given here."""
    return Unreached("the master key", CLOSED.format(count), partly={VERSIONS})


def rule_of(one: Comparison | Account) -> Rule:
    """Its number, if it is an invariant, or its text."""
    return one.rule if one.invariant is None else one.invariant


def unnamed(where: System) -> list[Unreached]:
    """Services whose database nobody has named."""
    missing = sorted(where.services.keys() - where.databases.keys())
    variables = {service: f"MOTCUA_VERIFY_{service.replace('-', '_').upper()}" for service in missing}
    return [database(service, f"the database of {service}: set {name}") for service, name in variables.items()]


async def unanswered(where: System) -> list[Unreached]:
    """Services that do not answer, or stand still: their databases are read all the same.

    Without an operator's token none is asked.
    """
    if not where.token:
        return []
    async with where.looker() as operator:
        told = await of_each(operator, operator.addresses, lambda service: operator.get(service, "/v1/lag"))
    still = {service: found["standing_still"] for service, found in told.found.items() if found["standing_still"]}
    return [
        *(Unreached(service, silent(service, why)) for service, why in told.away.items()),
        *(Unreached(service, f"{service} stands still: {why}") for service, why in still.items()),
    ]


async def reached(places: Sequence[Place], counterparts: str | None) -> tuple[list[Place], list[Unreached]]:
    """The services whose database answers, and what else does not answer, with the reason."""
    closed = await asked.databases({place.name: place.dsn for place in places})
    there = [place for place in places if place.name not in closed]
    missing = [database(name, no_database(name, why)) for name, why in closed.items()]
    if not there:
        missing = [replace(each, wholly={*each.wholly, *each.partly}) for each in missing]
    if counterparts and (why := await _silence(counterparts)):
        missing.append(sandbox(why))
    return there, missing


async def _silence(url: str) -> str:
    try:
        async with httpx2.AsyncClient(timeout=asked.ANYWHERE) as http:
            await http.get(f"{url}/readyz")
    except httpx2.TransportError as away:
        return f"{SANDBOX} does not answer ({reason(away)})"
    return ""
