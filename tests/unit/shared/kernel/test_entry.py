"""The digest covers every column: change any, and it is another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.kernel.entry import Entry, digest_of

ENTRY = Entry(
    dossier=uuid4(),
    sequence=7,
    entity=uuid4(),
    entity_type="question",
    before="open",
    after="closed",
    message="Close",
    cause=uuid4(),
    id=uuid4(),
    event="Closed",
    body="{}",
    actor="someone",
    role="applicant",
    agency="H99",
    at=datetime(2026, 3, 1, 8, tzinfo=UTC),
    correlation=uuid4(),
    traceparent="00-1-2-03",
    previous=b"\1" * 32,
    digest=b"",
)
OTHER: dict[type[Any], Any] = {int: 8, str: "other", bytes: b"\2" * 32, datetime: ENTRY.at + timedelta(microseconds=1)}


@pytest.mark.parametrize("column", [name for name in Entry._fields if name != "digest"])
def test_it_covers_every_column_but_itself(column: str) -> None:
    value = getattr(ENTRY, column)
    changed = ENTRY._replace(**{column: OTHER.get(type(value), uuid4())})
    assert digest_of(changed) != digest_of(ENTRY)


def test_it_does_not_cover_itself() -> None:
    assert digest_of(ENTRY._replace(digest=b"x")) == digest_of(ENTRY)


def test_it_is_the_same_in_another_zone_only_if_the_moment_is_written_alike() -> None:
    """The database gives UTC, as our clock does."""
    assert digest_of(ENTRY._replace(at=ENTRY.at.astimezone(UTC))) == digest_of(ENTRY)


@pytest.mark.parametrize("column", ["before", "agency", "traceparent"])
def test_what_is_absent_can_be_absent(column: str) -> None:
    absent: dict[str, Any] = {column: None}
    assert digest_of(ENTRY._replace(**absent)) != digest_of(ENTRY)


def test_neighbours_do_not_flow_into_each_other() -> None:
    assert digest_of(ENTRY._replace(actor="a", role="bc")) != digest_of(ENTRY._replace(actor="ab", role="c"))
