"""The life of a charge, from the fee that is asked for to the money that is kept, or owed back.

Read the table top to bottom. What is not listed is refused. Providers report at any time, also after the end; what
comes late is acted on or listed under `ignore`, with why. `Paid` is proved; `Reported` is only noted, and the handler
then asks the provider (decision 12).
"""

from enum import StrEnum

from payment.charge import conditions as when
from payment.charge import rules as events
from payment.charge.commands import Pay, TakeCash, Unpaid
from payment.charge.facts import Facts
from payment.charge.models import Charge
from payment.charge.names import NAMES
from payment.provider.protocol import Failed, Paid, Reported, Started
from shared.contracts.message import Tick
from shared.contracts.workflow import CaseRefused, CaseStopped, CaseWithdrawn, FeeRequested, FeeTimeMoved
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within, always


class State(StrEnum):
    OPEN = "open"
    ASKING = "asking"
    PAYING = "paying"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    OWED = "owed"


class TimePasses(Tick):
    """The time to pay is over."""


S = State
IN_TIME = [Within(TimePasses, lambda charge: charge.until)]
#: How a case ends, and whether that ends its charges.
ENDS = {CaseWithdrawn: always, CaseStopped: when.for_good, CaseRefused: always}
UNSETTLED = (S.OPEN, S.ASKING, S.PAYING, S.EXPIRING, S.EXPIRED)

# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final={S.OWED},
    transitions=[
        #          state        on            to          emit            may, guard
        Transition(None,        FeeRequested, S.OPEN,     events.opened),

        Transition(S.OPEN,      Pay,          S.ASKING,   events.asked,   when.is_payable_online),
        Transition(S.OPEN,      TakeCash,     S.SETTLED,  events.cashed,  when.in_time),
        Transition(S.OPEN,      Paid,         S.SETTLED,  events.settled, guard=when.is_enough),
        Transition(S.OPEN,      TimePasses,   S.EXPIRING, events.near,    when.was_asked),
        Transition(S.OPEN,      TimePasses,   S.EXPIRED,  events.expired),

        Transition(S.ASKING,    Started,      S.PAYING,   events.started),
        Transition(S.ASKING,    Failed,       S.OPEN,     events.failed,  guard=when.is_newest),
        Transition(S.ASKING,    TakeCash,     S.SETTLED,  events.cashed,  when.in_time),
        Transition(S.ASKING,    Paid,         S.SETTLED,  events.settled, guard=when.is_enough),
        Transition(S.ASKING,    TimePasses,   S.EXPIRING, events.near),

        Transition(S.PAYING,    Failed,       S.OPEN,     events.failed,  guard=when.is_newest),
        Transition(S.PAYING,    Paid,         S.SETTLED,  events.settled, guard=when.is_enough),
        Transition(S.PAYING,    TimePasses,   S.EXPIRING, events.near),

        Transition(S.EXPIRING,  Paid,         S.SETTLED,  events.settled, guard=when.is_enough),
        Transition(S.EXPIRING,  Failed,       S.EXPIRED,  events.expired, guard=when.is_newest),
        Transition(S.EXPIRING,  Unpaid,       S.EXPIRED,  events.expired),

        Transition(S.EXPIRED,   Paid,         S.SETTLED,  events.settled, guard=when.is_enough),

        *[Transition(state,      FeeTimeMoved, state,        events.moved,     guard=when.is_later, renew=(TimePasses,))
          for state in (S.OPEN, S.ASKING, S.PAYING)],
        *[Transition(state,      FeeTimeMoved, S.OPEN,       events.reopened,  guard=when.is_later)
          for state in (S.EXPIRING, S.EXPIRED)],
        *[Transition(state,      Paid,         state,        events.short,     guard=when.is_more)
          for state in UNSETTLED],
        *[Transition(state,      Reported,     state,        events.reported,  guard=when.is_news) for state in State],

        *[Transition(state,      end,          S.CANCELLED,  events.cancelled, guard=if_so)
          for state in UNSETTLED for end, if_so in ENDS.items()],
        Transition(S.CANCELLED, Paid,         S.OWED,     events.stray,   guard=when.is_more),

        Transition(S.SETTLED,   Paid,         S.OWED,     events.stray,   guard=when.is_more),
        *[Transition(S.SETTLED, end,          S.OWED,     events.owed,    guard=if_so) for end, if_so in ENDS.items()],
        Transition(S.OWED,      Paid,         S.OWED,     events.stray,   guard=when.is_more),
        *[Transition(S.OWED,    end,          S.OWED,     events.owed,    when.is_kept, if_so)
          for end, if_so in ENDS.items()],
    ],
    ignore={
        **{(state, Failed): "about an attempt before the newest, or overtaken by better news" for state in State},
        **{(state, CaseStopped): "it was stopped only because this charge had expired" for state in State},
        **{(state, Unpaid): "nothing has come in since" for state in State if state != S.EXPIRING},
        **{(state, Paid): "booked before" for state in State},
        **{(state, Reported): "reported before" for state in State},
        **{(state, FeeTimeMoved): "paid, over, or no later than it is" for state in State},
        **{(state, end): "it has nothing more to give back" for state in (S.CANCELLED, S.OWED)
           for end in (CaseWithdrawn, CaseRefused)},
    },
    within={S.OPEN: IN_TIME, S.ASKING: IN_TIME, S.PAYING: IN_TIME},
    calling={
        S.ASKING: ["start"],
        **{state: ["outcome"] for state in (S.OPEN, S.PAYING, S.EXPIRING, S.EXPIRED, S.CANCELLED)},
    },
    noun=NAMES,
)
# fmt: on

CHARGE = EntityType("charge", "charges", Charge, MACHINE, events.apply, listed=True)
