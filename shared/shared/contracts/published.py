"""The shape of every event that publishes reference data: which document, which version, the whole content.

Reference data holds no persons, so the content itself travels and subscribers keep a copy.
"""

from __future__ import annotations

from typing import Any

from shared.contracts.message import Event


class Published(Event, frozen=True, kw_only=True):
    """A new version of a reference document; `content` is as `contracts.reference` describes it."""

    code: str
    version: int
    content: dict[str, Any]
