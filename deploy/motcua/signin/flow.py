"""The code flow of OAuth 2.1 with PKCE (RFC 6749, 7636, 9700): what is asked, codes, and sessions that are refreshed.

Knows no HTTP and signs nothing. Everything is in memory: who signs in again is as good as before.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from motcua.signin.people import Someone

CODE_LIFETIME = 60.0  # seconds
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_CLIENT = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class NotGranted(Exception):
    """An error of RFC 6749. `to`: where the caller may be sent with it; None: nowhere."""

    def __init__(self, error: str, why: str, to: str | None = None) -> None:
        super().__init__(why)
        self.error, self.to = error, to


class Asked(NamedTuple):
    """An authorization request."""

    client: str
    redirect: str
    state: str
    nonce: str
    challenge: str


class Granted(NamedTuple):
    """What a token request gets: for whom, as it was asked for, and the token that refreshes it."""

    who: Someone
    asked: Asked
    refresh: str


def asked(told: Mapping[str, str]) -> Asked:
    """Read an authorization request. Raises NotGranted; for a foreign redirect without a place to go."""
    client, redirect = told.get("client_id", ""), told.get("redirect_uri", "")
    if not _CLIENT.fullmatch(client):
        raise NotGranted("invalid_request", "client_id is needed")
    if not is_loopback(redirect):
        raise NotGranted("invalid_request", "redirect_uri must be http:// at this machine's own address")
    if told.get("response_type") != "code":
        raise NotGranted("unsupported_response_type", "response_type must be code", redirect)
    challenge = told.get("code_challenge", "")
    if told.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise NotGranted("invalid_request", "PKCE with code_challenge_method S256 is needed", redirect)
    return Asked(client, redirect, told.get("state", ""), told.get("nonce", ""), challenge)


def is_loopback(address: str) -> bool:
    """Whether an address leads to a program of this machine (RFC 8252 section 7.3), whatever its port is."""
    try:
        found = urlsplit(address)
        _ = found.port
    except ValueError:
        return False
    plain = found.scheme == "http" and not found.username and not found.fragment and "\\" not in address
    return plain and found.hostname in _LOOPBACK


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Session:
    """One signing in. `refresh`: the one token that refreshes it now."""

    who: Someone
    asked: Asked
    refresh: str = ""


@dataclass
class Sessions:
    """Codes that wait for their client, and sessions by every token that ever refreshed them."""

    now: Callable[[], float] = time.monotonic
    _codes: dict[str, tuple[Session, float]] = field(default_factory=dict)
    _used: dict[str, Session] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)

    def code(self, who: Someone, asked: Asked) -> str:
        """A code for one token request within a minute."""
        code = secrets.token_urlsafe(32)
        self._codes[code] = Session(who, asked), self.now() + CODE_LIFETIME
        return code

    def redeemed(self, told: Mapping[str, str]) -> Granted:
        """The session of a code. One that comes twice ends it (RFC 6749 section 4.1.2). Raises NotGranted."""
        code = told.get("code", "")
        if twice := self._used.get(code):
            self._end(twice)
        session, until = self._codes.pop(code, (None, 0.0))
        if session is None or self.now() > until:
            raise NotGranted("invalid_grant", "the code is not known, was used, or is too old")
        self._used[code] = session
        asked, verifier = session.asked, told.get("code_verifier", "")
        if (told.get("client_id"), told.get("redirect_uri")) != (asked.client, asked.redirect):
            raise NotGranted("invalid_grant", "the code is for another client or redirect_uri")
        if not _VERIFIER.fullmatch(verifier) or challenge_of(verifier) != asked.challenge:
            raise NotGranted("invalid_grant", "the code_verifier is wrong")
        return self._renewed(session)

    def refreshed(self, told: Mapping[str, str]) -> Granted:
        """The session of a refresh token, which another one replaces. An old one ends it. Raises NotGranted."""
        given = told.get("refresh_token", "")
        session = self._sessions.get(given)
        if session is None or session.asked.client != told.get("client_id"):
            raise NotGranted("invalid_grant", "the refresh_token is not known")
        if session.refresh != given:
            self._end(session)
            raise NotGranted("invalid_grant", "the refresh_token was used before, or the session has ended")
        return self._renewed(session)

    def sign_out(self, subject: str, client: str) -> None:
        """Ends every session of a subject with a client."""
        for session in {id(each): each for each in self._sessions.values()}.values():
            if (session.who.subject, session.asked.client) == (subject, client):
                self._end(session)

    def _renewed(self, session: Session) -> Granted:
        session.refresh = secrets.token_urlsafe(32)
        self._sessions[session.refresh] = session
        return Granted(session.who, session.asked, session.refresh)

    @staticmethod
    def _end(session: Session) -> None:
        session.refresh = ""
