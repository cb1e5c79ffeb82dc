"""Checks the invariants of a running system and describes the result.

Waits until nothing is being processed: most invariants hold only at rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiokafka.errors import KafkaError

from motcua.registries import REGISTRIES
from motcua.stack import asked
from motcua.stack.told import command
from motcua.verify.accepted import Loss, accepted
from motcua.verify.accounts import MONEY, Account, agree
from motcua.verify.anchored import INVARIANT as ANCHORS
from motcua.verify.anchored import anchored
from motcua.verify.handed_in import INVARIANT as VERSIONS
from motcua.verify.handed_in import handed_in
from motcua.verify.reached import reached
from shared.audit.codes import INVARIANT as CODES
from shared.audit.invariants import Broken, Place, check, check_stored, opened, settle
from shared.contracts import intake
from shared.kernel.brokers import Kafka
from shared.kernel.declared import read
from shared.kernel.keys import EventKeys
from shared.kernel.outages import no_kafka
from shared.kernel.sealing import Masters, Sealing

#: Whether it holds (None: that is not known), and what.
Line = tuple[bool | None, str]
MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("?", "yellow")}

RESTLESS = (
    "The system did not come to rest: events wait in an outbox or are deferred, or a service has not received all that "
    "others have emitted. See: {}"
)
CLOSED = "{} texts that were handed in: their master key is not in MOTCUA_MASTER_KEYS here, invariant 10 is not checked"
SHOWN = 5  # violations printed per invariant
CHECKS = 3  # checks at most while the violations found keep changing
INVARIANTS = {
    1: "replaying a journal gives the rows",
    2: "no stream has a gap, and every digest follows from the one before",
    3: "every journalled event is on its topic",
    4: "no message moved anything twice",
    5: "nothing is deferred",
    MONEY: "the ledger equals the bank's, every entry sums to zero, nothing is settled without proof",
    7: "every accepted request is in the journal",
    8: "what was received is what was emitted",
    ANCHORS: "every anchored head is still in the journal",
    VERSIONS: "what was handed in is stored unchanged",
    CODES: "a code names one dossier",
}


@dataclass(frozen=True)
class Verdict:
    """Whether the system came to rest, what breaks an invariant, and what could not be reached."""

    quiet: bool
    broken: Sequence[Broken]
    accounts: Sequence[Account] = ()
    anchored: bool = False
    unreached: Sequence[str] = ()
    losses: Sequence[Loss] = ()
    explained: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        return (
            self.quiet
            and not self.unreached
            and not self.broken
            and not any(account.broken for account in self.accounts)
            and all(loss.finished_at for loss in self.losses)
        )

    def lines(self) -> list[Line]:
        """A line of text per invariant: whether it holds, and its rule or what breaks it.

        Of what was not reached none is known to hold (None).
        """
        lines: list[Line] = [(False, f"Not reached, and so not checked: {each}") for each in self.unreached]
        lines += [] if self.quiet else [(False, RESTLESS.format(command("lag")))]
        for invariant, rule in INVARIANTS.items():
            found = [f"{broken.service}: {broken.what}" for broken in self.broken if broken.invariant == invariant]
            found += [what for account in self.accounts if account.invariant == invariant for what in account.broken]
            if {MONEY: bool(self.accounts), ANCHORS: self.anchored}.get(invariant, True):
                lines += _lines(f"Invariant {invariant}: {rule}", found, whole=not self.unreached)
        for account in self.accounts:
            lines += _lines(account.rule, account.broken) if account.invariant is None else []
        return lines + self._accepted()

    def _accepted(self) -> list[Line]:
        """The losses that were accepted, and what is as it is because of them."""
        lines: list[Line] = [(loss.finished_at is not None, loss.line) for loss in self.losses]
        more = [f"and {len(self.explained) - SHOWN} more"] if len(self.explained) > SHOWN else []
        return lines + [(True, f"  accepted: {what}") for what in (*self.explained[:SHOWN], *more)]


def _lines(rule: str, found: Sequence[str], *, whole: bool = True) -> list[Line]:
    """The rule, and the first violations of it. `whole`: everything was reached, so that none is all there is."""
    if not found and not whole:
        return [(None, f"{rule}: not checked everywhere")]
    more = [(False, f"  and {len(found) - SHOWN} more")] if len(found) > SHOWN else []
    return [(not found, rule), *((False, f"  {what}") for what in found[:SHOWN]), *more]


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
    environment). What does not answer is named, and the rest is checked.
    """
    named = [Place(registry, dsns[registry.producer]) for registry in REGISTRIES if registry.producer in dsns]
    places, unreached = await reached(named, sandbox)
    known = await accepted(places)
    accounts = await agree(dsns, sandbox, timeout, known.explains) if sandbox and not unreached else ()
    quiet = await settle(places, timeout, known.dossiers)
    broken, away = await _broken(places, kafka, keys)
    unreached += [f"{away}. Invariant 3 is not checked"] if away else []
    async with opened(places) as found:
        for place in found:
            broken += await anchored(place, anchors / place.name / "anchors") if anchors is not None else []
            if place.name == intake.PRODUCER:
                altered, closed = await handed_in(place, masters or Masters.of(read(Sealing)))
                broken += altered
                unreached += [CLOSED.format(closed)] if closed else []
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
