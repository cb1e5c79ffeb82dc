"""What the fields of commands and their values are called where a form asks for them."""

from __future__ import annotations

from collections.abc import Mapping


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues."""
    return sentence


CHANNELS: Mapping[str, str] = {"counter": _("at the counter"), "online": _("online"), "post": _("by post")}
FIELDS: Mapping[str, str] = {
    "outcome": _("Opinion"),
    "reason": _("Reason"),
    "components": _("Papers that are missing"),
    "due_at": _("New date"),
    "why": _("Reason"),
    "ground": _("Legal ground"),
    "approved": _("approved"),
    "refused": _("not approved"),
}
