"""Code, tests and documents use the terms of docs/glossary.md, and what the documents name exists."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]

#: Words of an earlier vocabulary, each with the term that replaced it (docs/glossary.md).
REPLACED = {
    "hear": "receive",
    "hearer": "subscriber",
    "speaker": "producer",
    "lifter": "retrier",
    "mischief": "faults",
    "village": "a fixture named for what it is",
    "whoever": "the process, record, caller or table that is meant",
    "held back": "deferred",
}
#: Names that are fixed from outside or in a frozen format.
FIXED = {
    ("shared/shared/audit/anchors.py", "speaker"),  # a key in signed anchors
    ("deploy/motcua_client/models/shared.py", "speaker"),  # the same, over HTTP
}
READ = ("services", "shared", "deploy", "tests", "docs", "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


@cache
def tracked() -> frozenset[str]:
    """Every file of the repository, by its path in it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return frozenset(path for path in listed.stdout.split("\0") if path and (ROOT / path).exists())


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    for path in sorted(tracked()):
        if path.startswith(READ) and path.endswith(suffixes) and ROOT / path != Path(__file__):
            yield path, (ROOT / path).read_text("utf-8")


def test_replaced_words_are_gone() -> None:
    replaced = re.compile(rf"\b({'|'.join(REPLACED)})\b", re.IGNORECASE)
    assert [
        f"{path}:{number}: {word}, better: {REPLACED[word]}"
        for path, text in texts(".py", ".md", ".html", ".js", ".po")
        for number, line in enumerate(text.splitlines(), 1)
        for word in map(str.lower, replaced.findall(line))
        if (path, word) not in FIXED
    ] == []


def documents() -> Iterator[tuple[str, str, str]]:
    """Each document with its whole text, and what stands in it between backticks. A changelog names what is gone."""
    for path, text in texts(".md"):
        if path == "CHANGELOG.md" or path.startswith(EXAMPLES):
            continue
        for quoted in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
            yield path, text, quoted


def test_links_lead_to_files() -> None:
    assert [
        f"{path}: {link}"
        for path, text in texts(".md")
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        if "://" not in link and not (ROOT / path).parent.joinpath(link).exists()
    ] == []


def test_quoted_paths_exist() -> None:
    """A path may be given from any folder on: `kernel/relay` is shared/shared/kernel/relay.py."""
    shape = re.compile(r"[\w-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:py|md|toml)")
    ends = {"/".join(parts[n:]) for path in tracked() for parts in [path.split("/")] for n in range(len(parts))}
    ends |= {end.rpartition("/")[0] for end in tuple(ends)} | {end.removesuffix(".py") for end in tuple(ends)}
    folders = {
        "/".join(parts[n:m])
        for path in tracked()
        for parts in [path.split("/")]
        for m in range(len(parts))
        for n in range(m)
    }
    found = {(path, quoted) for path, _, quoted in documents() if shape.fullmatch(quoted)}
    assert sorted(pair for pair in found if pair[1].rstrip("/") not in ends | folders | ELSEWHERE) == []


#: Guides name what is added when they are followed.
EXAMPLES = "docs/how-to/"
#: Shapes like paths of the repository that are none.
ELSEWHERE = {"application/json", "application/problem+json"}


def test_quoted_names_of_the_environment_and_of_metrics_exist() -> None:
    code = "".join(text for _, text in texts(".py", ".toml", ".yaml", ".env", "settings.md"))
    shape = re.compile(r"MOTCUA_[A-Z0-9_]+|motcua_[a-z_]+")
    named = {
        (path, name) for path, _, quoted in documents() if (name := quoted.partition("{")[0]) and shape.fullmatch(name)
    }
    assert sorted(pair for pair in named if pair[1].removesuffix("_total") not in code) == []


def test_quoted_routes_exist() -> None:
    """By method and path as in docs/openapi; a name in braces may be another one."""

    def plain(path: str) -> str:
        return re.sub(r"\{[^}]*\}|<[^>]*>", "{}", path.partition("?")[0])

    served = {
        plain(path)
        for name in tracked()
        if name.startswith("docs/openapi/")
        for path in json.loads((ROOT / name).read_text("utf-8"))["paths"]
    }
    shape = re.compile(r"(?:(?:GET|POST|PUT|DELETE) )?(/v1/\S+)")
    quoted = {(path, found[1]) for path, _, text in documents() if (found := shape.fullmatch(text))}
    assert sorted(pair for pair in quoted if plain(pair[1]) not in served) == []


def test_quoted_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    quoted = {(path, found[1]) for path, _, text in documents() if (found := re.match(r"make ([a-z-]+)\b", text))}
    assert sorted(pair for pair in quoted if pair[1] not in targets) == []
