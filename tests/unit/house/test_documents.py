"""Documents that repeat what stands elsewhere are compared with it: the index of decisions, the pre-commit hooks."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
DECISIONS = ROOT / "docs/decisions"


def test_the_index_lists_every_decision() -> None:
    """Number, title and link of each decision, in order; every row has what was decided and whether it is in force."""
    index = (DECISIONS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\d+)\] \| (.+?) \| (.+?) \| (.+?) \|$", index, re.MULTILINE)
    links = re.findall(r"^\[(\d+)\]: (\S+)$", index, re.MULTILINE)
    files = sorted(DECISIONS.glob("[0-9]*.md"))
    titles = [path.read_text("utf-8").splitlines()[0] for path in files]
    assert [f"# {number}. {title}" for number, title, _, _ in rows] == titles
    assert links == [(str(int(path.name[:4])), path.name) for path in files]


def test_the_hooks_call_what_make_check_calls() -> None:
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe is not None
    configured = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [source["repo"] for source in configured["repos"]] == ["local"]
    commands = [hook["entry"].replace(".venv/bin", "$(BIN)") for hook in configured["repos"][0]["hooks"]]
    assert commands == [line.strip() for line in recipe[1].splitlines()]
