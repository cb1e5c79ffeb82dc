"""The life of a notice: due until a channel has it; tried by the next one if that does not reach the applicant.

A notice that is due is a call to make. A call whose answer was lost is made again under the same reference, which a
channel delivers once (e-mail: decision 48).
"""

from enum import StrEnum

from intake.notice import rules as events
from intake.notice.commands import Delivered, Held, NoWay, OnlineOnly, Taken, Tell, TurnedAway
from intake.notice.models import Notice
from intake.notice.names import NAMES
from intake.notice.rules import Facts, goes_out
from shared.contracts.message import Tick
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within


class State(StrEnum):
    DUE = "due"
    HELD = "held"
    SENT = "sent"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    ONLINE = "online"


class NoticeWaitsTooLong(Tick):
    """No channel has taken it for days: the message is old news."""


class QuietHoursEnd(Tick):
    """People are awake."""


S = State
SEND = "send"  # the call a notice makes
ARRIVED = "it was delivered, whatever is reported later"
OVER = "it is over; a report that comes now is too late"

# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final={S.DELIVERED, S.GIVEN_UP, S.ONLINE},
    transitions=[
        #          state   on                  to           emit
        Transition(None,   Tell,               S.DUE,       events.due, may=goes_out),
        Transition(None,   Tell,               S.ONLINE,    events.shown),

        Transition(S.DUE,  Taken,              S.SENT,      events.sent),
        Transition(S.DUE,  Delivered,          S.DELIVERED, events.delivered),
        Transition(S.DUE,  TurnedAway,         S.DUE,       events.turned_away, renew=(NoticeWaitsTooLong,)),
        Transition(S.DUE,  Held,               S.HELD,      events.held),
        Transition(S.DUE,  NoWay,              S.GIVEN_UP,  events.no_way),
        Transition(S.DUE,  OnlineOnly,         S.ONLINE,    events.kept_online),
        Transition(S.DUE,  NoticeWaitsTooLong, S.GIVEN_UP,  events.too_late),

        Transition(S.HELD, QuietHoursEnd,      S.DUE,       events.released),
        Transition(S.HELD, Delivered,          S.DELIVERED, events.delivered),
        Transition(S.HELD, TurnedAway,         S.DUE,       events.turned_away),

        Transition(S.SENT, Delivered,          S.DELIVERED, events.delivered),
        Transition(S.SENT, TurnedAway,         S.DUE,       events.turned_away),
    ],
    ignore={
        **{(S.DELIVERED, report): ARRIVED for report in (Delivered, TurnedAway)},
        **{(state, report): OVER for state in (S.GIVEN_UP, S.ONLINE) for report in (Delivered, TurnedAway)},
    },
    within={
        S.DUE: [Within(NoticeWaitsTooLong, lambda notice: notice.give_up_at)],
        S.HELD: [Within(QuietHoursEnd, lambda notice: notice.held_until)],
    },
    calling={S.DUE: (SEND,)},
    noun=NAMES,
)
# fmt: on

NOTICE = EntityType("notice", "notices", Notice, MACHINE, events.apply)
