"""What a file really is, recognised by its first bytes; and its name made harmless.

Names are metadata, never paths. What a client claims of a file counts only if the bytes agree.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from shared.contracts.names import MEDIA
from shared.contracts.spelled import alternatives
from shared.kernel.errors import UnsupportedMedia, wrong_type

PDF = "application/pdf"
SIGNATURES = {
    PDF: b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
SUFFIXES = {PDF: (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}
BEFORE = 1024  # bytes that may stand before a PDF's header (ISO 32000-1, annex H.3, note 13)
HEAD = BEFORE + len(SIGNATURES[PDF]) - 1  # bytes that are enough to tell what a file is
LONGEST, LONGEST_EXTENSION = 200, 16  # characters of a name, and of what follows its last dot


def media_of(head: bytes, claimed: str) -> str:
    """The media type of a file that begins with `head`. Raises UnsupportedMedia for another than claimed."""
    found = next((media for media, signature in SIGNATURES.items() if head.startswith(signature)), None)
    if found is None and SIGNATURES[PDF] in head[:HEAD]:
        found = PDF
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
    """NFC, the last part of any path, no control, direction or invisible characters, 1 to 200 characters.

    What is too long loses the end of its stem, not its extension.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in plain if char == " " or unicodedata.category(char)[0] not in "CZ").strip(". ")
    return kept if 1 <= len(kept) <= LONGEST else _shortened(kept) or "document"


def _shortened(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    ending = dot + extension if stem and len(extension) <= LONGEST_EXTENSION else ""
    return name[: LONGEST - len(ending)].rstrip(". ") + ending


def disposition(name: str, media: str) -> str:
    """The Content-Disposition of a download (RFC 6266): its name, with an extension of its media type."""
    suffixes = SUFFIXES[media]
    named = name if name.lower().endswith(suffixes) else name + suffixes[0]
    plain = "".join(char if char.isascii() and char not in '"%\\' else "_" for char in _unmarked(named))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(named, safe='')}"


def _unmarked(text: str) -> str:
    """Without the marks of its letters, which some clients cannot show."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in apart if not unicodedata.combining(char))
