"""An exchange is the operators': by hand for every role."""

from __future__ import annotations

import pytest

from shared.contracts.relation import Relation, Who, those
from sync_gateway.exchange import whose


@pytest.mark.parametrize("role", ["applicant", "officer", "supervisor", "service", "operator"])
def test_operators_read_and_move_exchanges(role: str) -> None:
    who = Who("operator:one", role, None)
    is_operator = role == "operator"
    assert whose.reads(who) is is_operator
    assert those(whose.stands(who)) == ({Relation.OPERATING} if is_operator else frozenset())
