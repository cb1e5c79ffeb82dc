"""What proves returned mail. Pure.

The machine that receives it signs when, and what came: HMAC-SHA256 over the time, a dot and the message's base64.
"""

from __future__ import annotations

import hmac


def proves(key: bytes, sent_at: str, message: str, signature: str) -> bool:
    """Without a key nothing is proved."""
    signed = hmac.new(key, f"{sent_at}.{message}".encode(), "sha256").hexdigest()
    return bool(key) and hmac.compare_digest(signed.encode(), signature.encode())
