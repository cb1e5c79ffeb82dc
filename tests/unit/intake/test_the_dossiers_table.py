"""What a dossier's machine must do, transition by transition, written by hand; and scenarios as lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from intake.dossier import commands as ask
from intake.dossier.conditions import SUPPLEMENTING
from intake.dossier.errors import (
    AskedBefore,
    AssuranceTooLow,
    Ended,
    NotAsked,
    NothingNew,
    NotOffered,
    ProcedureChanged,
    ProcedureRetired,
    UnknownCode,
)
from intake.dossier.machine import DOSSIER, CalendarChanges, State, SupplementTimePassed
from intake.version.models import Before
from shared.contracts import intake as events
from shared.kernel.errors import Invalid, UnlistedMove
from shared.kernel.machine import Step
from shared.reference.working_calendar import CalendarEnds
from tests.support import dossiers
from tests.support.documents import changed, documents
from tests.support.expected import IGNORED, PLAIN, Bars, Expected, Goes, Refuses
from tests.support.intake_facts import NOON, PAPERS, SHORT, SOUND, dossier, facts, progress
from tests.support.machines import machine_of
from tests.support.reference import limits

S = State
DRAWN_UP = ask.Draft.model_validate(dossiers.draft(channel="counter"))
NOT_A_DESK = ask.Draft.model_validate(dossiers.draft(desk=dossiers.AGENCY))
LAST_DAY = datetime(2027, 12, 31, 3, 0, tzinfo=UTC)  # of the calendar
INCOMPLETE = {"papers": ()}
SAME = Before(frozenset((paper.component, paper.sha256) for paper in PAPERS), dossiers.answers())
FEWER = {"before": Before(SAME.papers | {("TP04", "00" * 32)}, dossiers.answers())}
ERASED, ANSWERED = ({"before": SAME._replace(answers=each)} for each in (None, dossiers.answers(area="Nơi khác")))
BROUGHT = {"before": SAME, "papers": (*PAPERS[:2], msgspec.structs.replace(PAPERS[2], sha256="11" * 32))}
ENDED, WAITS = {"progress": progress("returned")}, {"progress": progress(SUPPLEMENTING)}
MORE_TIME = Goes(S.SUPPLEMENTING, events.SupplementTimeExtended, renews=(SupplementTimePassed,))
ASKED = dossier(asked=["TP03"], supplement_until=NOON)
RETIRED = {"documents": documents(retired_on="2026-11-10")}
ASSURED = {"documents": documents(assurance=2)}
AT_COUNTER = ASSURED | {"dossier": dossier(state="draft", channel="counter")}
CHANGED = {"documents": changed(limits=limits(80)), "dossier": dossier(state="draft")}

EXPECTED = Expected(
    entity_type=DOSSIER,
    sound=SOUND,
    facts=lambda state, **known: facts(
        **({"progress": progress(SUPPLEMENTING)} if state is S.ACCEPTED else {}) | known
    ),
    final={S.ACCEPTED, S.REFUSED, S.WITHDRAWN},
    scheduled={
        S.DRAFT: (),
        S.SUBMITTED: (),
        S.SUPPLEMENTING: (SupplementTimePassed,),
        S.ACCEPTED: (),
        S.REFUSED: (),
        S.WITHDRAWN: (),
    },
    moments=[(S.SUPPLEMENTING, SupplementTimePassed, ASKED, NOON)],
    lines=[
        (None, ask.Draft, PLAIN, Goes(S.DRAFT, events.DossierDrafted)),
        (None, NOT_A_DESK, PLAIN, Refuses(NotOffered)),
        (None, ask.Draft, RETIRED, Refuses(ProcedureRetired)),
        (None, ask.Draft, ASSURED | {"level": 1}, Refuses(AssuranceTooLow)),
        (None, ask.Draft, ASSURED | {"level": 2}, Goes(S.DRAFT, events.DossierDrafted)),
        (None, DRAWN_UP, ASSURED, Goes(S.DRAFT, events.DossierDrafted)),
        (S.DRAFT, ask.Submit, PLAIN, Goes(S.SUBMITTED, events.DossierSubmitted)),
        (S.DRAFT, ask.Submit, INCOMPLETE, Bars(Invalid)),
        (S.DRAFT, ask.Submit, RETIRED, Bars(ProcedureRetired)),
        (S.DRAFT, ask.Submit, ASSURED, Bars(AssuranceTooLow)),
        (S.DRAFT, ask.Submit, ASSURED | {"level": 3}, Goes(S.SUBMITTED, events.DossierSubmitted)),
        (S.DRAFT, ask.Submit, AT_COUNTER, Goes(S.SUBMITTED, events.DossierSubmitted)),
        (S.DRAFT, ask.Submit, CHANGED, Refuses(ProcedureChanged)),
        (S.DRAFT, ask.Submit(procedure_version=2), CHANGED, Goes(S.SUBMITTED, events.DossierSubmitted)),
        (S.DRAFT, ask.Withdraw, PLAIN, Goes(S.WITHDRAWN, events.DossierWithdrawn)),
        (S.SUBMITTED, ask.Accept, PLAIN, Goes(S.ACCEPTED, events.DossierAccepted)),
        (S.SUBMITTED, ask.Accept, RETIRED, Goes(S.ACCEPTED, events.DossierAccepted)),
        (S.SUBMITTED, ask.Accept, {"now": LAST_DAY}, Bars(CalendarEnds)),
        (S.SUBMITTED, ask.AskSupplement, PLAIN, Goes(S.SUPPLEMENTING, events.SupplementAsked)),
        (S.SUBMITTED, ask.AskSupplement, {"dossier": ASKED}, Bars(AskedBefore)),
        (S.SUBMITTED, ask.AskSupplement, {"now": LAST_DAY}, Bars(CalendarEnds)),
        (S.SUBMITTED, ask.AskSupplement(components=("TP99",)), PLAIN, Refuses(UnknownCode)),
        (S.SUBMITTED, ask.Refuse, PLAIN, Goes(S.REFUSED, events.DossierRefused)),
        (S.SUBMITTED, ask.Refuse(reason="mood"), PLAIN, Refuses(UnknownCode)),
        (S.SUBMITTED, ask.Withdraw, PLAIN, Goes(S.WITHDRAWN, events.DossierWithdrawn)),
        (S.SUPPLEMENTING, ask.HandIn, PLAIN, Goes(S.SUBMITTED, events.SupplementHandedIn)),
        (S.SUPPLEMENTING, ask.HandIn, INCOMPLETE, Bars(Invalid)),
        (S.SUPPLEMENTING, ask.HandIn, {"before": SAME}, Bars(NothingNew)),
        (S.SUPPLEMENTING, ask.HandIn, FEWER, Bars(NothingNew)),
        (S.SUPPLEMENTING, ask.HandIn, ANSWERED, Goes(S.SUBMITTED, events.SupplementHandedIn)),
        (S.SUPPLEMENTING, ask.HandIn, ERASED, Goes(S.SUBMITTED, events.SupplementHandedIn)),
        (S.SUPPLEMENTING, ask.HandIn, BROUGHT, Goes(S.SUBMITTED, events.SupplementHandedIn)),
        (S.SUPPLEMENTING, SupplementTimePassed, PLAIN, Goes(S.REFUSED, events.DossierRefused)),
        (S.SUPPLEMENTING, CalendarChanges, {"dossier": SHORT}, MORE_TIME),
        *((state, CalendarChanges, PLAIN, IGNORED) for state in S),
        (S.SUPPLEMENTING, ask.Withdraw, PLAIN, Goes(S.WITHDRAWN, events.DossierWithdrawn)),
        (S.ACCEPTED, ask.HandIn, PLAIN, Goes(S.ACCEPTED, events.SupplementSupplied)),
        (S.ACCEPTED, ask.HandIn, INCOMPLETE, Bars(Invalid)),
        (S.ACCEPTED, ask.HandIn, {"before": SAME}, Bars(NothingNew)),
        (S.ACCEPTED, ask.HandIn, BROUGHT, Goes(S.ACCEPTED, events.SupplementSupplied)),
        (S.ACCEPTED, ask.HandIn, {"progress": None}, Bars(NotAsked)),
        (S.ACCEPTED, ask.HandIn, {"progress": progress("processing")}, Bars(NotAsked)),
        (S.ACCEPTED, ask.HandIn, ENDED, Bars(NotAsked)),
        (S.ACCEPTED, ask.Withdraw, PLAIN, Goes(S.ACCEPTED, events.WithdrawalRequested)),
        (S.ACCEPTED, ask.Withdraw, {"progress": None}, Goes(S.ACCEPTED, events.WithdrawalRequested)),
        (S.ACCEPTED, ask.Withdraw, ENDED, Bars(Ended)),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


@pytest.mark.parametrize(
    ("story", "end"),
    [
        ((ask.Draft, ask.Submit, ask.Accept), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.AskSupplement, ask.HandIn, ask.Accept), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.AskSupplement, SupplementTimePassed), S.REFUSED),
        ((ask.Draft, ask.Submit, ask.Refuse), S.REFUSED),
        ((ask.Draft, ask.Withdraw), S.WITHDRAWN),
        ((ask.Draft, ask.Submit, ask.Withdraw), S.WITHDRAWN),
        ((ask.Draft, ask.Submit, ask.AskSupplement, ask.Withdraw), S.WITHDRAWN),
        ((ask.Draft, ask.Submit, ask.Accept, ask.Withdraw, ask.Withdraw), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.Accept, ask.HandIn, ask.Withdraw), S.ACCEPTED),
        ((ask.Draft, ask.Submit, ask.AskSupplement, ask.HandIn, ask.Accept, ask.HandIn, ask.HandIn), S.ACCEPTED),
    ],
)
def test_lives(story: tuple[type[Any], ...], end: State) -> None:
    assert lived(*story) == end


@pytest.mark.parametrize(
    "story",
    [
        (ask.Submit,),
        (ask.Draft, ask.Draft),
        (ask.Draft, ask.Accept),
        (ask.Draft, ask.HandIn),
        (ask.Draft, ask.Submit, ask.Submit),
        (ask.Draft, ask.Submit, SupplementTimePassed),
        (ask.Draft, ask.Withdraw, ask.Submit),
        (ask.Draft, ask.Submit, ask.Refuse, ask.Accept),
        (ask.Draft, ask.Submit, ask.Accept, ask.Refuse),
        (ask.Draft, ask.Submit, ask.Accept, SupplementTimePassed),
    ],
)
def test_what_no_one_can_live_through(story: tuple[type[Any], ...]) -> None:
    lived(*story[:-1])
    with pytest.raises(UnlistedMove):
        lived(*story)


def lived(*story: type[Any]) -> str | None:
    """The state after these messages; what events decide is folded in between, as the unit of work does."""
    row = dossier(procedure="", version=0, desk="", channel="")
    state: str | None = None
    for kind in story:
        told = progress(SUPPLEMENTING) if state == S.ACCEPTED else None
        step = machine_of(DOSSIER).decide(state, facts(dossier=row, progress=told), SOUND[kind])
        assert isinstance(step, Step), "intake ignores nothing"
        DOSSIER.apply(row, step.event)
        state = step.after
    return state
