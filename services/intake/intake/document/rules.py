"""What a file really is, recognised by its first bytes; and its name made harmless.

Names are metadata, never paths. What a client claims of a file counts only if the bytes agree.
"""

from __future__ import annotations

import unicodedata

from shared.contracts.names import MEDIA
from shared.contracts.spelled import alternatives
from shared.kernel.errors import UnsupportedMedia, wrong_type

SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


def media_of(head: bytes, claimed: str) -> str:
    """The media type of these first bytes. Raises UnsupportedMedia for another than claimed."""
    found = next((media for media, signature in SIGNATURES.items() if head.startswith(signature)), None)
    if found is None:
        vi, en = alternatives(MEDIA.values())
        raise UnsupportedMedia(f"Send a {en}.", f"Chỉ nhận tệp {vi}.")
    if claimed.partition(";")[0].strip().lower() not in (found, "application/octet-stream", ""):
        vi, en = MEDIA[found]
        raise wrong_type(
            f"The file is a {en}, not what it claims.", f"Nội dung tệp là {vi}, không khớp với loại tệp đã khai."
        )
    return found


def tidy(name: str) -> str:
    """NFC, the last part of any path, no control, direction or invisible characters, 1 to 200 characters."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in plain if char == " " or unicodedata.category(char)[0] not in "CZ").strip(". ")
    return kept[:200].strip(". ") or "document"
