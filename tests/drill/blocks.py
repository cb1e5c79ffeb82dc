"""The code blocks of a document, and the mark that stands before each: a comment, which no reader sees.

`<!-- drill: CHAPTER -->` is run by `make drill` on processes of this machine; `<!-- not drilled: WHY -->` and
`<!-- not shell -->` are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
OPERATION = ROOT / "deploy/README.md"
MARK = re.compile(r"<!-- (drill|not drilled): ([^>]+?) -->|<!-- (not shell) -->")


@dataclass(frozen=True)
class Block:
    """One block: its text, its line, and what its mark says. `kind`: the mark's first words, empty without one."""

    text: str
    line: int
    kind: str
    said: str


def blocks(document: Path) -> Iterator[Block]:
    """All code blocks of a document, in order."""
    before = ""
    for token in MarkdownIt().enable("table").parse(document.read_text("utf-8")):
        if token.type == "html_block":
            before = token.content.strip()
            continue
        if token.type in {"code_block", "fence"}:
            mark = MARK.fullmatch(before)
            kind, said = (mark[1] or mark[3], mark[2] or "") if mark else ("", "")
            yield Block(token.content, (token.map or [0])[0] + 1, kind, said)
        before = ""


def spans(document: Path) -> Iterator[tuple[int, str]]:
    """What stands between backticks in the text of a document, with the line where its paragraph begins."""
    for token in MarkdownIt().enable("table").parse(document.read_text("utf-8")):
        for child in token.children or []:
            if child.type == "code_inline":
                yield (token.map or [0])[0] + 1, child.content


def chapters() -> dict[str, str]:
    """The blocks of deploy/README.md that are drilled, by chapter."""
    return {block.said: block.text for block in blocks(OPERATION) if block.kind == "drill"}
