"""The life of a notice: due until the message port has it, or until it has waited too long.

A notice that is due is a call to make. A call whose answer was lost is made again under the same key; the port
delivers a key once.
"""

from enum import StrEnum

from intake.notice import rules as events
from intake.notice.commands import Taken, Tell, TurnedAway
from intake.notice.models import Notice
from intake.notice.names import NAMES
from intake.notice.rules import Facts
from shared.contracts.message import Tick
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within


class State(StrEnum):
    DUE = "due"
    SENT = "sent"
    GIVEN_UP = "given_up"


class NoticeWaitsTooLong(Tick):
    """The message port has been away for days: the message is old news."""


S = State
SEND = "send"  # the call a notice makes

# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final={S.SENT, S.GIVEN_UP},
    transitions=[
        #          state  on                  to          emit
        Transition(None,  Tell,               S.DUE,      events.due),

        Transition(S.DUE, Taken,              S.SENT,     events.sent),
        Transition(S.DUE, TurnedAway,         S.GIVEN_UP, events.turned_away),
        Transition(S.DUE, NoticeWaitsTooLong, S.GIVEN_UP, events.too_late),
    ],
    within={S.DUE: [Within(NoticeWaitsTooLong, lambda notice: notice.give_up_at)]},
    calling={S.DUE: (SEND,)},
    noun=NAMES,
)
# fmt: on

NOTICE = EntityType("notice", "notices", Notice, MACHINE, events.apply)
