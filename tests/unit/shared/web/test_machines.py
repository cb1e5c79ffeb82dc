"""Machines as data: every state, move and arrow of every service is told, under names in both languages."""

from __future__ import annotations

from motcua.generate.apidocs.openapi import SERVICES
from shared.web.machines import Machines, MachineView

EVERY = {view.noun.code: view for service in SERVICES.values() for view in Machines.of(service.registry.entity_types)}


def codes(view: MachineView) -> set[str]:
    return {each.code for each in view.states}


def test_every_noun_with_states_is_told() -> None:
    assert {"dossier", "notice", "case", "task", "charge", "consignment", "exchange"} <= EVERY.keys()
    task = EVERY["task"]
    assert (task.noun.vi, task.noun.en) == ("Công việc", "Task")
    assert {each.code: each.vi for each in task.states}["open"] == "Chưa có người nhận"
    assert {each.code for each in task.moves} == {"Claim", "Release", "Complete"}


def test_arrows_lead_between_states_that_are_told() -> None:
    for view in EVERY.values():
        assert {each.after for each in view.arrows} <= codes(view), view.noun.code
        assert {each.before for each in view.arrows} - {None} <= codes(view), view.noun.code
        assert set(view.final) <= codes(view), view.noun.code
        assert all(each.after == each.before for each in view.arrows if each.before in view.final), view.noun.code
        assert all(each.vi and each.en for each in (*view.states, *view.moves)), view.noun.code
