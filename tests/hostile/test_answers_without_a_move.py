"""Invariant 7: what was answered has happened. An answer that names no move, or one that is not there, is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from shared.audit import invariants
from shared.kernel.ids import uuid7
from shared.web.auth import Role
from tests.integration.kernel import conftest as kernel
from tests.support.harness import Harness
from tests.support.requester import DESK, Requester

pool, harness, plain_logs = kernel.pool, kernel.harness, kernel.plain_logs


@pytest.fixture
async def bell(harness: Harness) -> AsyncIterator[Requester]:
    requester = Requester(harness, await harness.app("bell"))
    yield requester
    await requester.http.aclose()


@pytest.fixture
async def asks(harness: Harness) -> AsyncIterator[Requester]:
    requester = Requester(harness, await harness.app("ask"))
    yield requester
    await requester.http.aclose()


async def seventh(harness: Harness) -> list[str]:
    async with invariants.opened(await harness.places("bell")) as places:
        return [broken.what for broken in await invariants.check_stored(places) if broken.invariant == 7]


BROKEN = {
    "another line": ("sequence = sequence + 1", "POST /v1/rings/{} was answered, but is not in the journal"),
    "another entity": ("entity = gen_random_uuid()", "POST /v1/rings/{} was answered, but is not in the journal"),
    "another entity_type": ("entity_type = 'echo'", "POST /v1/rings/{} was answered, but is not in the journal"),
    "no entity": ("entity = null, entity_type = null, sequence = null", "1 answers to Ring do not say what has moved"),
    "no line": ("sequence = null", "1 answers to Ring do not say what has moved"),
}


@pytest.mark.parametrize(("change", "what"), BROKEN.values(), ids=BROKEN)
async def test_an_answer_without_its_move_breaks_invariant_7(
    harness: Harness, bell: Requester, change: str, what: str
) -> None:
    dossier = uuid7()
    await bell.ring(dossier, DESK)
    assert await seventh(harness) == []
    await harness.rows("bell", f"update replies set {change}")
    assert what.format(dossier) in await seventh(harness)


async def test_a_journal_without_the_move_breaks_invariant_7(harness: Harness, bell: Requester) -> None:
    dossier = uuid7()
    await bell.ring(dossier, DESK)
    await harness.rows("bell", "delete from outbox")
    await harness.rows("bell", "delete from journal")
    assert f"POST /v1/rings/{dossier} was answered, but is not in the journal" in await seventh(harness)


@pytest.mark.parametrize("again", [False, True])
async def test_an_answer_names_what_has_moved(harness: Harness, asks: Requester, again: bool) -> None:
    """Each command under its key: which, what moved, and its sequence."""
    question = (await asks.ask("/questions", Role.APPLICANT)).json()["id"]
    for _ in range(1 + again):
        await asks.ask(f"/questions/{question}/poke", Role.APPLICANT, If_Match='"1"')
    rows: Any = await harness.rows(
        "ask", "select command, entity_type, entity, sequence from replies order by sequence"
    )
    wanted = [("Ask", "question", UUID(question), 1), ("Poke", "question", UUID(question), 2)]
    assert [tuple(row) for row in rows] == wanted
