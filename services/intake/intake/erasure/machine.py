"""The life of an erasure: a package of all that is kept has left, then its keys are destroyed.

No key is destroyed before the receipt of the package is in the journal.
"""

from enum import StrEnum

from intake.erasure import conditions as when
from intake.erasure import rules as events
from intake.erasure.commands import Archive, Erase
from intake.erasure.facts import Facts
from intake.erasure.models import Erasure
from intake.erasure.names import NAMES
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine, Transition


class ErasureState(StrEnum):
    ARCHIVED = "archived"
    ERASED = "erased"


S = ErasureState

# fmt: off
MACHINE: Machine[ErasureState, Facts] = Machine(
    ErasureState,
    final={S.ERASED},
    transitions=[
        #          state       on       to          emit             may
        Transition(None,       Archive, S.ARCHIVED, events.archived, when.is_due),
        Transition(S.ARCHIVED, Archive, S.ARCHIVED, events.archived, when.is_due),
        Transition(S.ARCHIVED, Erase,   S.ERASED,   events.erased,   when.is_archived),
    ],
    noun=NAMES,
)
# fmt: on

ERASURE = EntityType("erasure", "erasures", Erasure, MACHINE, events.apply)
