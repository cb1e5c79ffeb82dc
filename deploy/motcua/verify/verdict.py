"""What was found: each rule with what breaks it, or with what could not be reached to check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.stack.told import command
from motcua.verify.accepted import Loss
from motcua.verify.accounts import MONEY, Account
from motcua.verify.anchored import INVARIANT as ANCHORS
from motcua.verify.handed_in import INVARIANT as VERSIONS
from motcua.verify.reached import Rule, Unreached, rule_of
from shared.audit.codes import INVARIANT as CODES
from shared.audit.invariants import Broken

#: Whether it holds (None: that is not known), and what.
Line = tuple[bool | None, str]
MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("?", "yellow")}

RESTLESS = (
    "The system did not come to rest: events wait in an outbox or are deferred, or a service has not received all that "
    "others have emitted. See: {}"
)
SHOWN = 5  # violations printed per rule
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
    unreached: Sequence[Unreached] = ()
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
        """A line of text per rule: whether it holds, and what breaks it or was not reached (None)."""
        lines: list[Line] = [(False, f"Not reached: {each.told}") for each in self.unreached]
        lines += [] if self.quiet else [(False, RESTLESS.format(command("lag")))]
        for invariant, rule in INVARIANTS.items():
            found = [f"{broken.service}: {broken.what}" for broken in self.broken if broken.invariant == invariant]
            found += [what for account in self.accounts if account.invariant == invariant for what in account.broken]
            if {MONEY: bool(self.accounts), ANCHORS: self.anchored}.get(invariant, True):
                lines += self._of(invariant, f"Invariant {invariant}: {rule}", found)
        for account in self.accounts:
            lines += self._of(rule_of(account), account.rule, account.broken) if account.invariant is None else []
        return lines + self._accepted()

    def _of(self, rule: Rule, text: str, found: Sequence[str]) -> list[Line]:
        """The rule, and the first violations of it."""
        more = [(False, f"  and {len(found) - SHOWN} more")] if len(found) > SHOWN else []
        held = None if not found and self._left(rule) else not found
        return [(held, text + self._left(rule)), *((False, f"  {what}") for what in found[:SHOWN]), *more]

    def _left(self, rule: Rule) -> str:
        """What of it is not checked; empty if all is."""
        without = [each.name for each in self.unreached if rule in each.wholly]
        if without:
            return f": not checked without {', '.join(without)}"
        elsewhere = [each.name for each in self.unreached if rule in each.partly]
        return f": checked without {', '.join(elsewhere)}" if elsewhere else ""

    def _accepted(self) -> list[Line]:
        """The losses that were accepted, and what is as it is because of them."""
        lines: list[Line] = [(loss.finished_at is not None, loss.line) for loss in self.losses]
        more = [f"and {len(self.explained) - SHOWN} more"] if len(self.explained) > SHOWN else []
        return lines + [(True, f"  accepted: {what}") for what in (*self.explained[:SHOWN], *more)]
