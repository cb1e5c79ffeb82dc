"""What a file really is, recognised by its first bytes; and its name made harmless.

Names are metadata, never paths. What a client claims of a file counts only if the bytes agree.
"""

from __future__ import annotations

import unicodedata

from shared.kernel.errors import UnsupportedMedia

SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


def media_of(head: bytes, claimed: str) -> str:
    """The media type of these first bytes. Raises UnsupportedMedia for another than claimed."""
    found = next((media for media, signature in SIGNATURES.items() if head.startswith(signature)), None)
    if found is None:
        raise UnsupportedMedia("Send a PDF, PNG or JPEG.", "Chỉ nhận tệp PDF, PNG hoặc JPEG.")
    if claimed.partition(";")[0].strip().lower() not in (found, "application/octet-stream", ""):
        raise UnsupportedMedia(f"This is {found}, not what it claims.", f"Nội dung tệp là {found}, không như đã khai.")
    return found


def tidy(name: str) -> str:
    """NFC, the last part of any path, no control, direction or invisible characters, 1 to 200 characters."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in plain if char == " " or unicodedata.category(char)[0] not in "CZ").strip(". ")
    return kept[:200].strip(". ") or "document"
