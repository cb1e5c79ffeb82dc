"""Who signs people in and what each issuer may say (`MOTCUA_ISSUERS`), and who exchanges that for tokens of ours.

Issuers differ in where their keys are, in the names of their claims, and in the roles that they may give. It knows no
tokens; `shared.web.auth` holds each one to this.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.contracts.names import ROLES
from shared.kernel.development import DEVELOPMENT_ISSUER
from shared.kernel.kinds import Kind, Url
from shared.kernel.trust import Bundle

#: Who is called with a token.
CALLED: Final = ("intake", "workflow", "payment", "postal", "sync-gateway")
#: The services that exchange tokens of issuers for ours, and the roles that each may give.
OURS: Final = {"intake": frozenset({"applicant"}), "workflow": frozenset(ROLES) - {"applicant", "service"}}

Claim = str | tuple[str, ...]
Level = Annotated[int, Field(ge=1, le=4)]


def told(what: str, default: Any = ..., **limits: Any) -> Any:
    """A field, as docs/settings.md describes it."""
    return Field(default, description=what, **limits)


class Claims(BaseModel):
    """Where a token says what: the name of a claim, or a list of the names that lead to it, from the outermost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Claim = told("the caller's opaque subject", "sub")
    role: Claim = told(
        "what is `service` in tokens of services; empty: its callers are none, or it has no others", "role"
    )
    assurance: Claim = told("the level of assurance", "acr")
    number: Claim = told("the person's number, as the issuer has proved it", "")
    name: Claim = told("the person's name", "")
    birth_date: Claim = told("the birth date: 1990-09-02, 19900902 or 02/09/1990", "")
    identity: Claim = told(
        "of which paper the number is: `citizen-id`, `identity-certificate`, `passport`, `old-id`; none: by its digits",
        "",
    )
    country: Claim = told("which country has issued a passport, in three letters", "")


class TokenIssuer(BaseModel):
    """One issuer, and what it may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = told("`iss` of its tokens", min_length=1)
    jwks: str = told("its public keys: an https address or an absolute path", min_length=1)
    jwks_ca: Path | None = told("certificates (PEM) that prove `jwks`, not the public ones", None)
    audiences: tuple[str, ...] = told("one of which is in `aud`; none: `MOTCUA_AUDIENCE`", ())
    roles: frozenset[str] = told(f"the roles in which its people may work, of {', '.join(ROLES)}", min_length=1)
    prefix: str = told(
        "before its subjects, so that no two issuers mean two persons by one", "", pattern=r"^([a-z][a-z0-9-]{0,15}:)?$"
    )
    typ: str = told("`typ` of its tokens: `at+jwt` (RFC 9068) or `JWT`", "at+jwt", pattern=r"^(at\+jwt|JWT)$")
    nbf: bool = told("whether tokens have `nbf`; else they must have `iat`", True)
    kid: bool = told("whether keys have a `kid`; else it has one key", True)
    claims: Claims = told("where its tokens say what", Claims())
    levels: dict[str, Level] = told(
        "levels of assurance, 1 to 4, by what the claim says", {"1": 1, "2": 2, "3": 3, "4": 4}
    )

    def wrong(self) -> str:
        """Why no start accepts it; empty if it may."""
        if unknown := sorted(self.roles - ROLES.keys()):
            return f"there is no role {unknown[0]}"
        if not self.claims.role and "service" in self.roles and len(self.roles) > 1:
            return "without a claim for the role services are not told from people"
        return Bundle("").wrong(self.jwks_ca)

    def unfit(self) -> str:
        """Why a production start does not accept it; empty if it does."""
        if DEVELOPMENT_ISSUER in self.issuer.casefold() or self.issuer.casefold().startswith("http://"):
            return "is not for production"
        return why and f"jwks {why}" if (why := Url("", file=True).unfit(self.jwks)) else ""


Issuers = tuple[TokenIssuer, ...]
_READ = TypeAdapter(Issuers)


@dataclass(frozen=True)
class Issuing(Kind):
    """The issuers, as JSON or from a file."""

    refuses: ClassVar[str] = f"`{DEVELOPMENT_ISSUER}`; an issuer or keys at http://; a relative path of keys"
    filed: ClassVar[bool] = True

    def read(self, value: Any) -> Any:
        found = super().read(value)
        try:
            return _READ.validate_python(json.loads(found) if isinstance(found, str) else found)
        except ValidationError as wrong:
            first = wrong.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(each) for each in first["loc"])
            raise ValueError(f"{place}: {first['msg']}") from None
        except ValueError:
            raise ValueError("is no JSON") from None

    def wrong(self, value: Issuers) -> str:
        if len({each.issuer for each in value}) < len(value):
            return "two have the same issuer"
        if {each.issuer for each in value} & {audience_of(service) for service in OURS}:
            return "one has the name of ours"
        if len({each.prefix for each in value}) < len({(each.prefix, each.jwks) for each in value}):
            return "two with keys of their own have the same prefix"
        return _first(value, TokenIssuer.wrong)

    def unfit(self, value: Issuers) -> str:
        return _first(value, TokenIssuer.unfit)


@dataclass(frozen=True)
class TokenKeys(Url):
    """The public keys of our own tokens, by the service that signs them."""

    def wrong(self, value: dict[str, str]) -> str:
        return "" if not value or value.keys() == OURS.keys() else f"names {' and '.join(OURS)}, and no other"


def audience_of(service: str) -> str:
    """A service in the `aud` of tokens, unless its settings say otherwise, and in the `iss` of those that it signs."""
    return f"motcua-{service}"


def _first(value: Issuers, check: Any) -> str:
    """The first complaint, with the place of its issuer."""
    return next((f"{place}: {why}" for place, each in enumerate(value) if (why := check(each))), "")
