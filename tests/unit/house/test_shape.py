"""The rules of the house that no linter knows: sizes, one place for states, no one commits, no stray clock."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]


def parts(path: Path) -> tuple[str, ...]:
    """Its folders in the repository, wherever that lies."""
    return path.relative_to(ROOT).parts


CODE = sorted(
    path
    for folder in (
        "shared/shared",
        "services",
        "deploy/motcua",
        "deploy/motcua_client",
        "deploy/motcua_console",
        "deploy/sandbox",
    )
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in parts(path)
)
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in parts(path))
OURS = [path for path in CODE if "deploy" not in parts(path)]
LONGEST_FILE = 250
WRITTEN_FOR_US = ROOT / "deploy/motcua_client/models"  # by make map: as long as the API has bodies
LONGEST_MACHINE = 130
LONGEST_FUNCTION = 45
#: Lines of code of each package of shared, at most; docs/decisions/0007 says why, and is raised with a sentence there.
CEILINGS = {"contracts": 1776, "kernel": 4420, "audit": 352, "reference": 500, "web": 4422}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_a_file_is_short_and_has_a_docstring() -> None:
    found = []
    for path in (*CODE, *TESTS):
        lines = path.read_text("utf-8").splitlines()
        limit = LONGEST_MACHINE if path.name == "machine.py" and "services" in parts(path) else LONGEST_FILE
        if len(lines) > limit and WRITTEN_FOR_US not in path.parents:
            found.append(f"{name(path)} has {len(lines)} lines: which entity_type wants its own room?")
        if lines and not ast.get_docstring(tree(path)):
            found.append(f"{name(path)} does not open with what it is and what it refuses to know")
    assert found == []


def test_functions_are_short() -> None:
    assert [
        f"{name(path)}: {node.name} has {length(node)} lines"
        for path in (*CODE, *TESTS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ] == []


def length(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def assigned(path: Path, attribute: str) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            for part in ast.walk(target) if target is not None else ():
                if isinstance(part, ast.Attribute) and part.attr == attribute:
                    yield ast.unparse(part)


def test_only_the_page_assigns_a_state() -> None:
    assert {
        name(path) for path in OURS for found in assigned(path, "state") if not found.startswith("request.state")
    } == {"shared/shared/kernel/unit_of_work.py"}


def test_no_service_commits_or_sends() -> None:
    doing = {"commit", "rollback", "send", "send_and_wait", "transaction"}
    assert [
        f"{name(path)}: {ast.unparse(node)}"
        for path in CODE
        if "services" in parts(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in doing
    ] == []


def test_only_the_lock_rule_reads_the_clock() -> None:
    """Everything that decides takes the time of the domain clock from its unit of work."""
    clocks = ("datetime.now", "datetime.utcnow", "date.today")
    assert {
        name(path)
        for path in OURS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in clocks
    } == {"shared/shared/kernel/streams.py"}


def test_each_package_of_shared_stays_small() -> None:
    """Without blank lines, comments and docstrings. The decision says the same figures."""
    counts = dict.fromkeys(CEILINGS, 0)
    for path in CODE:
        if name(path).startswith("shared/shared/") and path.parent.name != "shared":
            counts[parts(path)[2]] += code_lines(path)
    assert {package for package, count in counts.items() if count > CEILINGS[package]} == set(), counts
    decision = (ROOT / "docs/decisions/0007-the-size-of-shared.md").read_text("utf-8")
    assert all(f"| {package} | {most:,} |" in decision for package, most in CEILINGS.items())


def code_lines(path: Path) -> int:
    module = tree(path)
    prose: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    lines = path.read_text("utf-8").splitlines()
    return sum(
        1 for n, line in enumerate(lines, 1) if n not in prose and line.strip() and not line.strip().startswith("#")
    )


def test_nothing_of_this_machine_is_in_the_repository() -> None:
    """No absolute path of a checkout or home, no package registry, no secret."""
    words = ("/work" + "/", "/root" + "/", "pypi" + ".org", "repo1" + ".maven", "BEGIN PRIVATE" + " KEY")
    patterns = [part for word in words for part in ("-e", word)]
    found = subprocess.run(
        ["git", "grep", "-lF", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    assert not found
