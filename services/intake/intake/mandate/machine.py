"""The life of a mandate: claimed by who has it, confirmed at a desk, until it is revoked or its time is over.

Under a claimed one its holder acts in what is begun under it, and under no other; a legal representative whose mandate
is confirmed acts in all that is the organisation's.
"""

from enum import StrEnum

from intake.mandate import commands as ask
from intake.mandate import rules as events
from intake.mandate.models import Mandate
from intake.mandate.names import NAMES
from intake.mandate.rules import Facts
from shared.contracts.message import Tick
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within


class MandateState(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    EXPIRED = "expired"


class MandateExpires(Tick):
    """Its last day is over."""


S = MandateState
OVER = Within(MandateExpires, lambda mandate: mandate.until)

# fmt: off
MACHINE: Machine[MandateState, Facts] = Machine(
    MandateState,
    final={S.REVOKED, S.EXPIRED},
    transitions=[
        #          state        on                  to           emit
        Transition(None,        ask.MakeMandate,    S.CLAIMED,   events.made),

        Transition(S.CLAIMED,   ask.ConfirmMandate, S.CONFIRMED, events.confirmed),
        Transition(S.CLAIMED,   ask.RevokeMandate,  S.REVOKED,   events.revoked),
        Transition(S.CLAIMED,   MandateExpires,     S.EXPIRED,   events.expired),

        Transition(S.CONFIRMED, ask.RevokeMandate,  S.REVOKED,   events.revoked),
        Transition(S.CONFIRMED, MandateExpires,     S.EXPIRED,   events.expired),
    ],
    within={S.CLAIMED: [OVER], S.CONFIRMED: [OVER]},
    noun=NAMES,
)
# fmt: on

MANDATE = EntityType("mandate", "mandates", Mandate, MACHINE, events.apply, listed=True)
