"""Every command says for each of its roles how one must stand to its entity; a refusal names who could."""

from __future__ import annotations

import pytest

from motcua.registries import REGISTRIES
from shared.contracts.message import Command
from shared.contracts.relation import WORDS, Relation, those
from shared.web.auth import Role
from shared.web.entitled import NotEntitled, entitle
from tests.support.toy_words import Poke

COMMANDS = [kind for registry in REGISTRIES for kind in registry.handlers if issubclass(kind, Command)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda kind: kind.__name__)
def test_a_command_says_whose_it_is_for_every_role(command: type[Command]) -> None:
    assert command.by
    for role, relations in command.by.items():
        assert role in set(Role)
        assert relations
        assert set(relations) <= set(Relation)


def test_every_relation_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Relation)
    assert all(vi and en for vi, en in WORDS.values())


def test_those_that_hold() -> None:
    assert those({Relation.OWNER: True, Relation.QUEUE: False}) == {Relation.OWNER}


@pytest.mark.parametrize(
    ("role", "found", "may"),
    [
        ("applicant", {Relation.OWNER}, True),
        ("applicant", {Relation.RECEIVING}, False),  # opens it to officers only
        ("officer", {Relation.RECEIVING, Relation.QUEUE}, True),
        ("officer", {Relation.OWNER}, False),
        ("officer", set(), False),
    ],
)
def test_a_relation_opens_a_command_to_one_role(role: str, found: set[Relation], may: bool) -> None:
    if may:
        entitle(Poke, role, found)
        return
    with pytest.raises(NotEntitled) as refused:
        entitle(Poke, role, found)
    vi, en = WORDS[Poke.by[role][0]]
    assert (refused.value.detail_vi, refused.value.detail_en) == (f"Thao tác này dành cho {vi}.", f"This is for {en}.")
    assert refused.value.more == {"whose": Poke.by[role]}
