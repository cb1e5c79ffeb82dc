"""A version: one handing-in as it was. Refuses to know what a dossier is, beyond its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from shared.kernel.entity import Projection


class Written(NamedTuple):
    """What is handed in beside the documents: the version's number, the canonical text, salt and digest (hex)."""

    number: int
    text: str
    salt: str
    digest: str


class Before(NamedTuple):
    """What was handed in last: component and SHA-256 of each paper, and the answers (None: they were erased)."""

    papers: frozenset[tuple[str, str]]
    answers: Mapping[str, Any] | None


@dataclass(slots=True, kw_only=True, frozen=True)
class Version(Projection):
    """A handing-in as it was: what was written, and which documents. Never changed; the journal has its digests."""

    table: ClassVar[str] = "versions"
    key: ClassVar[tuple[str, ...]] = ("dossier", "number")
    append: ClassVar[bool] = True

    dossier: UUID
    number: int
    sequence: int
    written: str
    salt: str
    digest: str
    papers: list[Any]
    at: datetime
