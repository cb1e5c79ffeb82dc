"""Codes as they must never stand in a sentence that a person reads: classes, states, media types, names of fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from motcua.registries import REGISTRIES
from shared.contracts.names import CHANNELS, DOCUMENTS, MEDIA, RETURNS, ROLES

#: Names of the world that look like codes: protocols' headers, trademarks.
WRITTEN_SO = ("MyVNPost", "OpenAPI", "ETag", "eForm")
SHAPES = re.compile(r"\b(?:[a-z]+_[a-z_]+|[a-z]+/[a-z][a-z.+-]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+)\b")


@cache
def words() -> frozenset[str]:
    """Every state, role, channel and kind: English words, so that none of them belongs into a Vietnamese sentence."""
    states = {str(state) for registry in REGISTRIES for each in registry.entity_types for state in each.machine.states}
    return frozenset(states | {str(code) for table in (ROLES, CHANNELS, RETURNS, DOCUMENTS, MEDIA) for code in table})


def codes_in(vi: str, en: str) -> list[str]:
    """What stands in these two sentences and is a code."""
    return [*_shaped((vi, en)), *(word for word in re.findall(r"[\w/-]+", vi) if word in words())]


def _shaped(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from (found for found in SHAPES.findall(sentence) if found not in WRITTEN_SO)
