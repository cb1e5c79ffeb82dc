"""What a person reads is plain: no codes, no pronoun, the terms of the glossary. All sentences of the code are read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from shared.kernel.errors import Named, Unavailable
from tests.support.codes import codes_in
from tests.unit.house.test_shape import CODE, ROOT, name, parts, tree

#: Letters that no other language of this repository has.
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
#: What is filled in, and what is quoted as it was sent.
FILLED = re.compile(r'"[^"]*"|\{[^}]*\}')
#: What does not belong into a sentence, each with what is better.
BETTER = {
    r"\b[Bb]ạn\b": "no pronoun",
    r"\b[Ôô]ng/bà\b": "Ông/Bà",
    r"\b[Cc]án bộ\b": "công chức, viên chức",
    r"\b[Bb]ộ phận một cửa\b": "Bộ phận Một cửa",
    r"\bDVCQG\b": "Cổng Dịch vụ công quốc gia",
    r"\bMiB\b|\bKiB\b|\bbyte\b": "MB, KB",
    r"^[^{]*\b[Bb]ưu gửi (đã |bị )hoàn\b": "chuyển hoàn",
}


def prose(module: ast.Module) -> set[int]:
    """The strings that nothing reads: docstrings."""
    alone = (node.value for node in ast.walk(module) if isinstance(node, ast.Expr))
    return {id(value) for value in alone if isinstance(value, ast.Constant)}


def strings(node: ast.AST) -> Iterator[ast.Constant]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part


@cache
def said() -> tuple[tuple[str, str], ...]:
    return tuple(_said())


def _said() -> Iterator[tuple[str, str]]:
    """Every Vietnamese text of the code, and its place; the sandbox speaks as others do."""
    for path in CODE:
        if "sandbox" not in parts(path) and "motcua_client" not in parts(path):
            skipped = prose(tree(path))
            for node in strings(tree(path)):
                if id(node) not in skipped and VIETNAMESE.search(str(node.value)):
                    yield f"{name(path)}:{node.lineno}", FILLED.sub("", str(node.value))


def written() -> Iterator[tuple[str, str]]:
    """The same of the province's documents, of what letters say, and of tables of statuses."""
    folders = ("deploy/data/*/*.json", "services/**/*.toml", "services/**/*.json", "shared/**/*.toml")
    for path in sorted(path for folder in folders for path in ROOT.glob(folder)):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if VIETNAMESE.search(line):
                yield f"{name(path)}:{number}", line


def test_sentences_use_no_pronoun_and_the_terms_of_the_glossary() -> None:
    assert [
        f"{place}: {text!r}, better: {better}"
        for place, text in (*said(), *written())
        for wrong, better in BETTER.items()
        if re.search(wrong, text)
    ] == []


def test_no_code_stands_in_a_sentence() -> None:
    assert [f"{place}: {word}" for place, text in said() for word in codes_in(text, "")] == []


def kinds(kind: type[Named] = Named) -> set[type[Named]]:
    return {kind, *(each for below in kind.__subclasses__() for each in kinds(below))}


def refusals() -> Iterator[tuple[str, str]]:
    """Every English text a refusal is made with, without what is filled in, and its place."""
    named = {kind.__name__ for kind in kinds() - kinds(Unavailable)}  # operators alone read which part is away
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in named:
                told = "".join(str(each.value) for part in node.args[:1] for each in strings(part))
                yield f"{name(path)}:{node.lineno}", FILLED.sub("", told)


def test_refusals_address_no_one_and_name_no_code() -> None:
    titles = [(kind.__name__, kind.en) for kind in kinds() if kind is not Named]
    assert [
        f"{place}: {text!r}"
        for place, text in (*titles, *refusals())
        if codes_in("", text) or re.search(r"\b[Yy]ou(r|rs)?\b", text)
    ] == []
