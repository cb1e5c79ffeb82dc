"""Whatever a person reads has a name in both languages: states, moves, roles, channels, media, templates, reasons."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest

from intake.channel.protocol import Kind
from intake.dossier import commands as dossier
from intake.dossier.machine import DOSSIER
from intake.notice import names as notice
from intake.notice import rules as notice_rules
from intake.notice.models import REACHED
from motcua.registries import REGISTRIES
from payment.charge.commands import Pay
from payment.charge.machine import CHARGE
from shared.contracts import names as shared
from shared.contracts import workflow
from shared.contracts.message import Command
from shared.contracts.reference import DOCUMENTS, Channel, FeeKind, OnSupplement, Return
from shared.contracts.reference import Kind as StepKind
from shared.contracts.reference.agencies import Tier
from shared.contracts.reference.calendar import Weekday
from shared.contracts.reference.procedure import Media
from shared.kernel.entity import EntityType
from shared.kernel.errors import UnlistedMove
from shared.web.auth import Role
from sync_gateway.exchange import names as exchange
from sync_gateway.exchange.rules import Status
from tests.support.codes import codes_in
from workflow.case.machine import CaseState
from workflow.task import names as task
from workflow.task.commands import Outcome

ROOT = Path(__file__).parents[3]
ENTITY_TYPES = {each.name: each for registry in REGISTRIES for each in registry.entity_types}


def below(kind: type[Any]) -> set[type[Any]]:
    return {kind, *(each for sub in kind.__subclasses__() for each in below(sub))} - {Command}


@pytest.mark.parametrize("entity_type", ENTITY_TYPES.values(), ids=list(ENTITY_TYPES))
def test_every_state_and_every_move_of_a_noun_has_a_name(entity_type: EntityType[Any]) -> None:
    machine = entity_type.machine
    assert machine.noun is not None
    assert {*machine.noun.states} == {str(state) for state in machine.states}
    listed = {transition.on for transition in machine.transitions if issubclass(transition.on, Command)}
    assert listed <= machine.noun.moves.keys()


def test_every_command_has_a_name() -> None:
    moves = [machine.noun.moves for each in ENTITY_TYPES.values() if (machine := each.machine).noun is not None]
    ours = {kind for kind in below(Command) if not kind.__module__.startswith(("tests", "test_"))}
    assert ours == {move for known in moves for move in known}


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (set(Role), shared.ROLES),
        (set(Channel), shared.CHANNELS),
        (set(Return), shared.RETURNS),
        (set(get_args(Media)), shared.MEDIA),
        (set(DOCUMENTS), shared.DOCUMENTS),
        (set(CaseState), workflow.STAGES),
        ({workflow.FEE_LATE, workflow.SUPPLEMENT_LATE}, workflow.REASONS),
        (
            {notice_rules.LATE, notice_rules.TRIED_ALL, notice_rules.NO_ADDRESS, notice_rules.TURNED_AWAY},
            notice.REASONS,
        ),
        (
            {*REACHED, notice_rules.TURNED_AWAY, notice_rules.BOUNCED, notice_rules.AWAY},
            notice.OUTCOMES,
        ),
        (set(Kind), notice.CHANNELS),
        (set(Outcome), task.OUTCOMES),
        (set(OnSupplement), notice.CLOCKS),
        (set(OnSupplement), shared.ON_SUPPLEMENT),
        (set(FeeKind), shared.FEES),
        (set(StepKind), shared.STEPS),
        (set(Tier), shared.TIERS),
        (set(Weekday), shared.WEEKDAYS),
        (set(Status), exchange.STATUSES),
    ],
)
def test_every_code_has_a_name(codes: set[Any], names: dict[Any, shared.Name]) -> None:
    assert codes == set(names)
    assert [code for code, name in names.items() if not all(name)] == []


def test_every_template_of_a_notice_has_a_name() -> None:
    templates = tomllib.loads((ROOT / "services/intake/intake/notice/templates.toml").read_text("utf-8"))
    assert notice.TEMPLATES.keys() == templates.keys()


def refused(entity_type: EntityType[Any], state: StrEnum, move: type[Any]) -> UnlistedMove:
    machine = entity_type.machine
    assert machine.noun is not None
    vi, en = machine.noun.refusal(state, move)
    return UnlistedMove(en, vi, move=move.__name__, state=state)


def test_the_refusal_of_a_move_says_what_and_why_in_words() -> None:
    told = refused(DOSSIER, DOSSIER.machine.states("withdrawn"), dossier.Accept)
    assert told.detail_vi == "Không thể tiếp nhận vì hồ sơ đã rút."
    assert told.detail_en == "Cannot accept because the dossier has been withdrawn."
    assert str(told).endswith("(move=Accept, state=withdrawn)"), "operators are told the codes"
    late = refused(CHARGE, CHARGE.machine.states("expired"), Pay)
    assert late.detail_vi == "Không thể thanh toán trực tuyến vì khoản thu đã hết hạn nộp."


def test_no_code_stands_in_the_refusal_of_any_move() -> None:
    found = {
        (each.name, str(state), word)
        for each in ENTITY_TYPES.values()
        if (machine := each.machine).noun is not None
        for state in (*machine.states, None)
        for move in (*machine.noun.moves, *(transition.on for transition in machine.transitions))
        for word in codes_in(*machine.noun.refusal(state, move))
    }
    assert found == set()


def test_a_machine_refuses_with_the_words_of_its_noun() -> None:
    with pytest.raises(UnlistedMove) as told:
        DOSSIER.machine.decide("withdrawn", None, dossier.Accept())  # type: ignore[arg-type]  # no guard is asked
    assert told.value.detail_vi == "Không thể tiếp nhận vì hồ sơ đã rút."


def test_a_name_by_itself_is_a_title() -> None:
    assert workflow.STAGES["withdrawn"].title == ("Đã rút", "Withdrawn")
    assert workflow.STAGES["processing"].title == ("Đang giải quyết", "Being worked on")
