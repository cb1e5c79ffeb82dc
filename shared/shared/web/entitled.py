"""Whether a command is its caller's: what the command says, compared with how the caller stands to its entity.

It refuses to know how that is found out: each noun says so of its own rows (`relations`), and the edge asks.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from shared.contracts.relation import WORDS, Relation
from shared.kernel.errors import Refused
from shared.kernel.incoming import Incoming


class NotEntitled(Refused):
    """This is for another agency or person.

    `more`: `whose` (how one must stand to the entity: one of these is enough).
    """

    status = 403
    vi = "Việc này thuộc về cơ quan hoặc người khác"


def entitle(incoming: Incoming[Any], found: AbstractSet[Relation]) -> None:
    """Does one of these relations open the command to the role that asks? Raises NotEntitled, which names who could."""
    wanted: tuple[Relation, ...] = incoming.message.by[incoming.role]
    if not found & set(wanted):
        vi, en = (", ".join(words) for words in zip(*(WORDS[each] for each in wanted), strict=True))
        raise NotEntitled(f"This is for: {en}.", f"Việc này dành cho: {vi}.", whose=wanted)
