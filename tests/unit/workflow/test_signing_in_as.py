"""In which role an officer works with a token: of those held now that the issuer may give, the one that is chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.reference import Text
from workflow.officer.models import HeldRole, Officer, WorkRole, officer_of
from workflow.signin.errors import NoRole, RoleToChoose
from workflow.signin.rules import choices, chosen

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
EVERY = frozenset(WorkRole)


def held(role: str = "officer", agency: str | None = "H99.03", **changes: Any) -> HeldRole:
    known = {"id": UUID(int=1), "valid_from": NOW, "valid_until": None}
    return HeldRole(role=WorkRole(role), agency=agency, **(known | changes))


def officer(*roles: HeldRole) -> Officer:
    person = {
        "id": officer_of("o"),
        "subject": "o",
        "name": "Lê Thị Hoa",
        "title": Text(vi="Chuyên viên", en="Officer"),
    }
    return Officer(**person, email=None, telephone=None, revision=1, held=roles)  # type: ignore[arg-type]


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("who", "given"),
    [
        (None, EVERY),
        (officer(), EVERY),
        (officer(held(valid_from=NOW + SECOND)), EVERY),
        (officer(held(valid_from=NOW - SECOND, valid_until=NOW)), EVERY),
        (officer(held("operator", None)), EVERY - {"operator"}),
        (officer(held(), held("supervisor")), frozenset({"applicant"})),
    ],
    ids=["nobody", "no role", "not yet", "ended", "a role the issuer may not give", "the citizens' issuer"],
)
def test_who_holds_no_role_now_gets_none(who: Officer | None, given: frozenset[str]) -> None:
    with pytest.raises(NoRole) as refused:
        choices(who, given, NOW)
    assert refused.value.more["error"] == "invalid_request"


def test_what_is_held_now_may_be_chosen() -> None:
    now = [held(), held("clerk", valid_until=NOW + SECOND), held("editor", None)]
    gone = [held("supervisor", valid_from=NOW - SECOND, valid_until=NOW), held("cashier", valid_from=NOW + SECOND)]
    assert choices(officer(*now, *gone, held("operator", None)), EVERY - {"operator"}, NOW) == now


def test_of_several_one_is_chosen() -> None:
    roles = [held(), held(agency="H99.04"), held("operator", None)]
    assert [chosen(roles, scope) for scope in ("officer@H99.03", "officer@H99.04", "operator")] == roles
    assert chosen(roles[:1], None) is roles[0]
    for scope in (None, "officer", "officer@H99", "supervisor@H99.03", "operator@H99.03", "officer@H99.03 operator"):
        with pytest.raises(RoleToChoose) as refused:
            chosen(roles, scope)
        assert refused.value.more["error"] == "invalid_scope"
    with pytest.raises(RoleToChoose):
        chosen(roles[:1], "operator")
