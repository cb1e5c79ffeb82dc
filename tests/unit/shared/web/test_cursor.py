"""Cursors of lists: what was written is read again; what was altered, cut or taken from another list is refused."""

from __future__ import annotations

import struct
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import blake2b
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kernel.errors import Invalid
from shared.web.cursor import Cursor, read_cursor, write_cursor

TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
CURSORS = st.builds(Cursor, as_of=TIMES, key=st.none() | TIMES, id=st.uuids())
ONE = Cursor(datetime(2026, 11, 28, tzinfo=UTC), None, UUID(int=7))
OF = "tasks due [('state', 'open')]"


@given(CURSORS, st.text())
@settings(max_examples=50, deadline=None)
def test_what_was_written_is_read(cursor: Cursor, of: str) -> None:
    assert read_cursor(write_cursor(cursor, of), of) == cursor


def refused(text: str, of: str = OF) -> bool:
    with pytest.raises(Invalid) as found:
        read_cursor(text, of)
    return [error.pointer for error in found.value.errors] == ["?after"]


def test_a_cursor_of_another_list_order_or_filter_is_refused() -> None:
    assert refused(write_cursor(ONE, OF), OF.replace("open", "done"))
    assert refused(write_cursor(ONE, OF), OF.replace("due", "-due"))


def test_an_altered_cursor_is_refused() -> None:
    text = write_cursor(ONE, OF)
    assert all(refused(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]) for at in range(len(text)))
    assert all(refused(text[:at]) for at in range(len(text)))
    assert all(refused(text + more) for more in ("A", "=", "AAAA", "\n"))


@pytest.mark.parametrize("text", ["", "x", "é", "\0", "....", str(UUID(int=1)), urlsafe_b64encode(bytes(48)).decode()])
def test_what_never_was_a_cursor_is_refused(text: str) -> None:
    assert refused(text)


def test_a_time_beyond_all_times_is_refused() -> None:
    """The digest proves no origin: a cursor that was made up with the right one is refused, and is no bug."""
    told = struct.pack(">qq16s", 2**62, 0, bytes(16))
    assert refused(urlsafe_b64encode(told + blake2b(told + OF.encode(), digest_size=8).digest()).decode())
