"""How a caller stands to what a command moves. A command names for each role the relations that permit it.

Relations permit commands and nothing else: what may be read is a wider scope. Each entity type defines both once, in
its module `whose`, for rows in memory and for columns of its tables alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Relation(StrEnum):
    """One way to stand to an entity."""

    OWNER = "owner"  # applies, under one's own token
    COUNTER = "counter"  # at the desk at whose counter the dossier was begun for who came there
    RECEIVING = "receiving"  # at the desk that received the dossier
    DECIDING = "deciding"  # at the agency that decides
    QUEUE = "queue"  # at the agency in whose queue the task is
    HOLDER = "holder"  # has the task in hand, in the role and for the agency it was claimed in
    OPERATING = "operating"  # operates the system, for no agency


class Who(NamedTuple):
    """A caller as `whose` compares it with a row: text, or SQL that stands for text. `agency`: acted for, or None."""

    actor: Any
    role: Any
    agency: Any


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
