"""Signs in at the development OpenID provider as a program does: code, PKCE, token. It loads little."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from urllib.parse import parse_qs, urlencode, urlsplit

from motcua.stack.troubles import NotUp

CLIENT, REDIRECT = "motcua-cli", "http://127.0.0.1/signed-in"
TIMEOUT = 10.0  # seconds


class NotSignedIn(Exception):
    """The provider has refused; it says why."""


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
        raise NotUp(f"The sign-in page {url} does not answer; start the stack with: motcua up") from None
    finally:
        connection.close()
