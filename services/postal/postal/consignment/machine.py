"""The life of a consignment: from the decision that is to be posted to the applicant's hands, or back to the desk.

Read the table top to bottom. What is not listed is refused; what may come late is listed as ignored, with why.
Exactly one of ConsignmentDelivered and ConsignmentReturned is emitted.
"""

from enum import StrEnum

from postal.consignment import rules as events
from postal.consignment.commands import (
    Attempted,
    Collected,
    Declined,
    Delivered,
    Ordered,
    Returned,
    Returning,
    Travelling,
)
from postal.consignment.models import Consignment
from postal.consignment.names import NAMES
from postal.consignment.rules import Facts, apply
from shared.contracts.workflow import CaseDecided
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition


class State(StrEnum):
    REQUESTED = "requested"
    CREATED = "created"
    TRAVELLING = "travelling"
    DELIVERED = "delivered"
    RETURNED = "returned"


S = State
ORDER, POLL = "order", "poll"
ON_THE_WAY = "it is on its way already, there or back"
OVER = "it has ended; later scans are kept in the history only"
NEWS = (Collected, Travelling, Attempted, Delivered, Returning, Returned)

# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final={S.DELIVERED, S.RETURNED},
    transitions=[
        #          state         on           to            emit
        Transition(None,         CaseDecided, S.REQUESTED,  events.requested),

        Transition(S.REQUESTED,  Ordered,     S.CREATED,    events.created),
        Transition(S.REQUESTED,  Declined,    S.RETURNED,   events.stayed),

        Transition(S.CREATED,    Collected,   S.TRAVELLING, events.collected),
        Transition(S.CREATED,    Travelling,  S.TRAVELLING, events.collected),
        Transition(S.CREATED,    Returning,   S.TRAVELLING, events.collected),
        Transition(S.CREATED,    Attempted,   S.TRAVELLING, events.attempted),
        Transition(S.CREATED,    Delivered,   S.DELIVERED,  events.delivered),
        Transition(S.CREATED,    Returned,    S.RETURNED,   events.returned),

        Transition(S.TRAVELLING, Attempted,   S.TRAVELLING, events.attempted),
        Transition(S.TRAVELLING, Delivered,   S.DELIVERED,  events.delivered),
        Transition(S.TRAVELLING, Returned,    S.RETURNED,   events.returned),
    ],
    ignore={
        **{(S.TRAVELLING, news): ON_THE_WAY for news in (Collected, Travelling, Returning)},
        **{(state, news): OVER for state in (S.DELIVERED, S.RETURNED) for news in NEWS},
    },
    calling={S.REQUESTED: (ORDER,), S.CREATED: (POLL,), S.TRAVELLING: (POLL,)},
    noun=NAMES,
)
# fmt: on

CONSIGNMENT = EntityType("consignment", "consignments", Consignment, MACHINE, apply, listed=True)
