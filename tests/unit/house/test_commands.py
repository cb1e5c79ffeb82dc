"""Commands that documents tell people to type exist: each is parsed as it stands, and none is run."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from motcua.cli import app
from motcua.stack.told import USUAL, about, command
from tests.drill.__main__ import CHAPTERS
from tests.drill.blocks import OPERATION, ROOT, blocks, spans

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", OPERATION, *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"(?:^|[;&|(]\s*|\bdo\s+|-m )(?:\S*/bin/)?motcua +(?P<rest>[a-z][^\n;&|)#]*)", re.MULTILINE)
COMMENT = re.compile(r"(?<=\s)#\s.*$", re.MULTILINE)
VALUE = re.compile(r"\$\((?!\S*motcua)[^()]*\)")
Usage: type[Exception] = typer.BadParameter.__mro__[1]  # every complaint about a command line
NUMBERED = {"ID": "7"}  # words that stand for a number


def commands(text: str) -> Iterator[str]:
    plain = VALUE.sub("VALUE", COMMENT.sub("", text.replace("\\\n", " ")))
    for found in COMMAND.finditer(plain):
        yield found["rest"].strip()


def refusal(command: str) -> str:
    """Why the command line does not take it; empty if it does."""
    try:
        parse([NUMBERED.get(word, word) for word in shlex.split(command)])
    except Usage as wrong:
        return f"{command}: {wrong}"
    return ""


def parse(words: list[str]) -> None:
    """Reads the words as the command line does, down to the command, which is not run. Raises Usage."""
    command: Any = get_command(app)
    while hasattr(command, "resolve_command"):
        context = typer.Context(command, info_name="motcua")
        _, command, words = command.resolve_command(context, words)
    command.make_context("motcua", list(words))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_of_a_document_exists(document: Path) -> None:
    told = [(block.line, command) for block in blocks(document) for command in commands(block.text)]
    told += [
        (line, command) for line, text in spans(document) if text.startswith("motcua ") for command in commands(text)
    ]
    assert [f"{line}: {why}" for line, command in told if (why := refusal(command))] == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    found = list(commands("x && motcua lag --nmae a; motcua dropp\nmotcua deferred show ID --service S | less"))
    assert found == ["lag --nmae a", "dropp", "deferred show ID --service S"]
    assert [bool(refusal(command)) for command in found] == [True, True, False]


def test_every_block_of_the_operators_chapters_is_drilled_or_says_why_not() -> None:
    assert [block.line for block in blocks(OPERATION) if not block.kind] == []
    drilled = [block.said for block in blocks(OPERATION) if block.kind == "drill"]
    assert drilled == [*dict.fromkeys(drilled)]
    assert {*drilled} == {chapter.name for chapter in CHAPTERS}


PRINTED = re.compile(r"\bmotcua +(?P<command>[a-z]+)")
#: Documents and settings are about no stack; the help of an option is printed before one is named.
NOT_ABOUT_A_STACK = ("generate", "told.py")


def printed(path: Path) -> Iterator[str]:
    """The commands of ours that stand in a text of this file, outside of docstrings and of the help of options."""
    module = ast.parse(path.read_text("utf-8"))
    nodes = [node for node in ast.walk(module) if isinstance(node, ast.Expr)]
    nodes += [node for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg == "help"]
    told = {id(below) for node in nodes if not has_calls(node) for below in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield from (found["command"] for found in PRINTED.finditer(node.value))


def has_calls(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await)


def test_a_command_that_is_printed_names_its_stack() -> None:
    """It is composed by `told.command`, which knows which stack was asked about."""
    known = set(get_command(app).list_commands(typer.Context(get_command(app))))  # type: ignore[attr-defined]
    paths = [
        path for path in sorted((ROOT / "deploy/motcua").rglob("*.py")) if not {*path.parts} & {*NOT_ABOUT_A_STACK}
    ]
    assert known
    assert len(paths) > 50
    assert [f"{path.relative_to(ROOT)}: {name}" for path in paths for name in printed(path) if name in known] == []


def test_a_command_has_the_name_of_the_stack_that_was_asked_about() -> None:
    try:
        assert command("lag") == "motcua lag"
        assert about("other") == "other"
        assert command("lag") == "motcua lag --name other"
        assert command("lag", "main") == "motcua lag"
        assert command("down", "third") == "motcua down --name third"
    finally:
        about(USUAL)
