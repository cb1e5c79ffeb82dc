"""What is told of a command before it is asked: where, with which fields, and why not."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from itertools import product
from typing import Annotated, Any, ClassVar
from uuid import UUID

import pytest
from fastapi import APIRouter, Depends

from intake.dossier.commands import AskSupplement, Refuse
from motcua.registries import REGISTRIES
from payment.charge.context import Context
from payment.charge.machine import CHARGE
from shared.contracts.message import Command
from shared.contracts.relation import Relation
from shared.kernel.errors import FieldError, Forbidden, Invalid, Refused
from shared.kernel.registry import Registry
from shared.web.auth import Caller, Role
from shared.web.edge import Edge, asking, looks
from shared.web.moves import Candidates, fields_of, moves_of, offers_of
from tests.support import intake_facts, payment_facts, workflow_facts
from tests.support.documents import documents
from tests.support.payment_facts import NOON, UNTIL
from tests.support.routes import SERVICES
from workflow.case.commands import Apologise, RequestSupplement, Stop
from workflow.task.commands import Complete

ID = payment_facts.ID
OFFERS = offers_of(SERVICES["payment"].routers)
LAN = Caller("applicant:lan", Role.APPLICANT, None)
DESK = Caller("officer:one", Role.OFFICER, payment_facts.DOSSIER.desk)
ELSEWHERE = Caller("officer:one", Role.OFFICER, "H99.77")


def told(caller: Caller, now: datetime = NOON, barred: Refused | None = None, **row: Any) -> list[tuple[Any, ...]]:
    """What this caller is told of a charge."""
    charge = payment_facts.charge(**{"state": "open", **row})
    context = Context({ID: charge}, {ID: payment_facts.DOSSIER}, {}, payment_facts.Bank())
    moves = moves_of(CHARGE, OFFERS, context, looks(caller, ID, ID), now, barred)
    return [(move.move, move.possible, move.why and move.why.vi, move.path) for move in moves]


PAY, CASH = f"POST /v1/charges/{ID}/payment", f"POST /v1/charges/{ID}/cash"


def test_the_desk_may_do_both_and_the_payer_one() -> None:
    assert told(DESK) == [("Pay", True, None, PAY), ("TakeCash", True, None, CASH)]
    assert told(LAN) == [("Pay", True, None, PAY)]


def test_why_not_is_what_the_command_would_be_refused_with() -> None:
    assert [why for _, _, why, _ in told(LAN, UNTIL)] == ["Đã hết thời hạn nộp phí, lệ phí"]
    whose = "Thao tác này dành cho Bộ phận Một cửa đã tiếp nhận hồ sơ."
    assert [why for _, _, why, _ in told(ELSEWHERE, UNTIL)] == [whose, whose], "whose it is comes first"
    ended = Forbidden("Ended.", "Cơ quan đã giải thể.")
    assert [why for _, _, why, _ in told(DESK, barred=ended)] == ["Cơ quan đã giải thể."] * 2


def test_why_not_says_at_which_fields() -> None:
    fault = FieldError("/answers/copies", "required", "Số lượng: cần có.", "Copies: needed.")
    charge = payment_facts.charge(state="open")
    context = Context({ID: charge}, {ID: payment_facts.DOSSIER}, {}, payment_facts.Bank())
    (move, *_) = moves_of(CHARGE, OFFERS, context, looks(LAN, ID, ID), NOON, Invalid(errors=[fault]))
    assert move.why is not None
    assert [each.model_dump() for each in move.why.errors] == [asdict(fault)]


def test_a_state_in_which_nothing_is_listed_offers_nothing() -> None:
    assert told(DESK, state="owed") == told(DESK, state="settled") == []


def test_a_list_names_what_role_and_relation_leave_open_and_says_no_more() -> None:
    row = {"id": ID, "state": "open"}
    moves = Candidates(CHARGE, OFFERS, "officer").of(row, frozenset({Relation.RECEIVING}))
    assert [(move.move, move.possible, move.why, move.fields, move.path) for move in moves] == [
        ("Pay", None, None, None, PAY),
        ("TakeCash", None, None, None, CASH),
    ]
    assert Candidates(CHARGE, OFFERS, "officer").of(row, frozenset({Relation.OWNER})) == []
    assert Candidates(CHARGE, OFFERS, "supervisor").of(row, frozenset(Relation)) == []
    assert Candidates(CHARGE, OFFERS, "officer").of(row | {"state": "owed"}, frozenset(Relation)) == []


PLAIN = {"enum": None, "format": None, "pattern": None, "items": None, "values": None}


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (
            Complete,
            [
                {"name": "outcome", "required": True, "type": "string", **PLAIN, "enum": ["approved", "refused"]},
                {"name": "reason", "required": False, "type": "string", **PLAIN},
            ],
        ),
        (RequestSupplement, [{"name": "components", "required": True, "type": "array", **PLAIN, "items": "string"}]),
        (
            Apologise,
            [
                {"name": "reason", "required": True, "type": "string", **PLAIN},
                {"name": "due_at", "required": True, "type": "string", **PLAIN, "format": "date-time"},
            ],
        ),
    ],
)
def test_fields_are_read_off_the_command(command: type[Command], fields: list[dict[str, Any]]) -> None:
    found = [field.model_dump() | {"pattern": None} for field in fields_of(command)]
    assert found == fields


@pytest.mark.parametrize(
    ("facts", "command", "named"),
    [
        (intake_facts.facts(), AskSupplement, {"components": ["TP01", "TP02", "TP03", "TP04"]}),
        (intake_facts.facts(), Refuse, {"reason": ["not-competent", "not-chance", "prohibited", "not-supplied"]}),
        (workflow_facts.facts(), RequestSupplement, {"components": ["TP01", "TP02", "TP03", "TP04"]}),
        (workflow_facts.facts(), Stop, {"reason": ["ordered-by-court", "in-dispute", "applicant-gone"]}),
        (workflow_facts.facts(documents=documents(apology_reasons=[])), Apologise, {}),
        (workflow_facts.task_facts(at="return"), Complete, {"outcome": ["approved"], "reason": []}),
    ],
)
def test_what_is_a_code_is_listed_with_its_names(facts: Any, command: Any, named: dict[str, list[str]]) -> None:
    offer = next(each for one in SERVICES.values() for kind, each in offers_of(one.routers).items() if kind is command)
    nouns = (each for registry in REGISTRIES for each in registry.entity_types)
    noun = next(each for each in nouns if each.name == offer.noun)
    found = noun.choices(facts, command)
    assert {field: list(choice) for field, choice in found.items()} == named
    told = {each.name: each.values for each in offer.told(ID, None, set(), found).fields or ()}
    assert {field: [each.code for each in values] for field, values in told.items() if values is not None} == named
    assert all(each.vi and each.en and each.vi != each.en for values in told.values() for each in values or ())


def test_no_field_with_an_enum_is_without_names() -> None:
    """A command whose codes have no names would show them raw."""
    known = {Complete: workflow_facts.task_facts()}
    nouns = {each.name: each for registry in REGISTRIES for each in registry.entity_types}
    offers = [each for one in SERVICES.values() for each in offers_of(one.routers).values()]
    for offer in offers:
        for field in (each for each in offer.fields if each.enum):
            assert list(nouns[offer.noun].choices(known[offer.kind], offer.kind)[field.name]) == field.enum


def test_every_command_for_an_entity_is_offered_where_it_is_asked() -> None:
    offers = {
        f"{kind.__name__} {offer.path}" for each in SERVICES.values() for kind, offer in offers_of(each.routers).items()
    }
    assert offers == {
        *(f"{name} POST /v1/dossiers/{{}}/{path}" for name, path in DOSSIERS.items()),
        *(f"{name} POST /v1/tasks/{{}}/{path}" for name, path in TASKS.items()),
        *(f"{name} POST /v1/cases/{{}}/{path}" for name, path in CASES.items()),
        *(f"{name} POST /v1/requests/{{}}/{path}" for name, path in REQUESTS.items()),
        "Pay POST /v1/charges/{}/payment",
        "TakeCash POST /v1/charges/{}/cash",
        "Resend POST /v1/exchanges/{}/resend",
        "ConfirmMandate POST /v1/mandates/{}/confirmation",
        "RevokeMandate POST /v1/mandates/{}/revocation",
    }


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda each: each.producer)
def test_a_noun_names_the_commands_that_are_asked_of_it_and_of_no_other(registry: Registry[Any]) -> None:
    offers = offers_of(SERVICES[registry.producer].routers)
    named = {
        (noun.table, move.move, move.path)
        for noun in registry.entity_types
        for state, role in product(noun.machine.states, Role)
        for move in Candidates(noun, offers, role).of({"id": ID, "state": state}, frozenset(Relation))
    }
    assert [each for each in named if not each[2].startswith(f"POST /v1/{each[0]}/{ID}/")] == []
    assert {move for _, move, _ in named} == {kind.__name__ for kind in offers}, "each is named by some state"


DOSSIERS = {
    "Submit": "submission",
    "HandIn": "supplement",
    "Withdraw": "withdrawal",
    "Accept": "acceptance",
    "AskSupplement": "supplement-request",
    "Refuse": "refusal",
}
REQUESTS = {
    "IdentifyRequester": "identity",
    "TakeRequest": "taking",
    "GrantRequest": "grant",
    "GrantRequestPartly": "partial-grant",
    "RefuseRequest": "refusal",
    "WithdrawRequest": "withdrawal",
}
TASKS = {"Claim": "claim", "Release": "release", "Complete": "completion"}
CASES = {"Apologise": "apology", "RequestSupplement": "supplement-request", "Stop": "stop"}


class Knock(Command):
    by: ClassVar = {"officer": (Relation.QUEUE,)}


def test_a_command_that_two_routes_take_stops_the_process_at_start() -> None:
    router = APIRouter()

    async def knock(_edge: Annotated[Edge, Depends(asking(Knock))], _door: UUID) -> None: ...

    for place in ("front", "back"):
        router.add_api_route(f"/{place}/{{_door}}", knock, methods=["POST"], name=place)
    with pytest.raises(ValueError, match="Knock"):
        offers_of([router])
