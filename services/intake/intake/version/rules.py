"""What a person wrote: in one canonical form, sealed, and the digest that proves it. Pure.

Number 0 is what is written now; it has no salt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from shared.kernel.sealing import Box, place_of

SALT = 32  # bytes
TODAYS_NUMBER = 12  # digits


class Text(NamedTuple):
    """An opened text: the salt of its digest (hex), and itself."""

    salt: str
    text: str

    @property
    def parts(self) -> dict[str, Any]:
        """`applicant`, in today's form, and `answers`."""
        found = json.loads(self.text)
        return {"applicant": applicant_now(found["applicant"]), "answers": found["answers"]}


def applicant_now(written: dict[str, Any]) -> dict[str, Any]:
    """An applicant in today's form: before, one person with a number of twelve or nine digits and a line of address."""
    if "kind" in written:
        return written
    old = {name: written[name] for name in ("name", "phone", "email", "language") if written.get(name) is not None}
    kind = "citizen-id" if len(written["identity"]) == TODAYS_NUMBER else "old-id"
    identity, address = {"kind": kind, "number": written["identity"]}, {"line": written["address"]}
    return {"kind": "person", "language": "vi", **old, "address": address, "identity": identity}


def contact(applicant: dict[str, Any]) -> dict[str, Any]:
    """Who is told: of several persons the one they have named."""
    found: dict[str, Any] = applicant.get("contact") or applicant
    return found


def masked(applicant: dict[str, Any]) -> str:
    """Whose dossier it is, for a list: the last word of a name after the letters that the others begin with.

    An organisation's name is no secret, unless it is a person's business.
    """
    name: str = contact(applicant)["name"]
    if applicant["kind"] == "organisation" and applicant["form"] != "household-business":
        return name
    *before, last = name.split()
    return " ".join([*(f"{word[0]}." for word in before), last if before else f"{last[0]}."])


def sealed(box: Box, subject: UUID, dossier: UUID, number: int, text: Text) -> bytes:
    """A text as it is kept."""
    return box.seal(bytes.fromhex(text.salt) + text.text.encode(), _place(subject, dossier, number))


def opened(box: Box | None, subject: UUID, dossier: UUID, number: int, kept: bytes | None) -> Text | None:
    """A text as it was; None: the key was destroyed, or it was not sealed for this place."""
    plain = box.open(kept, _place(subject, dossier, number)) if box and kept else None
    if plain is None:
        return None
    length = SALT if number else 0
    return Text(plain[:length].hex(), plain[length:].decode())


def _place(subject: UUID, dossier: UUID, number: int) -> bytes:
    return place_of("versions" if number else "applications", subject, dossier, number)


def canonical(applicant: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """One text for one content: keys in order, no blanks, UTF-8 (as RFC 8785, but numbers as Python writes them)."""
    whole = {"applicant": applicant, "answers": answers}
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_of(salt: str, text: str) -> str:
    """SHA-256 (hex) over the salt (given as hex), then the text."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()
