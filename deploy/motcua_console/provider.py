"""The OpenID provider where people sign in: code and PKCE (OAuth 2.1, RFC 7636), and the tokens of a session."""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import jwt

from motcua_console.calls import Away

EARLY = 30.0  # seconds before its end a token is renewed
ALGORITHMS = ["EdDSA", "ES256", "RS256", "PS256"]


class NotSignedIn(Exception):
    """The provider has refused, or what it says is not proved."""


@dataclass(frozen=True)
class Provider:
    """One provider; `redirect` is where it sends people back to, `at` where it is reached from here, if elsewhere."""

    http: httpx2.AsyncClient
    issuer: str
    client: str
    secret: str | None
    redirect: str
    at: str = ""

    async def begin(self) -> tuple[str, dict[str, str]]:
        """Where a browser is sent, and what has to be known when it comes back."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        challenge = urlsafe_b64encode(sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.redirect,
            "scope": "openid profile",
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        found = await self._discovered()
        return f"{found['authorization_endpoint']}?{urlencode(asked)}", kept

    async def finish(self, code: str, kept: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The tokens for a code, and the claims of who has signed in. Raises NotSignedIn, Away."""
        tokens = await self._tokens(
            grant_type="authorization_code", code=code, redirect_uri=self.redirect, code_verifier=kept["verifier"]
        )
        claims = await self._proved(str(tokens.get("id_token", "")))
        if not secrets.compare_digest(str(claims.get("nonce", "")), kept["nonce"]):
            raise NotSignedIn("the ID token answers another request")
        return _kept(tokens), claims

    async def renewed(self, tokens: dict[str, Any]) -> dict[str, Any]:
        """The same tokens while they are valid, else new ones. Raises NotSignedIn, Away."""
        if time.time() < tokens["until"] - EARLY:
            return tokens
        if not tokens.get("refresh"):
            raise NotSignedIn("the access token has ended")
        return tokens | _kept(await self._tokens(grant_type="refresh_token", refresh_token=tokens["refresh"]))

    async def goodbye(self, tokens: dict[str, Any], back: str) -> str | None:
        """Where a browser is sent to sign out there too."""
        end = (await self._discovered()).get("end_session_endpoint")
        if not end or not tokens.get("proof"):
            return None
        told = {"id_token_hint": tokens["proof"], "post_logout_redirect_uri": back, "client_id": self.client}
        return f"{end}?{urlencode(told)}"

    async def _tokens(self, **grant: str) -> dict[str, Any]:
        own = {"client_id": self.client} | ({"client_secret": self.secret} if self.secret else {})
        try:
            answer = await self._asked("POST", (await self._discovered())["token_endpoint"], own | grant)
        except httpx2.TransportError:
            raise Away("signin") from None
        body = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
        if not answer.is_success or "access_token" not in body:
            raise NotSignedIn(str(body.get("error_description") or body.get("error") or answer.status_code))
        found: dict[str, Any] = body
        return found

    async def _proved(self, token: str) -> dict[str, Any]:
        keys = await self._read((await self._discovered())["jwks_uri"])
        try:
            key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token).get("kid", "")]
            needed: Any = {"require": ["sub", "exp", "iat"]}
            return jwt.decode(
                token, key, ALGORITHMS, issuer=self.issuer, audience=self.client, options=needed, leeway=30
            )
        except (jwt.PyJWTError, KeyError) as wrong:
            raise NotSignedIn("the ID token is not proved") from wrong

    async def _discovered(self) -> dict[str, Any]:
        found = await self._read(f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise NotSignedIn("the provider has another name")
        return found

    async def _asked(self, method: str, address: str, form: dict[str, str] | None = None) -> httpx2.Response:
        """The answer at an address that the provider names; it is told the name under which it is asked."""
        if not self.at or not address.startswith(self.issuer):
            return await self.http.request(method, address, data=form)
        inside, named = self.at + address.removeprefix(self.issuer), {"Host": urlsplit(self.issuer).netloc}
        return await self.http.request(method, inside, data=form, headers=named)

    async def _read(self, address: str) -> dict[str, Any]:
        try:
            answer = await self._asked("GET", address)
            answer.raise_for_status()
        except httpx2.HTTPError:
            raise Away("signin") from None
        found: dict[str, Any] = answer.json()
        return found


def _kept(tokens: dict[str, Any]) -> dict[str, Any]:
    found = {"access": tokens["access_token"], "until": time.time() + float(tokens.get("expires_in", 300))}
    more = {"refresh": tokens.get("refresh_token"), "proof": tokens.get("id_token")}
    return found | {name: value for name, value in more.items() if value}
