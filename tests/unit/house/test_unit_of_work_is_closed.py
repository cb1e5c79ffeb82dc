"""Only its own methods write into a unit of work: nothing else assigns, or changes, anything of one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.unit.house.test_shape import CODE, name, tree

HOME = "shared/shared/kernel/unit_of_work.py"
CHANGING = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


def of_one(node: ast.AST) -> bool:
    """`uow.x`, `self.uow.x[...]`, `uow.x[...].y` and so on, but not the name itself."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
        if getattr(node, "id", getattr(node, "attr", "")) == "uow":
            return True
    return False


def written(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load) and of_one(node):
            yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            yield from [node] if of_one(node.func.value) else []


def test_only_its_methods_write_into_a_unit_of_work() -> None:
    found = [(name(path), ast.unparse(node)) for path in CODE for node in written(tree(path)) if name(path) != HOME]
    assert found == []


@pytest.mark.parametrize("text", ["uow.now = 1", "self.uow.held[1] = 2", "uow.moves.append(1)", "del uow.moves[0]"])
def test_writing_is_seen(text: str) -> None:
    assert [*written(ast.parse(text))]


@pytest.mark.parametrize("text", ["self.uow = None", "found = uow.moves[0]", "uow.defer(1)", "a[uow.now] = 1"])
def test_reading_is_not_writing(text: str) -> None:
    assert not [*written(ast.parse(text))]
