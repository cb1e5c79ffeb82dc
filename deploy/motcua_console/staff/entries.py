"""What stands in the head of every page for staff."""

from __future__ import annotations

from motcua_console.pages import Entry


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues."""
    return sentence


DESK = frozenset({"officer", "supervisor", "clerk", "cashier"})
READERS = DESK - {"cashier"} | {"inspector"}
OPERATORS = frozenset({"operator"})
ENTRIES = (
    Entry("/queue", _("Queue"), DESK),
    Entry("/board", _("Board"), READERS),
    Entry("/received", _("Received"), DESK),
    Entry("/counter", _("Counter"), frozenset({"officer"})),
    Entry("/search", _("Find a dossier"), READERS),
    Entry("/requests", _("Personal data"), READERS),
    Entry("/officers", _("Officers"), READERS),
    Entry("/services", _("Services"), OPERATORS),
    Entry("/events", _("Events"), OPERATORS),
    Entry("/parked", _("Parked"), OPERATORS),
    Entry("/calls", _("Calls"), OPERATORS),
    Entry("/documents", _("Documents"), OPERATORS),
    Entry("/settings", _("Settings"), OPERATORS),
    Entry("/repair", _("Repair"), OPERATORS),
    Entry("/verified", _("Integrity"), OPERATORS),
)
