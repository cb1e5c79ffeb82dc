"""What a role may call is read from the signatures of the routes; the lists here are written by hand."""

from __future__ import annotations

from motcua.generate.apidocs.openapi import app_of
from shared.web.auth import Role
from shared.web.me import Operation, Operations
from tests.support.over import over
from tests.support.routes import EVERY, SERVICES


def of(service: str, role: Role) -> dict[str, Operation]:
    return {each.operation: each for each in app_of(service)[Operations].of[role]}


def test_what_an_applicant_may_at_payment() -> None:
    found = of("payment", Role.APPLICANT)
    assert set(found) == {
        *("list_charges", "read_charge", "pay_charge", "read_receipts"),
        *("list_receipts", "read_receipt", "read_me"),
    }
    assert found["pay_charge"] == Operation(
        operation="pay_charge", method="POST", path="/v1/charges/{charge}/payment", relations=["owner"]
    )
    assert found["read_charge"].relations == []


def test_a_command_names_the_relations_of_the_role() -> None:
    asked = {
        ("intake", "accept_dossier", Role.OFFICER): ["receiving"],
        ("intake", "submit_dossier", Role.APPLICANT): ["owner"],
        ("intake", "submit_dossier", Role.OFFICER): ["counter"],
        ("workflow", "complete_task", Role.SUPERVISOR): ["holder"],
        ("workflow", "stop_case", Role.SUPERVISOR): ["deciding"],
    }
    assert {key: of(key[0], key[2])[key[1]].relations for key in asked} == asked
    assert "accept_dossier" not in of("intake", Role.APPLICANT)
    assert "stop_case" not in of("workflow", Role.OFFICER)


@over("service", SERVICES)
def test_every_role_is_told_of_each_route_that_is_open_to_it(service: str) -> None:
    for role in Role:
        told = {(each.method, each.path) for each in app_of(service)[Operations].of[role]}
        mine = [each for each in EVERY if each.service == service and role in (each.roles or ())]
        assert told == {(each.method, each.route.path) for each in mine}
