"""A version: one handing-in as it was. Refuses to know what a dossier is, beyond its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from shared.kernel.entity import Projection


class Written(NamedTuple):
    """What is handed in beside the documents: the version's number, text and salt as they are kept, and its digest.

    `subject`: whose key has sealed them.
    """

    number: int
    subject: UUID
    sealed: bytes
    digest: str


class Before(NamedTuple):
    """What was handed in last: component and SHA-256 of each paper, and the answers (None: they were erased)."""

    papers: frozenset[tuple[str, str]]
    answers: Mapping[str, Any] | None


@dataclass(slots=True, kw_only=True, frozen=True)
class Version(Projection):
    """A handing-in as it was: what was written, and which documents. Never changed; the journal has its digests.

    `sealed`: salt and text, as `rules.sealed` makes them, under the key of `subject`.
    """

    table: ClassVar[str] = "versions"
    key: ClassVar[tuple[str, ...]] = ("dossier", "number")
    append: ClassVar[bool] = True

    dossier: UUID
    number: int
    sequence: int
    subject: UUID
    sealed: bytes
    digest: str
    papers: list[Any]
    at: datetime
