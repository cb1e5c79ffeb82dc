"""Whether the caller may ask a command: the relations it demands, compared with those the caller has to its entity.

Each entity type finds these by its own rows (`relations`).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from shared.contracts.message import Command
from shared.contracts.names import Name
from shared.contracts.relation import WORDS, Relation
from shared.contracts.spelled import alternatives
from shared.kernel.errors import Refused


class NotEntitled(Refused):
    """This is for another agency or person.

    `more`: `whose` (the relations to the entity, one of which is needed).
    """

    status = 403
    vi = "Thao tác này thuộc về cơ quan hoặc người khác"


def entitle(kind: type[Command], role: str, found: AbstractSet[Relation]) -> None:
    """Raises NotEntitled if none of these relations opens the command to the caller's role."""
    wanted = kind.by[role]
    if not found & set(wanted):
        vi, en = alternatives(Name(*WORDS[each]) for each in wanted)
        raise NotEntitled(f"This is for {en}.", f"Thao tác này dành cho {vi}.", whose=wanted)
