"""Access tokens (RFC 9068), and the roles a route is open to. What a token says of its caller is read by `callers`.

Routes take tokens of ours and services'; people's of an issuer are exchanged first (`exchange`). Each issuer has keys,
audiences, names of claims and roles of its own; a token is held to those of the one it names.

Signature and times are checked in real time, never by the domain clock. No token is ever logged.
"""

import time
from collections.abc import Iterable
from typing import Any, Final, NamedTuple, Self

import jwt
from fastapi import Request
from fastapi.security import HTTPBearer

from shared.contracts.names import ROLES
from shared.kernel.errors import Forbidden, Unauthenticated, Unavailable
from shared.kernel.issuers import OURS, TokenIssuer
from shared.kernel.settings import Settings
from shared.web.callers import (
    AGENCY_ID,
    READERS,
    Caller,
    Role,
    SignedIn,
    audience_of,
    caller,
    is_agency,
    service,
    signed_in,
    wrong,
)
from shared.web.keyring import ALGORITHMS, Keyring
from shared.web.parts import part_of

__all__ = [
    "AGENCY_ID",
    "READERS",
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

_CLAIMS: Final = ["iss", "aud", "exp"]


class Trusted(NamedTuple):
    """An issuer, its keys, whom its tokens must be for, and whether it is a service of ours."""

    issuer: TokenIssuer
    keyring: Keyring
    audiences: tuple[str, ...]
    ours: bool

    def check(self, header: dict[str, Any]) -> str:
        """The kid of a token's header, before a key is looked up. Raises Unauthenticated."""
        if str(header.get("typ")).lower().removeprefix("application/") != self.issuer.typ.lower():  # RFC 9068 section 4
            raise wrong("typ")
        if header.get("alg") not in ALGORITHMS:  # before the key is looked up, so that it causes no refresh
            raise wrong("alg")
        kid = header.get("kid", None if self.issuer.kid else "")
        if not isinstance(kid, str) or (self.issuer.kid and not kid):
            raise wrong("kid")
        return kid

    def claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """The claims of a token. Raises PyJWTError."""
        found: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],  # the key's own, never what the token names
            audience=self.audiences,
            issuer=self.issuer.issuer,
            leeway=LEEWAY,
            options={
                "require": [*_CLAIMS, "nbf" if self.issuer.nbf else "iat"],
                "enforce_minimum_key_length": True,
            },
        )
        return found


class Known(NamedTuple):
    """A verified token: the issuer and key that verified it, and when it expires (seconds since 1970)."""

    trusted: Trusted
    kid: str
    key: jwt.PyJWK
    until: int
    claims: dict[str, Any]


Issued = Iterable[tuple[TokenIssuer, Keyring]]


class Gate:
    """Accepts tokens for `audience`, each signed with a key of its issuer; `ours`: the services that exchange them.

    A verified token is cached while its key is in the keyring and it has not expired: an officer sends the same token
    for ten minutes, and verifying it costs as much as the request itself.
    """

    def __init__(self, audience: str, issuers: Issued, ours: Issued = ()) -> None:
        self.audience = audience
        every = [(each, False) for each in issuers] + [(each, True) for each in ours]
        self._trusted = {
            each.issuer: Trusted(each, keyring, each.audiences or (audience,), own) for (each, keyring), own in every
        }
        self._known: dict[str, Known] = {}

    @classmethod
    def of(cls, settings: Settings, service: str) -> Self:
        """As the settings of this service say."""
        known, audience = settings.token_keys, settings.audience or audience_of(service)
        own = (audience_of(service), audience)
        ours = [
            TokenIssuer(issuer=audience_of(name), jwks=known[name], audiences=own, roles=roles)
            for name, roles in OURS.items()
            if name in known
        ]
        rings = [[(each, _keyring(each)) for each in every] for every in (settings.issuers, ours)]
        return cls(audience, *rings)

    async def caller(self, token: str) -> Caller:
        """Verify a token of ours, or a service's.

        Raises Unauthenticated if it is not valid, Unavailable if no key could be read yet.
        """
        trusted, claims = await self._verified(token)
        if trusted.ours:
            return caller(claims, trusted.issuer.roles)
        found = service(claims, trusted.issuer)
        self._own(found.subject, trusted.issuer)
        return found

    async def signed_in(self, token: str) -> SignedIn:
        """Verify a token of an issuer that signs people in. Raises as `caller`."""
        trusted, claims = await self._verified(token)
        if trusted.ours:
            en, vi = "This token was exchanged already.", "Mã truy cập này đã được đổi rồi."
            raise Unauthenticated(en, vi, wrong="issuer")
        found = signed_in(claims, trusted.issuer)
        self._own(found.subject, trusted.issuer)
        return found

    def _own(self, subject: str, issuer: TokenIssuer) -> None:
        """Raises Unauthenticated for a subject that would be another issuer's."""
        others = {each.issuer.prefix for each in self._trusted.values()} - {"", issuer.prefix}
        if subject.startswith(tuple(others)):
            raise wrong("subject")

    async def _verified(self, token: str) -> tuple[Trusted, dict[str, Any]]:
        try:
            return await self._claims(token)
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("The token has expired.", "Phiên đăng nhập đã hết hạn.", wrong="expired") from None
        except jwt.InvalidAudienceError:
            en, vi = "The token is for another service.", "Mã truy cập này được cấp cho một dịch vụ khác."
            raise Unauthenticated(en, vi, wrong="audience") from None
        except jwt.PyJWTError as exc:
            raise wrong(type(exc).__name__) from None

    async def _claims(self, token: str) -> tuple[Trusted, dict[str, Any]]:
        if (known := self._known.get(token)) is not None:
            if await known.trusted.keyring.key(known.kid) is known.key and time.time() < known.until:
                return known.trusted, known.claims
            del self._known[token]
        if len(token) > _LONGEST:
            raise wrong("length")
        read = _unverified(token)
        trusted = self._trusted.get(str(read["payload"].get("iss")))
        if trusted is None:
            en, vi = "The issuer of this token is not known.", "Không nhận ra nơi cấp mã truy cập."
            raise Unauthenticated(en, vi, wrong="issuer")
        kid = trusted.check(read["header"])
        key = await trusted.keyring.key(kid)
        claims = trusted.claims(token, key)
        if len(self._known) >= _KNOWN:
            del self._known[next(iter(self._known))]
        self._known[token] = Known(trusted, kid, key, int(claims["exp"]), claims)
        return trusted, claims


def _keyring(issuer: TokenIssuer) -> Keyring:
    return Keyring(issuer.jwks, bundle=issuer.jwks_ca, kid=issuer.kid)


def _unverified(token: str) -> dict[str, Any]:
    """Header and claims, to find the issuer that can prove them. Raises PyJWTError, Unauthenticated."""
    try:
        found: dict[str, Any] = jwt.decode_complete(token, options={"verify_signature": False})
    except RecursionError:
        raise wrong("depth") from None
    return found


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
