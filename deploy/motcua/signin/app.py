"""The provider as a process: `python -m motcua.signin.app`. It listens at this machine's own address and nowhere else.

SIGNIN_PORT is its port, SIGNIN_ISSUER the folder of the development issuer's key, with which it signs. In a container
SIGNIN_HOST is another address, and SIGNIN_URL the one that is published on this machine.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from motcua.signin import page
from motcua.signin.flow import Granted, NotGranted, Sessions, asked, is_loopback
from motcua.signin.people import SAMPLE, Someone, known
from motcua.stack.issuer import Issuer
from motcua.stack.ports import HOST
from shared.web.callers import is_opaque

LIFETIME = timedelta(hours=1)
LONGEST = 64 * 1024  # bytes of a body
LOCAL = r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?"


class Provider:
    """The endpoints of one provider at `url`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.issuer, self.sessions = url, Issuer(folder, url), Sessions()
        self.issuer.ensure()

    async def discovery(self, _request: Request) -> Response:
        """OpenID Connect Discovery 1.0."""
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "end_session": "logout"}
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks.json",
                **{f"{name}_endpoint": f"{self.url}/{path}" for name, path in ends.items()},
                "scopes_supported": ["openid", "profile", "offline_access"],
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
                "id_token_signing_alg_values_supported": ["EdDSA"],
                "subject_types_supported": ["public"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def jwks(self, _request: Request) -> Response:
        """The public keys."""
        return Response(self.issuer.jwks.read_bytes(), media_type="application/json")

    async def ask(self, request: Request) -> Response:
        """The page on which a person is chosen."""
        told = dict(request.query_params)
        asked(told)
        return HTMLResponse(page.chooser(told, SAMPLE), headers=page.HEADERS)

    async def choose(self, request: Request) -> Response:
        """Sends the caller back with a code for the one who was chosen."""
        told = await _form(request)
        wanted = asked(told)
        code = self.sessions.code(_chosen(told, wanted.redirect), wanted)
        return _back(wanted.redirect, {"code": code, "state": wanted.state, "iss": self.url})

    async def token(self, request: Request) -> Response:
        """Tokens for a code or a refresh token."""
        told = await _form(request)
        match told.get("grant_type"):
            case "authorization_code":
                granted = self.sessions.redeemed(told)
            case "refresh_token":
                granted = self.sessions.refreshed(told)
            case _:
                raise NotGranted("unsupported_grant_type", "grant_type is authorization_code or refresh_token")
        return JSONResponse(self._tokens(granted), headers={"Cache-Control": "no-store"})

    def _tokens(self, granted: Granted) -> dict[str, Any]:
        who, wanted = granted.who, granted.asked
        own = {"client_id": wanted.client, "scope": "openid profile"}
        access = self.issuer.sign_in(who.subject, LIFETIME, **who.claims, **own)
        about = {"sub": who.subject, "aud": wanted.client, "name": who.name or who.subject, "acr": str(who.level)}
        proof = self.issuer.sign(about | ({"nonce": wanted.nonce} if wanted.nonce else {}), LIFETIME, "JWT")
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "refresh_token": granted.refresh,
            "id_token": proof,
            "scope": own["scope"],
        }

    async def userinfo(self, request: Request) -> Response:
        """Who an access token of ours is for."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer" or jwt.get_unverified_header(token).get("typ") != "at+jwt":
                raise jwt.InvalidTokenError
            claims = self._read(token)
        except jwt.PyJWTError:
            return JSONResponse({"error": "invalid_token"}, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        told = ("sub", "name", "birthdate", "number", "acr")
        return JSONResponse({name: claims[name] for name in told if name in claims})

    async def logout(self, request: Request) -> Response:
        """Ends the sessions of an ID token's subject with its client (OpenID Connect RP-Initiated Logout 1.0)."""
        told = dict(request.query_params)
        try:
            claims = self._read(told.get("id_token_hint", ""), {"verify_exp": False})
        except jwt.PyJWTError:
            raise NotGranted("invalid_request", "id_token_hint is no ID token of this provider") from None
        self.sessions.sign_out(claims["sub"], str(claims["aud"]))
        if not (to := told.get("post_logout_redirect_uri")):
            return HTMLResponse(page.message("Đã đăng xuất · Signed out", claims["sub"]), headers=page.HEADERS)
        if not is_loopback(to):
            raise NotGranted(
                "invalid_request", "post_logout_redirect_uri must be http:// at this machine's own address"
            )
        return _back(to, {"state": told.get("state", "")})

    def _read(self, token: str, options: dict[str, bool] | None = None) -> dict[str, Any]:
        """The claims of a token of ours. Raises PyJWTError."""
        key = jwt.PyJWKSet.from_json(self.issuer.jwks.read_text())[jwt.get_unverified_header(token).get("kid", "")]
        known: Any = {"verify_aud": False, **(options or {})}
        found: dict[str, Any] = jwt.decode(token, key, ["EdDSA"], issuer=self.url, options=known)
        return found


async def _form(request: Request) -> dict[str, str]:
    if int(request.headers.get("content-length") or LONGEST + 1) > LONGEST:
        raise NotGranted("invalid_request", "the body is too long, or its length is not told")
    try:
        return dict(parse_qsl((await request.body()).decode("ascii"), keep_blank_values=True))
    except UnicodeDecodeError:
        raise NotGranted("invalid_request", "the body is no form") from None


def _chosen(told: dict[str, str], redirect: str) -> Someone:
    """Who has this subject. Raises NotGranted."""
    subject = told.get("sub", "")
    if not is_opaque(subject):
        raise NotGranted("access_denied", "the subject is wrong", redirect)
    return known(subject)


def _back(redirect: str, told: dict[str, str]) -> Response:
    query = urlencode({name: value for name, value in told.items() if value})
    return RedirectResponse(f"{redirect}{'&' if '?' in redirect else '?'}{query}", 303, {"Cache-Control": "no-store"})


async def refused(request: Request, error: Exception) -> Response:
    """An error of RFC 6749, at the redirect where there is one that may be trusted."""
    assert isinstance(error, NotGranted)
    told = {"error": error.error, "error_description": str(error)}
    if error.to and request.url.path == "/authorize":
        return _back(error.to, told)
    return JSONResponse(told, 400, {"Cache-Control": "no-store"})


async def healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def build(url: str, folder: Path) -> Starlette:
    """The application of a provider at this URL."""
    at = Provider(url, folder)
    paths: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
        ("GET", "/.well-known/openid-configuration", at.discovery),
        ("GET", "/jwks.json", at.jwks),
        ("GET", "/authorize", at.ask),
        ("POST", "/authorize", at.choose),
        ("POST", "/token", at.token),
        ("GET", "/userinfo", at.userinfo),
        ("GET", "/logout", at.logout),
        ("GET", "/healthz", healthz),
        ("GET", "/readyz", healthz),
    ]
    guards = [
        Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),  # no foreign name leads here
        Middleware(CORSMiddleware, allow_origin_regex=LOCAL, allow_headers=["authorization"]),
    ]
    routes = [Route(path, to, methods=[method]) for method, path, to in paths]
    return Starlette(routes=routes, middleware=guards, exception_handlers={NotGranted: refused})


def main() -> None:
    """Runs until SIGTERM."""
    port, host = int(os.environ["SIGNIN_PORT"]), os.environ.get("SIGNIN_HOST", HOST)
    app = build(os.environ.get("SIGNIN_URL", f"http://{HOST}:{port}"), Path(os.environ["SIGNIN_ISSUER"]))
    uvicorn.run(app, host=host, port=port, log_level="error", access_log=False, timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()
