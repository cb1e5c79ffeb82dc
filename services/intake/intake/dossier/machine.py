"""The life of a dossier in intake: from draft to acceptance.

Read the table top to bottom. What is not listed is refused. After acceptance the case is workflow's; intake only tells
it what the applicant asks.
"""

from enum import StrEnum

from intake.dossier import commands as ask
from intake.dossier import rules as events
from intake.dossier.models import Dossier
from intake.dossier.names import NAMES
from intake.dossier.rules import (
    Facts,
    is_asked,
    is_complete,
    is_open,
    may_be_drafted,
    not_asked_before,
    reason_is_listed,
)
from shared.contracts.message import Tick
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition, Within


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SupplementTimePassed(Tick):
    """What the desk asked for did not come in time."""


S = State

# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final={S.ACCEPTED, S.REFUSED, S.WITHDRAWN},
    transitions=[
        #        state          on                  to             emit                       guard
        Transition(None,          ask.Draft,          S.DRAFT,       events.drafted,            may_be_drafted),

        Transition(S.DRAFT,       ask.Submit,         S.SUBMITTED,   events.submitted,          is_complete),
        Transition(S.DRAFT,       ask.Withdraw,       S.WITHDRAWN,   events.withdrawn),

        Transition(S.SUBMITTED,   ask.Accept,         S.ACCEPTED,    events.accepted),
        Transition(S.SUBMITTED,   ask.AskSupplement,  S.SUPPLEMENTING, events.supplement_asked,   not_asked_before),
        Transition(S.SUBMITTED,   ask.Refuse,         S.REFUSED,     events.refused,            reason_is_listed),
        Transition(S.SUBMITTED,   ask.Withdraw,       S.WITHDRAWN,   events.withdrawn),

        Transition(S.SUPPLEMENTING, ask.HandIn,         S.SUBMITTED,   events.handed_in,          is_complete),
        Transition(S.SUPPLEMENTING, SupplementTimePassed, S.REFUSED,     events.refused_late),
        Transition(S.SUPPLEMENTING, ask.Withdraw,       S.WITHDRAWN,   events.withdrawn),

        Transition(S.ACCEPTED,    ask.HandIn,         S.ACCEPTED,    events.supplied,           is_asked),
        Transition(S.ACCEPTED,    ask.Withdraw,       S.ACCEPTED,    events.withdrawal_requested, is_open),
    ],
    within={
        S.SUPPLEMENTING: [Within(SupplementTimePassed, lambda dossier: dossier.supplement_until)],
    },
    noun=NAMES,
)
# fmt: on

DOSSIER = EntityType("dossier", "dossiers", Dossier, MACHINE, events.apply)
