"""What stands in the head of every public page."""

from __future__ import annotations

from motcua_console.pages import EVERYBODY, Entry


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues."""
    return sentence


ENTRIES = (
    Entry("/track", _("Where is my dossier?"), EVERYBODY),
    Entry("/procedures", _("Procedures"), EVERYBODY),
    Entry("/mine", _("My dossiers"), EVERYBODY),
    Entry("/requests", _("My data"), EVERYBODY),
)
