"""The life of a request: made, taken up, decided by a supervisor or withdrawn.

Nothing is decided for a person before it is proved who asks, but a refusal.
"""

from enum import StrEnum

from intake.request import commands as ask
from intake.request import conditions as when
from intake.request import rules as events
from intake.request.facts import Facts
from intake.request.models import Request
from intake.request.names import NAMES
from shared.contracts.message import Tick
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition


class RequestState(StrEnum):
    ASKED = "asked"
    IN_HAND = "in_hand"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RequestCalendarChanges(Tick):
    """Another calendar, or a new version of it, is in force for the desk."""


S = RequestState
OPEN = (S.ASKED, S.IN_HAND)

# fmt: off
MACHINE: Machine[RequestState, Facts] = Machine(
    RequestState,
    final={S.GRANTED, S.PARTLY, S.REFUSED, S.WITHDRAWN},
    transitions=[
        #          state      on                      to           emit                   may, guard
        Transition(None,      ask.MakeRequest,        S.ASKED,     events.made,           guard=when.is_sound),

        Transition(S.ASKED,   ask.IdentifyRequester,  S.ASKED,     events.identified,     when.is_not_identified),
        Transition(S.ASKED,   ask.TakeRequest,        S.IN_HAND,   events.taken),
        Transition(S.ASKED,   ask.RefuseRequest,      S.REFUSED,   events.refused,        guard=when.is_a_ground),
        Transition(S.ASKED,   ask.WithdrawRequest,    S.WITHDRAWN, events.withdrawn),
        Transition(S.ASKED,   RequestCalendarChanges, S.ASKED,     events.time_moved,     when.time_moves),

        Transition(S.IN_HAND, ask.IdentifyRequester,  S.IN_HAND,   events.identified,     when.is_not_identified),
        Transition(S.IN_HAND, ask.GrantRequest,       S.GRANTED,   events.granted,        when.is_identified),
        Transition(S.IN_HAND, ask.GrantRequestPartly, S.PARTLY,    events.partly_granted,
                   when.is_identified, when.is_a_ground),
        Transition(S.IN_HAND, ask.RefuseRequest,      S.REFUSED,   events.refused,        guard=when.is_a_ground),
        Transition(S.IN_HAND, ask.WithdrawRequest,    S.WITHDRAWN, events.withdrawn),
        Transition(S.IN_HAND, RequestCalendarChanges, S.IN_HAND,   events.time_moved,     when.time_moves),
    ],
    ignore={(state, RequestCalendarChanges): "no time limit has changed, or none runs" for state in RequestState},
    noun=NAMES,
)
# fmt: on

REQUEST = EntityType("request", "requests", Request, MACHINE, events.apply, listed=True, choices=when.choices)
