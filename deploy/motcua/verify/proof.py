"""The invariants, checked on a live system: where its databases and topics are, and what was found, for a person.

Waits for quiet first: the invariants are about what stays when nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from motcua.registries import REGISTRIES
from motcua.verify.accounts import MONEY, Account, agree
from motcua.verify.anchored import INVARIANT as ANCHORS
from motcua.verify.anchored import anchored
from motcua.verify.handed_in import INVARIANT as VERSIONS
from motcua.verify.handed_in import handed_in
from shared.audit.invariants import Broken, Place, check, opened, settle
from shared.contracts import intake

SHOWN = 5  # breaches told per invariant
LOOKS = 3  # times the invariants are looked at again while what breaks them changes
INVARIANTS = {
    1: "replaying a journal gives the rows",
    2: "no stream has a gap, each digest follows from the one before",
    3: "everything said was sent",
    4: "no message moved anything twice",
    5: "nothing is held",
    MONEY: "the ledger = the bank's, every entry sums to zero, nothing is settled unproved",
    7: "every accepted request is in the journal",
    8: "what was received is what was said",
    ANCHORS: "what was anchored still stands",
    VERSIONS: "what was handed in is kept as it was",
}


@dataclass(frozen=True)
class Verdict:
    """Whether the system came to rest, and what breaks a invariant."""

    quiet: bool
    broken: Sequence[Broken]
    accounts: Sequence[Account] = ()
    anchored: bool = False

    @property
    def holds(self) -> bool:
        return self.quiet and not self.broken and not any(account.broken for account in self.accounts)

    def lines(self) -> list[tuple[bool, str]]:
        """A line per invariant: whether it holds, and what it says or what breaks it."""
        told = [] if self.quiet else [(False, "The system did not come to rest: something is unsent or held")]
        for invariant, says in INVARIANTS.items():
            found = [f"{broken.service}: {broken.what}" for broken in self.broken if broken.invariant == invariant]
            found += [what for account in self.accounts if account.invariant == invariant for what in account.broken]
            if {MONEY: bool(self.accounts), ANCHORS: self.anchored}.get(invariant, True):
                told += _told(f"Law {invariant}: {says}", found)
        for account in self.accounts:
            told += _told(account.says, account.broken) if account.invariant is None else []
        return told


def _told(says: str, found: Sequence[str]) -> list[tuple[bool, str]]:
    """What must hold, and the first of what breaks it."""
    more = [(False, f"  and {len(found) - SHOWN} more")] if len(found) > SHOWN else []
    return [(not found, says), *((False, f"  {what}") for what in found[:SHOWN]), *more]


async def verify(
    kafka: str, dsns: Mapping[str, str], timeout: float = 60, sandbox: str | None = None, anchors: Path | None = None
) -> Verdict:
    """Checks every service whose database is named; with a sandbox, also what its counterparts believe.

    `anchors` holds a folder per service, in which its anchors lie in `anchors`.
    """
    places = [Place(registry, dsns[registry.producer]) for registry in REGISTRIES if registry.producer in dsns]
    accounts = await agree(dsns, sandbox, timeout) if sandbox else ()
    quiet, broken = await settle(places, timeout), await _steadily(places, kafka)
    async with opened(places) as found:
        for place in found:
            broken += await anchored(place, anchors / place.name / "anchors") if anchors is not None else []
            broken += await handed_in(place) if place.name == intake.PRODUCER else []
    return Verdict(quiet, broken, accounts, anchors is not None)


async def _steadily(places: Sequence[Place], kafka: str) -> list[Broken]:
    """What breaks a invariant. What was read while an answer came in only seems to, and not twice alike: look again."""
    broken = await check(places, kafka)
    for _ in range(LOOKS):
        before = broken
        if not before or before == (broken := await check(places, kafka)):
            break
    return broken
