"""Payment's index is total, and a production start refuses what only serves a sandbox."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from motcua.generate.map import events_of
from payment.charge.jobs import Jobs, Polls
from payment.charge.machine import MACHINE
from payment.provider.national.settings import NationalSettings
from payment.provider.protocol import Providers
from payment.registry import REGISTRY
from shared.kernel.peers import Peers
from shared.kernel.settings import Environment


def test_every_event_of_its_producers_is_handled_or_listed_as_unhandled() -> None:
    said = {kind for producer in REGISTRY.producers for kind in events_of(producer)}
    assert said == set(REGISTRY.events.values())
    assert not REGISTRY.unhandled & REGISTRY.handlers.keys()


def test_every_message_of_the_table_has_a_handler() -> None:
    assert {row.on for row in MACHINE.transitions} <= REGISTRY.handlers.keys()


def test_every_call_of_the_table_is_made() -> None:
    wanted = {name for names in MACHINE.calling.values() for name in names}
    assert Jobs(Providers(), Peers({}, None), Polls(3, 36)).calls().keys() == wanted


REAL: dict[str, Any] = {
    "url": "https://bank.example",
    "partner": "P",
    "secret": SecretStr("a real one between two"),
    "account": "1",
    "account_bank": "970403",
    "account_name": "X",
}


@pytest.mark.parametrize(
    "changes",
    [{"secret": SecretStr("throw-away-bank-secret")}, {"secret": SecretStr("")}, {"url": "http://bank.example"}],
)
def test_production_refuses_a_sandbox(changes: dict[str, Any]) -> None:
    NationalSettings(**REAL).check(Environment.PRODUCTION)
    NationalSettings(**REAL).model_copy(update=changes).check(Environment.DEVELOPMENT)
    with pytest.raises(ValueError, match="MOTCUA_PAYMENT"):
        NationalSettings().model_copy(update={**REAL, **changes}).check(Environment.PRODUCTION)


def test_the_secret_is_never_shown() -> None:
    assert "a real one" not in repr(NationalSettings(**REAL))
