"""Token exchange (RFC 8693): the access token of a sign-in for one of ours, which lives ten minutes.

A route takes `exchanging` as a dependency and answers `granted`; what its people may be, its service decides. Nothing
is remembered: who wants to work in another role exchanges again. Errors are those of RFC 6749 within our problems.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel

from shared.contracts.names import ROLES
from shared.kernel.errors import Unauthenticated, wrong_type
from shared.kernel.issuers import CALLED, audience_of
from shared.kernel.metrics import EXCHANGED
from shared.web import rates
from shared.web.auth import Caller, Gate, Role
from shared.web.callers import SignedIn, scope_of
from shared.web.errors import NotExchanged, SignInRefused
from shared.web.parts import part_of
from shared.web.signing import LIFETIME, Signer

GRANT: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE: Final = "urn:ietf:params:oauth:token-type:access_token"
SIGN_IN: Final = (
    TYPE,
    "urn:ietf:params:oauth:token-type:id_token",
)  # of the latter its issuer's entry names the client
FORM: Final = "application/x-www-form-urlencoded"
MOST: Final = 32  # fields of a form
SEVERAL: Final = ("audience", "resource")  # what may be given more than once

_FIELDS: Final = {
    "grant_type": {"type": "string", "enum": [GRANT]},
    "subject_token": {"type": "string", "description": "The access token of the sign-in, or its ID token."},
    "subject_token_type": {"type": "string", "enum": [*SIGN_IN]},
    "requested_token_type": {"type": "string", "enum": [TYPE]},
    "scope": {"type": "string", "description": "In which role: `officer@H99.01.01`, `operator`, `applicant`."},
    "audience": {"type": "array", "items": {"type": "string", "enum": [*map(audience_of, CALLED)]}},
}
_SCHEMA: Final = {
    "type": "object",
    "required": ["grant_type", "subject_token", "subject_token_type"],
    "properties": _FIELDS,
}
#: What a route of an exchange documents: it needs no token beside the one it is sent, and takes a form.
OPEN: Final[dict[str, Any]] = {
    "security": [],
    "requestBody": {"required": True, "content": {FORM: {"schema": _SCHEMA}}},
}


class Granted(BaseModel):
    """An access token of ours (RFC 8693 section 2.2.1). `scope`: in which role its holder calls."""

    access_token: str
    issued_token_type: Literal["urn:ietf:params:oauth:token-type:access_token"] = TYPE
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # no password
    expires_in: int = LIFETIME
    scope: str


@dataclass(frozen=True)
class Exchange:
    """What is asked for: by whom, in which role (None: the only one), for which services."""

    who: SignedIn
    scope: str | None
    services: tuple[str, ...]
    signer: Signer

    def permit(self, role: Role) -> None:
        """Raises NotExchanged if people of this issuer may not work in this role."""
        if role not in self.who.roles:
            vi, en = ROLES[role]
            raise SignInRefused(
                f"The issuer of this token may not sign in {en}.",
                f"Nơi cấp mã truy cập không được cấp quyền {vi}.",
                "subject_token",
            )

    def granted(self, caller: Caller) -> Granted:
        """A token with which this caller is known everywhere."""
        EXCHANGED.labels("given").inc()
        token = self.signer.sign(caller.claims, self.who.client, self.services)
        return Granted(access_token=token, scope=scope_of(str(caller.role), caller.agency))


async def exchanging(request: Request) -> AsyncIterator[Exchange]:
    """The dependency of an exchange: its form, and who has signed in. What is refused, here or later, is counted.

    Raises NotExchanged, UnsupportedMedia; TooOften for one who exchanges as often as others write.
    """
    try:
        told = await _form(request)
        services = _checked(told)
        who = await _signed_in(request, told["subject_token"])
        rates.prove(request)
        rates.write(request, who.subject)
        yield Exchange(who, told.get("scope"), services, part_of(request, Signer))
    except NotExchanged as refusal:
        EXCHANGED.labels(refusal.more["error"]).inc()
        raise


async def _signed_in(request: Request, token: str) -> SignedIn:
    try:
        return await part_of(request, Gate).signed_in(token)
    except Unauthenticated as refusal:
        en, vi = refusal.detail_en, refusal.detail_vi
        raise SignInRefused(en, vi, "subject_token", wrong=refusal.more.get("wrong")) from None


async def _form(request: Request) -> Mapping[str, str]:
    """Its fields; one that is empty is not there. Raises NotExchanged, UnsupportedMedia."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise wrong_type(f"Send a form ({FORM}).", f"Cần gửi biểu mẫu ({FORM}) và khai đúng Content-Type.")
    try:
        pairs = parse_qsl((await request.body()).decode(), errors="strict", max_num_fields=MOST)
    except ValueError:  # UnicodeDecodeError is one
        raise NotExchanged("The body is no form.", "Nội dung không phải là biểu mẫu.") from None
    told: dict[str, str] = {}
    for name, value in pairs:
        if name in told and name not in SEVERAL:
            en, vi = "A field of the form is given twice.", "Có trường của biểu mẫu xuất hiện hai lần."
            raise NotExchanged(en, vi, name if name in _FIELDS else "")
        told[name] = f"{told[name]} {value}" if name in told else value
    return told


def _checked(told: Mapping[str, str]) -> tuple[str, ...]:
    """The services that the token will be for: all, or those asked for. Raises NotExchanged."""
    if told.get("grant_type") != GRANT:
        en, vi = "Nothing but an exchange of tokens is served here.", "Ở đây chỉ đổi mã truy cập theo RFC 8693."
        raise NotExchanged(en, vi, "grant_type", error="unsupported_grant_type" if "grant_type" in told else "")
    if "subject_token" not in told:
        raise NotExchanged(
            "The token of the sign-in is needed.", "Thiếu mã truy cập của lần đăng nhập.", "subject_token"
        )
    for name, types in (("subject_token_type", SIGN_IN), ("requested_token_type", (TYPE, None))):
        if told.get(name) not in types:
            en, vi = "The token of a sign-in is exchanged for an access token.", "Chỉ đổi mã đăng nhập lấy mã truy cập."
            raise NotExchanged(en, vi, name)
    if "actor_token" in told:
        en, vi = "Nobody exchanges a token for somebody else.", "Không đổi mã truy cập thay cho người khác."
        raise NotExchanged(en, vi, "actor_token")
    known = {audience_of(service): service for service in CALLED}
    wanted = " ".join(told[name] for name in SEVERAL if name in told).split()
    if not known.keys() >= {*wanted}:
        en, vi = "This service is not known here.", "Không có dịch vụ này."
        raise NotExchanged(en, vi, "audience", error="invalid_target")
    return tuple(known[each] for each in dict.fromkeys(wanted)) or CALLED
