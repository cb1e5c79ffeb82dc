"""As what somebody works: the token of a sign-in is exchanged for one of ours (RFC 8693), in one role at one agency."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from motcua_client.base import Refused
from motcua_console.calls import Calls
from motcua_console.provider import EARLY

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type:access_token"


class Choose(Exception):
    """Somebody may work in several roles; `choices`: each with its `scope`, as the refusal lists them."""

    def __init__(self, choices: list[dict[str, Any]]) -> None:
        super().__init__(len(choices))
        self.choices = choices


async def exchanged(calls: Calls, service: str, signed_in: str, scope: str | None) -> dict[str, Any]:
    """A token of ours, until when it is valid, and its scope. Raises Choose, Refused, Away."""
    asked = {"grant_type": GRANT, "subject_token": signed_in, "subject_token_type": TYPE, "scope": scope or ""}
    try:
        told = (
            await calls.anyone(
                service, "POST", "/v1/token", data={name: value for name, value in asked.items() if value}
            )
        ).body
    except Refused as refused:
        if choices := refused.problem.get("choices"):
            raise Choose(choices) from None
        raise
    return {"token": told["access_token"], "until": time.time() + told["expires_in"], "scope": told["scope"]}


def valid(own: Mapping[str, Any] | None) -> bool:
    """Whether a token of ours can still be used."""
    return own is not None and time.time() < own["until"] - EARLY
