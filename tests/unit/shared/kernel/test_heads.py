"""What a service asks to be said again: all of it, in questions that stay small."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from shared.kernel.catch_up import CHUNK, portions
from shared.kernel.heads import Wanted
from shared.kernel.ids import uuid7
from shared.web.bodies import SMALL


def wanted(*lengths: int) -> list[Wanted]:
    return [Wanted(dossier=uuid7(), sequences=list(range(1, length + 1))) for length in lengths]


def pairs(some: list[Wanted]) -> list[tuple[UUID, int]]:
    return [(one.dossier, sequence) for one in some for sequence in one.sequences]


@pytest.mark.parametrize("lengths", [(), (1,), (CHUNK,), (CHUNK + 1,), (3 * CHUNK + 7, 1, CHUNK - 8), (1,) * 1000])
def test_nothing_is_left_out_or_asked_twice(lengths: tuple[int, ...]) -> None:
    asked = wanted(*lengths)
    found = list(portions(asked))
    assert pairs([one for portion in found for one in portion]) == pairs(asked)
    assert all(1 <= len(pairs(portion)) <= CHUNK for portion in found)


def test_a_question_fits_a_small_body() -> None:
    for portion in portions(wanted(*[1] * CHUNK, 10 * CHUNK)):
        assert len(msgspec.json.encode([one.model_dump(mode="json") for one in portion])) < SMALL
