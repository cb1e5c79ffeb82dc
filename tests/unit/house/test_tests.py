"""The rules of the house for its own tests: what a test wants different is passed in, never patched over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)
OURS = {
    *("shared", "intake", "workflow", "payment", "postal", "sync_gateway"),
    *("motcua", "motcua_client", "sandbox", "tests"),
}

MANY = 1000


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(module: ast.Module) -> dict[str, str]:
    """The names of a file that come from elsewhere, each with the package they come from."""
    found = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update({one.asname or one.name: node.module.partition(".")[0] for one in node.names})
        elif isinstance(node, ast.Import):
            for one in node.names:
                package = one.name.partition(".")[0]
                found[one.asname or package] = package
    return found


def root_of(node: ast.expr) -> str:
    """The name an expression like `a.b.c` begins with; the text of a string that stands for one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.partition(".")[0]
    return node.id if isinstance(node, ast.Name) else ""


def patched(module: ast.Module) -> Iterator[str]:
    """What a test puts in another's place, unless it is a foreign module's."""
    packages = imported(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr":
            name = root_of(node.args[0])
            package = packages.get(name, name if isinstance(node.args[0], ast.Constant) else "")
            if not package or package in OURS:
                yield ast.unparse(node)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
            targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
            yield from (
                ast.unparse(node)
                for target in targets
                if isinstance(target, ast.Attribute) and packages.get(root_of(target)) in OURS
            )
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(one.name for one in node.names)]
            if any("mock" in name for name in names):
                yield ast.unparse(node)


def test_nothing_of_ours_is_patched() -> None:
    """What a test wants different is an argument: of a constructor, a function or the settings."""
    assert [f"{path.relative_to(ROOT)}: {what}" for path in TESTS for what in patched(tree(path))] == []


def test_what_is_patched_is_seen() -> None:
    found = patched(
        ast.parse(
            """
import os
import shared.kernel.heads
from shared.kernel import calls
from shared.audit.anchors import Anchor
from unittest import mock
monkeypatch.setattr(calls, "PATIENCE", 1)
monkeypatch.setattr("shared.kernel.heads.PAGE", 1)
patched.setattr(shared.kernel.heads, "PAGE", 1)
patched.setattr(Anchor, "model_dump_json", None)
monkeypatch.setattr(node, "rest", rest)
calls.PATIENCE = 1
del calls.PATIENCE
monkeypatch.setattr(os, "link", None)
monkeypatch.setattr("os.link", None)
monkeypatch.setenv("MOTCUA_TIMEOUT", "1")
node.database = other
"""
        )
    )
    assert len(list(found)) == 8


def many(module: ast.Module) -> Iterator[str]:
    """Where a test makes more than a thousand of something."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            counts = [one.value for one in node.keywords if one.arg == "max_examples"]
            counts += node.args if root_of(node.func) == "range" else []
            if any(isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value > MANY for one in counts):
                yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = re.findall(r"generate_series\([^,]*, *(\d+)", node.value)
            yield from (f"generate_series to {count}" for count in found if int(count) > MANY)


def test_more_than_a_thousand_is_for_bench_and_chaos() -> None:
    elsewhere = ("bench", "chaos", "upgrade", "support")
    rooms = [path for path in TESTS if path.relative_to(ROOT).parts[1] not in elsewhere]
    assert [f"{path.relative_to(ROOT)}: {what}" for path in rooms for what in many(tree(path))] == []


def test_many_are_seen() -> None:
    found = many(ast.parse("range(1_001); range(1, 2000); settings(max_examples=5000); range(1000); range(n)"))
    assert len(list(found)) == 3
    assert list(many(ast.parse(f"sql = 'select generate_series(1, {5 * MANY})'"))) == ["generate_series to 5000"]


def test_a_fixture_of_a_folder_ends_with_the_folder() -> None:
    """Where no `__init__.py` is, pytest keeps it to the end of the run, and its servers cost CPU all the time."""
    wanted = re.compile(r"fixture\(.*scope=.package.")
    found = {path.parent for path in TESTS if wanted.search(path.read_text("utf-8"))}
    assert [str(folder) for folder in found if not (folder / "__init__.py").exists()] == []
