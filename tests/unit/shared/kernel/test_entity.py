"""A row type is declared once: columns, statements, arrays and rows all follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from shared.kernel.entity import Entity, EntityType, columns_of, values
from shared.web.reading import table_of
from tests.support.toy import Toys
from tests.support.toy_words import Question


class Colour(StrEnum):
    RED = "red"


@dataclass(slots=True, kw_only=True)
class Everything(Entity):
    text: str = ""
    count: int = 0
    flag: bool = False
    at: datetime | None = None
    day: date | None = None
    colour: Colour = Colour.RED
    maybe: UUID | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    tags: list[str] | None = None


def test_every_type_has_its_column() -> None:
    assert {column.name: (column.sql, column.optional) for column in columns_of(Everything)} == {
        "id": ("uuid", False),
        "dossier": ("uuid", False),
        "state": ("text", True),
        "revision": ("bigint", False),
        "text": ("text", False),
        "count": ("bigint", False),
        "flag": ("boolean", False),
        "at": ("timestamptz", True),
        "day": ("date", True),
        "colour": ("text", False),
        "maybe": ("uuid", True),
        "answers": ("jsonb", False),
        "tags": ("jsonb", True),
    }


def test_a_type_without_a_column_is_an_error() -> None:
    @dataclass(slots=True, kw_only=True)
    class Strange(Entity):
        thing: complex = 0j

    with pytest.raises(TypeError, match="no column type for thing"):
        columns_of(Strange)


def test_rows_become_arrays_and_jsonb_its_text() -> None:
    rows = [
        Everything(id=uuid4(), dossier=uuid4(), answers={"tên": 1}),
        Everything(id=uuid4(), dossier=uuid4(), tags=["a"]),
    ]
    found = dict(
        zip((column.name for column in columns_of(Everything)), values(columns_of(Everything), rows), strict=True)
    )
    assert found["id"] == [rows[0].id, rows[1].id]
    assert found["answers"] == ['{"tên":1}', "{}"]
    assert found["tags"] == [None, '["a"]']


def test_a_table_for_reading_has_the_same_columns() -> None:
    table = table_of(sa.MetaData(), "everything", Everything)
    assert [column.name for column in table.columns] == [column.name for column in columns_of(Everything)]
    assert [column.name for column in table.primary_key] == ["id"]
    assert table.c.state.nullable
    assert not table.c.revision.nullable


def test_statements_name_every_column_and_never_change_what_a_row_is() -> None:
    entity_type = Toys("entity").question
    changed = entity_type.update.partition(" from ")[0]
    for column in entity_type.columns:
        assert column.name in entity_type.insert
        assert (f"{column.name} = u.{column.name}" in changed) == (column.name not in ("id", "dossier"))


def test_a_row_comes_back_from_a_record_with_its_json_read() -> None:
    entity_type, key = Toys("entity").question, uuid4()
    record = {"id": key, "dossier": key, "state": "open", "revision": 3, "words": "hi", "pokes": 1, "tags": '["a"]'}
    assert entity_type.of(record) == Question(
        id=key, dossier=key, state="open", revision=3, words="hi", pokes=1, tags=["a"]
    )


def test_a_snapshot_brings_a_row_back() -> None:
    entity_type: EntityType[Question] = Toys("entity").question
    row = Question(id=uuid4(), dossier=uuid4(), words="a")
    before = entity_type.snapshot(row)
    row.words, row.pokes, row.revision = "b", 2, 9
    entity_type.restore(row, before)
    assert (row.words, row.pokes, row.revision) == ("a", 0, 0)


def test_a_moment_is_a_moment_and_a_day_a_day() -> None:
    """datetime is a date too, bool an int: the narrower one counts."""
    kinds = {column.name: column.sql for column in columns_of(Everything)}
    assert (kinds["at"], kinds["day"], kinds["flag"], kinds["count"]) == ("timestamptz", "date", "boolean", "bigint")
