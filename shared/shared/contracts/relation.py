"""How a caller stands to what a command moves. A command names for each role the relations that permit it.

Relations permit commands and nothing else: what may be read is a wider scope. Each entity type defines both once, in
its module `whose`, for rows in memory and for columns of its tables alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID


class Relation(StrEnum):
    """One way to stand to an entity."""

    OWNER = "owner"  # applies, under one's own token
    COUNTER = "counter"  # at the desk at whose counter the dossier was begun for who came there
    RECEIVING = "receiving"  # at the desk that received the dossier
    DECIDING = "deciding"  # at the agency that decides
    QUEUE = "queue"  # at the agency in whose queue the task is
    HOLDER = "holder"  # has the task in hand, in the role and for the agency it was claimed in
    OPERATING = "operating"  # operates the system, for no agency


def account_id(subject: str) -> str:
    """The opaque id of an account, from the subject of its tokens: who has begun something and proved nothing yet."""
    return str(UUID(bytes=sha256(f"account:{subject}".encode()).digest()[:16]))


class Parties(tuple[str, ...]):
    """The opaque ids under which somebody applies. One is equal to it if it is among them, as `= any(...)` has it."""

    __slots__ = ()
    __hash__ = tuple.__hash__

    def __eq__(self, other: object) -> bool:
        return other in tuple(self) if isinstance(other, str) else tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other


class Who(NamedTuple):
    """A caller as `whose` compares it with a row: text, or SQL that stands for text. `agency`: acted for, or None.

    `parties`: an id of a row is equal to it if the caller applies under this id.
    """

    actor: Any
    role: Any
    agency: Any
    parties: Any = Parties()

    @property
    def texts(self) -> tuple[Any, ...]:
        """As values of a statement; the parties in one text."""
        return (self.actor, self.role, self.agency, " ".join(self.parties))


#: Vietnamese and English, for the refusal that names who could.
WORDS: Mapping[Relation, tuple[str, str]] = {
    Relation.OWNER: ("chủ hồ sơ", "the applicant"),
    Relation.COUNTER: ("Bộ phận Một cửa đã lập hồ sơ tại quầy", "the desk at whose counter the dossier was begun"),
    Relation.RECEIVING: ("Bộ phận Một cửa đã tiếp nhận hồ sơ", "the desk that received the dossier"),
    Relation.DECIDING: ("cơ quan có thẩm quyền giải quyết", "the agency that decides"),
    Relation.QUEUE: ("cơ quan được giao công việc", "the agency whose task it is"),
    Relation.HOLDER: ("công chức đã nhận công việc", "the officer who has the task in hand"),
    Relation.OPERATING: ("quản trị hệ thống", "the operators"),
}


def those(found: Mapping[Relation, Any]) -> frozenset[Relation]:
    """The relations that hold."""
    return frozenset(relation for relation, holds in found.items() if holds)
