"""The sample procedures as scenarios use them: agency, documents, and how the result is returned."""

from __future__ import annotations

from dataclasses import dataclass

from motcua_client.models.intake import Return

DESK = "H99.01.01"


@dataclass(frozen=True)
class Matter:
    """One procedure of `deploy/data` as a scenario needs to know it. `unit` names the officers of its agency."""

    procedure: str
    agency: str
    unit: str
    required: tuple[str, ...]
    returns: Return = "desk"


PROMOTION = Matter("2.000004", "H99.03", "trade", ("TP01", "TP02", "TP03"))
EXTRACT = Matter("2.000635", DESK, "register", ("TP01",), "post")
PERMIT = Matter("1.009994", "H99.07", "construction", ("TP01", "TP02", "TP03"), "post")
#: The agency consulted on a building permit.
CONSULTED = "H99.06"
