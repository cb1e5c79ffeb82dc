"""Who reads an officer, written once: for a row in memory and for columns of its table alike (see `web/reading`)."""

from __future__ import annotations

from typing import Any


def reads(at_the_agency: Any, who: Any) -> Any:
    """Operators read all; officers and supervisors those who hold or held a role at their agency."""
    return (who.role == "operator") | at_the_agency
