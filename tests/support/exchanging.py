"""Sign-ins that are exchanged for tokens of ours: the form as it is sent, and whom the answer is for."""

from __future__ import annotations

from typing import Any

import httpx2
import jwt
from pydantic import SecretStr

from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from shared.web.exchange import GRANT, TYPE
from shared.web.signing import Signer


def form(token: str, **changes: str) -> dict[str, str]:
    """An exchange of this token; what is changed to nothing is left out."""
    told = {"grant_type": GRANT, "subject_token": token, "subject_token_type": TYPE} | changes
    return {name: value for name, value in told.items() if value}


def claims_of(answer: httpx2.Response) -> dict[str, Any]:
    """What a token that was given says; not verified."""
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    return found


async def exchanges(somebody: Person, service: str, token: str, **changes: str) -> httpx2.Response:
    """The answer of a service; the caller's own token is not shown."""
    return await somebody.http.post(f"{somebody.addresses[service]}/v1/token", data=form(token, **changes))


def signer(issuer: Issuer, service: str) -> Signer:
    """What a service signs with whose tokens this issuer makes for tests."""
    key = issuer.key_file(service)
    assert key
    return Signer(service, SecretStr(key.read_text()))
