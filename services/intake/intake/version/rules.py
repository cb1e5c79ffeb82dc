"""The text of a version, and its digest: what a person wrote in one canonical form, and how it is proved. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(applicant: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """One text for one content: keys in order, no blanks, UTF-8 (as RFC 8785, but numbers as Python writes them)."""
    whole = {"applicant": applicant, "answers": answers}
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_of(salt: str, text: str) -> str:
    """SHA-256 (hex) over the salt (given as hex), then the text."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()
