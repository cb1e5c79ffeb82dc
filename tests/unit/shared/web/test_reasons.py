"""A condition as alternatives, each enough by itself: they hold together exactly when it does."""

from __future__ import annotations

from itertools import product

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.web.reading import bound, reasons

A, B, C = (sa.column(name, sa.Boolean) for name in "abc")


def told(condition: sa.ColumnElement[bool]) -> list[str]:
    return [" & ".join(str(part) for part in why) for why in reasons(condition)]


def test_alternatives_are_told_apart_at_any_depth() -> None:
    assert told(A | B | C) == ["a", "b", "c"]
    assert told(A & (B | C)) == ["a & b", "a & c"]
    assert told((A | B) & (C | A)) == ["a", "b & c"]
    assert told(A & ~B) == ["a & NOT b"]


def test_what_demands_more_than_another_reason_is_left_out() -> None:
    assert told(A & B | A) == ["a"]
    assert told(A & B & C | B & C | C & A) == ["b & c", "c & a"]
    assert told(A & B | A & C) == ["a & b", "a & c"]


def test_what_is_known_leaves_nothing_to_ask() -> None:
    assert told(sa.true() & A | sa.false() & B) == ["a"]
    assert told(sa.false()) == []
    assert told(sa.true() | A) == [""]


def test_a_role_is_known_before_postgresql_sees_it() -> None:
    desk = sa.column("desk", sa.Text)
    for role, agency in product(("applicant", "officer"), ("H99.01", None)):
        who = bound(Who("one", role, agency))
        found = reasons(
            (who.role == "applicant") & (desk == who.actor) | (who.role != "applicant") & (desk == who.agency)
        )
        [[why]] = found
        assert why.right.value == ("one" if role == "applicant" else agency)
        assert "IS NULL" not in str(why), "who acts for no agency reads no row without one"
