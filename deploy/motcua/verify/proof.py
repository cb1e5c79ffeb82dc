"""Checks the invariants of a running system.

Waits until nothing is being processed: most invariants hold only at rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiokafka.errors import KafkaError

from motcua.registries import REGISTRIES
from motcua.stack import asked
from motcua.verify.accepted import accepted
from motcua.verify.accounts import agree
from motcua.verify.anchored import anchored
from motcua.verify.handed_in import handed_in
from motcua.verify.reached import SANDBOX, broker, closed_texts, reached
from motcua.verify.verdict import Verdict
from shared.audit.invariants import Broken, Place, check, check_stored, opened, settle
from shared.contracts import intake
from shared.kernel.brokers import Kafka
from shared.kernel.declared import read
from shared.kernel.keys import EventKeys
from shared.kernel.outages import no_kafka
from shared.kernel.sealing import Masters, Sealing

CHECKS = 3  # checks at most while the violations found keep changing


async def verify(
    kafka: Kafka,
    dsns: Mapping[str, str],
    timeout: float = 60,
    sandbox: str | None = None,
    anchors: Path | None = None,
    keys: EventKeys | None = None,
    masters: Masters | None = None,
) -> Verdict:
    """Checks every service whose database is given; with a sandbox, also its counterparts' ledgers.

    `anchors` has a folder per service, with its anchors in the folder `anchors` below. With `keys` a record that
    they do not prove is a violation of invariant 3. `masters` open what was handed in (default: those of the
    environment). What does not answer is named, and all the rest is checked.
    """
    named = [Place(registry, dsns[registry.producer]) for registry in REGISTRIES if registry.producer in dsns]
    places, unreached = await reached(named, sandbox)
    known = await accepted(places)
    there = {place.name: place.dsn for place in places}
    ledgers = None if any(each.name == SANDBOX for each in unreached) else sandbox
    accounts = await agree(there, ledgers, timeout, known.explains) if sandbox else ()
    quiet = await settle(places, timeout, known.dossiers)
    broken, away = await _broken(places, kafka, keys)
    unreached += [broker(away)] if away else []
    async with opened(places) as found:
        for place in found:
            broken += await anchored(place, anchors / place.name / "anchors") if anchors is not None else []
            if place.name == intake.PRODUCER:
                altered, closed = await handed_in(place, masters or Masters.of(read(Sealing)))
                broken += altered
                unreached += [closed_texts(closed)] if closed else []
    broken, lost = known.split(broken)
    accounts, differing = known.settle(accounts)
    return Verdict(quiet, broken, accounts, anchors is not None, unreached, known.losses, [*lost, *differing])


async def _broken(places: Sequence[Place], kafka: Kafka, keys: EventKeys | None) -> tuple[list[Broken], str]:
    """What breaks an invariant, and why the topics could not be read."""
    if not (away := await asked.kafka(kafka, asked.ANYWHERE)):
        try:
            return await _steadily(places, kafka, keys), ""
        except (KafkaError, TimeoutError) as gone:
            away = await no_kafka(kafka, gone)
    async with opened(places) as found:
        return await check_stored(found), away


async def _steadily(places: Sequence[Place], kafka: Kafka, keys: EventKeys | None) -> list[Broken]:
    """What breaks an invariant. A violation read in mid-transaction does not repeat: checks until two results agree."""
    broken = await check(places, kafka, keys)
    for _ in range(CHECKS):
        before = broken
        if not before or before == (broken := await check(places, kafka, keys)):
            break
    return broken
