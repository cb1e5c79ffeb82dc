"""The life of a dossier in intake: from draft to acceptance.

Read the table top to bottom. What is not listed is refused. After acceptance the case is workflow's;
intake only says what the applicant wants.
"""

from enum import StrEnum

from intake.dossier import commands as ask
from intake.dossier import rules as say
from intake.dossier.models import Dossier
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
from shared.kernel.entity import Noun
from shared.kernel.machine import Machine, Row, Within


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
    rows=[
        #   in state          on hearing            go to             and say                   when
        Row(None,             ask.Draft,            S.DRAFT,          say.drafted,              may_be_drafted),

        Row(S.DRAFT,          ask.Submit,           S.SUBMITTED,      say.submitted,            is_complete),
        Row(S.DRAFT,          ask.Withdraw,         S.WITHDRAWN,      say.withdrawn),

        Row(S.SUBMITTED,      ask.Accept,           S.ACCEPTED,       say.accepted),
        Row(S.SUBMITTED,      ask.AskSupplement,    S.SUPPLEMENTING,  say.supplement_asked,     not_asked_before),
        Row(S.SUBMITTED,      ask.Refuse,           S.REFUSED,        say.refused,              reason_is_listed),
        Row(S.SUBMITTED,      ask.Withdraw,         S.WITHDRAWN,      say.withdrawn),

        Row(S.SUPPLEMENTING,  ask.HandIn,           S.SUBMITTED,      say.handed_in,            is_complete),
        Row(S.SUPPLEMENTING,  SupplementTimePassed, S.REFUSED,        say.refused_late),
        Row(S.SUPPLEMENTING,  ask.Withdraw,         S.WITHDRAWN,      say.withdrawn),

        Row(S.ACCEPTED,       ask.HandIn,           S.ACCEPTED,       say.supplied,             is_asked),
        Row(S.ACCEPTED,       ask.Withdraw,         S.ACCEPTED,       say.withdrawal_requested, is_open),
    ],
    within={
        S.SUPPLEMENTING: [Within(SupplementTimePassed, lambda dossier: dossier.supplement_until)],
    },
)
# fmt: on

DOSSIER = Noun("dossier", "dossiers", Dossier, MACHINE, say.apply)
