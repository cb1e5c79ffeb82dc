"""The reference data of deploy/data as rules see it: version 1 of everything, nothing loaded from anywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from motcua.simulation.province import documents as files
from shared.contracts.reference import DOCUMENTS, Procedure, Reference
from shared.reference.documents import Documents

VERSION = 1


@cache
def _read() -> dict[tuple[str, str, int], Reference]:
    return {(kind, found["code"], VERSION): DOCUMENTS[kind].model_validate(found) for kind, found in files()}


_CALENDARS: dict[int, Any] = {}  # building one takes a while, and it never changes


def documents(*, without: str = "", **changes: Any) -> Documents:
    """All of it, but for one kind; `changes` are fields of procedure 2.000004."""
    read = {key: found for key, found in _read().items() if key[0] != without}
    if changes:
        plain = read["procedure", "2.000004", VERSION].model_dump(mode="json", by_alias=True)
        read["procedure", "2.000004", VERSION] = Procedure.model_validate(plain | changes)
    return Documents({(kind, code): version for kind, code, version in read}, read, _CALENDARS)


def changed(**changes: Any) -> Documents:
    """The same with a version 2 of procedure 2.000004 in force, which differs in these fields."""
    known = documents()
    plain = known.get("procedure", "2.000004").model_dump(mode="json", by_alias=True)
    newer = Procedure.model_validate(plain | changes)
    versions = {**known.versions, ("procedure", "2.000004"): VERSION + 1}
    return Documents(versions, {**known.read, ("procedure", "2.000004", VERSION + 1): newer}, _CALENDARS)
