"""The life of a dossier in intake: from draft to acceptance.

Read the table top to bottom. What is not listed is refused. After acceptance the case is workflow's; intake only tells
it what the applicant asks.
"""

from enum import StrEnum

from intake.dossier import commands as ask
from intake.dossier import conditions as when
from intake.dossier import rules as events
from intake.dossier.facts import Facts
from intake.dossier.models import Dossier
from intake.dossier.names import NAMES
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


class CalendarChanges(Tick):
    """Another calendar, or a new version of it, is in force for the desk."""


S = State

# fmt: off
MACHINE: Machine[State, Facts] = Machine(
    State,
    final={S.ACCEPTED, S.REFUSED, S.WITHDRAWN},
    transitions=[
        #          state            on                    to               emit                  may, guard
        Transition(None,            ask.Draft,            S.DRAFT,         events.drafted,       guard=when.is_offered),

        Transition(S.DRAFT,         ask.Submit,           S.SUBMITTED,     events.submitted,
                   when.is_submittable, when.is_aware, needs=when.to_confirm),
        Transition(S.DRAFT,         ask.Withdraw,         S.WITHDRAWN,     events.withdrawn),

        Transition(S.SUBMITTED,     ask.Accept,           S.ACCEPTED,      events.accepted,      when.has_a_due_date),
        Transition(S.SUBMITTED,     ask.AskSupplement,    S.SUPPLEMENTING, events.supplement_asked,
                   when.not_asked_before, when.are_components),
        Transition(S.SUBMITTED,     ask.Refuse,           S.REFUSED,       events.refused,
                   guard=when.reason_is_listed),
        Transition(S.SUBMITTED,     ask.Withdraw,         S.WITHDRAWN,     events.withdrawn),

        Transition(S.SUPPLEMENTING, ask.HandIn,           S.SUBMITTED,     events.handed_in,     when.is_supplied),
        Transition(S.SUPPLEMENTING, SupplementTimePassed, S.REFUSED,       events.refused_late),
        Transition(S.SUPPLEMENTING, CalendarChanges,      S.SUPPLEMENTING, events.time_moved,
                   when.time_moves, renew=(SupplementTimePassed,)),
        Transition(S.SUPPLEMENTING, ask.Withdraw,         S.WITHDRAWN,     events.withdrawn),

        Transition(S.ACCEPTED,      ask.HandIn,           S.ACCEPTED,      events.supplied,      when.is_asked),
        Transition(S.ACCEPTED,      ask.Withdraw,         S.ACCEPTED,      events.withdrawal_requested, when.is_open),
    ],
    ignore={
        (S.SUPPLEMENTING, CalendarChanges): "the applicant has no less time than was told",
        **{(state, CalendarChanges): "nothing is awaited any more" for state in State if state != S.SUPPLEMENTING},
    },
    within={
        S.SUPPLEMENTING: [Within(SupplementTimePassed, lambda dossier: dossier.supplement_until)],
    },
    noun=NAMES,
)
# fmt: on

DOSSIER = EntityType(
    "dossier", "dossiers", Dossier, MACHINE, events.apply, listed=True, unreceived=State.DRAFT, choices=when.choices
)
