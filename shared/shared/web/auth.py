"""Access tokens (RFC 9068), and the roles a route is open to. What a token says of its caller is read by `callers`.

Signature and times are checked in real time, never by the domain clock. No token is ever logged.
"""

import time
from typing import Any, Final, NamedTuple, Self

import jwt
from fastapi import Request
from fastapi.security import HTTPBearer

from shared.contracts.names import ROLES
from shared.kernel.errors import Forbidden, Unauthenticated, Unavailable
from shared.kernel.settings import Settings
from shared.web.callers import AGENCY_ID, Caller, Role, audience_of, caller, is_agency, wrong
from shared.web.keyring import ALGORITHMS, Keyring
from shared.web.parts import part_of

__all__ = [
    "AGENCY_ID",
    "By",
    "Caller",
    "Gate",
    "Keyring",
    "Role",
    "audience_of",
    "by",
    "caller",
    "is_agency",
    "recognised",
]

LEEWAY: Final = 30  # seconds

_LONGEST: Final = 8192  # characters of a token
_KNOWN: Final = 4096  # verified tokens in the cache

_CLAIMS: Final = ["iss", "aud", "exp", "nbf", "sub"]


class Known(NamedTuple):
    """A verified token: the key that verified it, and when it expires (seconds since 1970)."""

    kid: str
    key: jwt.PyJWK
    until: int
    claims: dict[str, Any]


class Gate:
    """Accepts tokens of `issuer` for `audience` that are signed with a key of the keyring.

    A verified token is cached while its key is in the keyring and it has not expired: an officer sends the same token
    all day, and verifying it costs as much as the request itself.
    """

    def __init__(self, keyring: Keyring, issuer: str, audience: str) -> None:
        self._keyring, self._issuer, self.audience = keyring, issuer, audience
        self._known: dict[str, Known] = {}

    @classmethod
    def of(cls, settings: Settings, service: str) -> Self:
        """As the settings of this service say."""
        keyring = Keyring(settings.jwks, bundle=settings.jwks_ca)
        return cls(keyring, settings.issuer, settings.audience or audience_of(service))

    async def caller(self, token: str) -> Caller:
        """Verify a token. Raises Unauthenticated if it is not valid, Unavailable if no key could be read yet."""
        try:
            return caller(await self._claims(token))
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("The token has expired.", "Phiên đăng nhập đã hết hạn.", wrong="expired") from None
        except jwt.InvalidAudienceError:
            raise Unauthenticated(
                "The token is for another service.", "Mã truy cập này được cấp cho một dịch vụ khác.", wrong="audience"
            ) from None
        except jwt.PyJWTError as exc:
            raise wrong(type(exc).__name__) from None

    async def _claims(self, token: str) -> dict[str, Any]:
        if (known := self._known.get(token)) is not None:
            if await self._keyring.key(known.kid) is known.key and time.time() < known.until:
                return known.claims
            del self._known[token]
        if len(token) > _LONGEST:
            raise wrong("length")
        header = jwt.get_unverified_header(token)
        if str(header.get("typ")).lower().removeprefix("application/") != "at+jwt":  # RFC 9068 section 4
            raise wrong("typ")
        if header.get("alg") not in ALGORITHMS:  # before the key is looked up, so that it causes no refresh
            raise wrong("alg")
        if not isinstance(kid := header.get("kid"), str):
            raise wrong("kid")
        key = await self._keyring.key(kid)
        claims = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],  # the key's own, never what the token names
            audience=self.audience,
            issuer=self._issuer,
            leeway=LEEWAY,
            options={"require": _CLAIMS, "enforce_minimum_key_length": True},
        )
        if len(self._known) >= _KNOWN:
            del self._known[next(iter(self._known))]
        self._known[token] = Known(kid, key, int(claims["exp"]), claims)
        return claims


async def recognised(request: Request) -> bool:
    """Whether a request that needs no token has a valid one; its caller is kept as `By` does. Any other is as none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return False
    try:
        request.state.caller = await part_of(request, Gate).caller(token.strip())
    except (Unauthenticated, Unavailable):
        return False
    return True


class By(HTTPBearer):
    """The dependency that `by` makes. `roles` can be read, so that tests and documents list who may call a route."""

    def __init__(self, roles: frozenset[Role]) -> None:
        super().__init__(auto_error=False, bearerFormat="JWT", scheme_name="HTTPBearer")
        self.roles = roles

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override]  # the caller, not the credentials
        """Find the caller, keep it at `request.state.caller` for the logs, and check the role."""
        found: Caller | None = getattr(request.state, "caller", None)
        if found is None:  # the transactional route asks first, then the endpoint's own dependencies
            bearer = await super().__call__(request)
            if bearer is None:
                raise Unauthenticated("There is no access token.", "Yêu cầu không kèm mã truy cập.")
            found = request.state.caller = await part_of(request, Gate).caller(bearer.credentials)
        if found.role not in self.roles:
            vi, en = ROLES[found.role]
            raise Forbidden(f"This is not open to {en}.", f"Tài khoản {vi} không có quyền thực hiện thao tác này.")
        return found


def by(*roles: Role) -> Any:
    """Who may call a route: `Annotated[Caller, Depends(by(Role.OFFICER, Role.SUPERVISOR))]`.

    Raises `Unauthenticated` without a valid token, `Forbidden` for another role.
    """
    if not roles:
        raise ValueError("a route is open to at least one role")
    return By(frozenset(roles))
