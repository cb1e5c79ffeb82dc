"""A machine as a mermaid state diagram."""

from __future__ import annotations

from typing import Any

from shared.kernel.machine import Machine

BEGIN = "[*]"


def mermaid(machine: Machine[Any, Any]) -> str:
    """The transitions as arrows, the deadlines as notes."""
    arrows = [f"    {each.state or BEGIN} --> {each.to}: {each.on.__name__}" for each in machine.transitions]
    ends = [f"    {state} --> {BEGIN}" for state in sorted(machine.final)]
    notes = [
        f"    note right of {state}: within: {limit.tick.__name__}"
        for state, limits in machine.within.items()
        for limit in limits
    ]
    return "\n".join(["stateDiagram-v2", *arrows, *ends, *notes]) + "\n"
