"""Signs in as a program does, and exchanges the sign-in for a token of ours. It loads little.

At the development OpenID provider that is code, PKCE, token; containers have none, there their issuer's key signs.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from time import monotonic
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from motcua.stack.told import command
from motcua.stack.troubles import NotUp

CLIENT, REDIRECT = "motcua-cli", "http://127.0.0.1/signed-in"
TIMEOUT = 10.0  # seconds
GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type:access_token"


#: Makes the access token of a sign-in for a subject.
SignIn = Callable[[str], str]


class NotSignedIn(Exception):
    """The provider or the exchange has refused; it says why."""


class Given(NamedTuple):
    """A token of ours, and when it ends, on the monotonic clock."""

    token: str
    until: float


def sign_in(url: str, subject: str) -> str:
    """The access token of a sign-in. Raises NotSignedIn, NotUp."""
    verifier = secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    own = {"client_id": CLIENT, "redirect_uri": REDIRECT}
    proof = {"response_type": "code", "code_challenge": challenge, "code_challenge_method": "S256"}
    sent, _ = _posted(url, "/authorize", {**own, **proof, "sub": subject})
    told = parse_qs(urlsplit(sent).query)
    if "code" not in told:
        raise NotSignedIn(*told.get("error_description", ["the provider sends nobody back"]))
    grant = {"grant_type": "authorization_code", "code": told["code"][0], "code_verifier": verifier}
    answer = json.loads(_posted(url, "/token", own | grant)[1])
    if "access_token" not in answer:
        raise NotSignedIn(answer.get("error_description", "the provider gives no token"))
    return str(answer["access_token"])


def exchanged(url: str, sign_in: str, scope: str) -> Given:
    """A token of ours for this sign-in, of the service at this address. Raises NotSignedIn, NotUp."""
    asked = {"grant_type": GRANT, "subject_token": sign_in, "subject_token_type": TYPE, "scope": scope}
    answer = json.loads(_posted(url, "/v1/token", asked)[1])
    if "access_token" not in answer:
        if answer.get("status") == HTTPStatus.SERVICE_UNAVAILABLE:
            raise NotUp(f"{url} gives no tokens for the moment.")
        told = answer.get("en", {})
        raise NotSignedIn(". ".join(filter(None, [told.get("title", "No token is given"), told.get("detail")])))
    return Given(str(answer["access_token"]), monotonic() + float(answer["expires_in"]))


def _posted(url: str, path: str, form: Mapping[str, str]) -> tuple[str, bytes]:
    """Where the answer sends the caller, and its body."""
    there = urlsplit(url)
    connection = HTTPConnection(there.hostname or "", there.port, timeout=TIMEOUT)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        return answer.getheader("location") or "", answer.read()
    except (OSError, HTTPException):
        raise NotUp(f"{url}{path} does not answer; start the stack with: {command('up')}") from None
    finally:
        connection.close()
