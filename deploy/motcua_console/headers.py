"""Headers of every answer: nothing from elsewhere, no script in a page, no frame around it, and no cache keeps it."""

from __future__ import annotations

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)


def headers(sign_in: str, *, https: bool) -> dict[str, str]:
    """What every answer has. `sign_in`: the provider's origin, to which a form may lead (signing out goes there)."""
    policy = POLICY.replace("form-action 'self'", f"form-action 'self' {sign_in}")
    always = {
        "cache-control": "no-store",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-permitted-cross-domain-policies": "none",
        "referrer-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return always | ({"strict-transport-security": "max-age=31536000; includeSubDomains"} if https else {})
