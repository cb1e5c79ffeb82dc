"""The life of an exchange: news comes, and the portal is sent the record, then the progress, until both are level.

One round is record, then progress. News that comes while a call is out does not disturb it: the answer gives the
number of the last news that was sent, and another round follows with all that is new. That is how rounds coalesce.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from shared.contracts.intake import DossierAccepted
from shared.contracts.message import Event
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within
from sync_gateway.exchange import rules as events
from sync_gateway.exchange.commands import Declined, Progressed, Recorded, Resend, TryAgain
from sync_gateway.exchange.models import Exchange
from sync_gateway.exchange.names import NAMES
from sync_gateway.exchange.rules import NEWS, Facts, is_hopeless, is_last, nothing_came, titles_are_known


class State(StrEnum):
    """recording: the record is due; telling: it is acknowledged, progress is due; waiting: the portal has refused."""

    RECORDING = "recording"
    TELLING = "telling"
    WAITING = "waiting"
    STUCK = "stuck"
    LEVEL = "level"


S = State
RECORD, PROGRESS = "record", "progress"


def news(state: State, target: State, words: Callable[[Facts, Any], Event]) -> Iterator[Transition[State, Facts, Any]]:
    """One transition for each event that the portal is told of an accepted dossier."""
    return (Transition(state, kind, target, words) for kind in NEWS if kind is not DossierAccepted)


# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final=set(),  # a dossier that is over may still be apologised for, paid or sent again
    transitions=[
        #          state        on               to           emit                 may, guard
        Transition(None,        DossierAccepted, S.RECORDING, events.opened,       guard=titles_are_known),

        Transition(S.RECORDING, Recorded,        S.TELLING,   events.recorded),
        Transition(S.RECORDING, Declined,        S.STUCK,     events.given_up,     is_hopeless),
        Transition(S.RECORDING, Declined,        S.WAITING,   events.declined),
        Transition(S.RECORDING, Resend,          S.WAITING,   events.resend_asked),
        *news(S.RECORDING,                  S.RECORDING,  events.queued),

        Transition(S.TELLING,   Progressed,      S.LEVEL,     events.told,         nothing_came, is_last),
        Transition(S.TELLING,   Progressed,      S.RECORDING, events.progressed),
        Transition(S.TELLING,   Declined,        S.STUCK,     events.given_up,     is_hopeless),
        Transition(S.TELLING,   Declined,        S.WAITING,   events.declined),
        Transition(S.TELLING,   Resend,          S.WAITING,   events.resend_asked),
        *news(S.TELLING,                    S.TELLING,    events.queued),

        Transition(S.WAITING,   TryAgain,        S.RECORDING, events.resumed),
        Transition(S.WAITING,   Resend,          S.WAITING,   events.resend_asked, renew=(TryAgain,)),
        *news(S.WAITING,                    S.RECORDING,  events.came),

        Transition(S.STUCK,     Resend,          S.WAITING,   events.resend_asked),
        *news(S.STUCK,                      S.RECORDING,  events.came),

        Transition(S.LEVEL,     Resend,          S.WAITING,   events.resend_asked),
        *news(S.LEVEL,                      S.RECORDING,  events.came),
    ],
    within={S.WAITING: [Within(TryAgain, lambda exchange: exchange.retry_at)]},
    calling={S.RECORDING: [RECORD], S.TELLING: [PROGRESS]},
    noun=NAMES,
)
# fmt: on

EXCHANGE = EntityType("exchange", "exchanges", Exchange, MACHINE, events.apply, listed=True)
