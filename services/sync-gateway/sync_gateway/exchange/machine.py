"""The life of an exchange: news come, the portal gets the record, then the lines, until both are level.

One round is record, then progress. News that come while a call is in the air do not disturb it: its answer says
up to which news it told, and another round follows with all that is new. That is how rounds coalesce.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from shared.contracts.intake import DossierAccepted
from shared.contracts.message import Event
from shared.kernel.entity import Noun
from shared.kernel.machine import Machine, Row, Within
from sync_gateway.exchange import rules as say
from sync_gateway.exchange.commands import Declined, Progressed, Recorded, Resend, TryAgain
from sync_gateway.exchange.models import Exchange
from sync_gateway.exchange.rules import NEWS, Facts, all_is_told, is_hopeless, titles_are_known


class State(StrEnum):
    """recording: the record is due; telling: the record is acknowledged, lines are due; waiting: the portal said no."""

    RECORDING = "recording"
    TELLING = "telling"
    WAITING = "waiting"
    STUCK = "stuck"
    LEVEL = "level"


S = State
RECORD, PROGRESS = "record", "progress"


def news(state: State, target: State, words: Callable[[Facts, Any], Event]) -> Iterator[Row[State, Facts, Any]]:
    """One row for everything the portal is told of an accepted dossier."""
    return (Row(state, kind, target, words) for kind in NEWS if kind is not DossierAccepted)


# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final=set(),  # a dossier that is over may still be apologised for, paid or sent again
    rows=[
        #   in state      on hearing        go to         and say            when
        Row(None,         DossierAccepted,  S.RECORDING,  say.opened,        titles_are_known),

        Row(S.RECORDING,  Recorded,         S.TELLING,    say.recorded),
        Row(S.RECORDING,  Declined,         S.STUCK,      say.given_up,      is_hopeless),
        Row(S.RECORDING,  Declined,         S.WAITING,    say.declined),
        Row(S.RECORDING,  Resend,           S.WAITING,    say.resend_asked),
        *news(S.RECORDING,                  S.RECORDING,  say.queued),

        Row(S.TELLING,    Progressed,       S.LEVEL,      say.told,          all_is_told),
        Row(S.TELLING,    Progressed,       S.RECORDING,  say.progressed),
        Row(S.TELLING,    Declined,         S.STUCK,      say.given_up,      is_hopeless),
        Row(S.TELLING,    Declined,         S.WAITING,    say.declined),
        Row(S.TELLING,    Resend,           S.WAITING,    say.resend_asked),
        *news(S.TELLING,                    S.TELLING,    say.queued),

        Row(S.WAITING,    TryAgain,         S.RECORDING,  say.resumed),
        Row(S.WAITING,    Resend,           S.WAITING,    say.resend_asked,  renew=(TryAgain,)),
        *news(S.WAITING,                    S.RECORDING,  say.came),

        Row(S.STUCK,      Resend,           S.WAITING,    say.resend_asked),
        *news(S.STUCK,                      S.RECORDING,  say.came),

        Row(S.LEVEL,      Resend,           S.WAITING,    say.resend_asked),
        *news(S.LEVEL,                      S.RECORDING,  say.came),
    ],
    within={S.WAITING: [Within(TryAgain, lambda exchange: exchange.retry_at)]},
    calling={S.RECORDING: [RECORD], S.TELLING: [PROGRESS]},
)
# fmt: on

EXCHANGE = Noun("exchange", "exchanges", Exchange, MACHINE, say.apply)
