"""Who calls, as the claims of a token have it. Knows nothing of HTTP.

A subject is opaque. It travels as `ce_actor`, so a subject that could hold a citizen's number is refused here. Who the
person is, as far as the issuer has proved it, is beside it and never shown.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from shared.contracts.names import ROLES
from shared.contracts.relation import Who
from shared.kernel.errors import Unauthenticated
from shared.kernel.issuers import Claim, TokenIssuer

# QĐ 20/2020/QĐ-TTg, and the form before it (QCVN 102:2016): H99.15, 000.00.15.H43.
AGENCY_ID: Final = r"(?:[A-Z][0-9]{2}(?:\.[0-9A-Z]{1,6}){0,5}|[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})"
_AGENCY_LONGEST: Final = 35

# Nine digits in a row are an old citizen's number, ten a telephone number, twelve a present citizen's number. A UUID
# (RFC 9562) contains such a row by chance in 3 % of all cases, so it is recognised by its shape.
_SUBJECT: Final = re.compile(r"(?![0-9]*\Z)(?!.*[0-9]{9})[A-Za-z0-9._:-]{1,64}")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


_NUMBER: Final = re.compile(r"[0-9]{9}(?:[0-9]{3})?")
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d")

#: Gives every role, and has the names of claims that our own tokens have.
ANYBODY: Final = TokenIssuer(issuer="anybody", jwks="none", roles=frozenset(ROLES))


class Role(StrEnum):
    """The role a caller acts in; one per token. No role implies another."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"
    CASHIER = "cashier"
    EDITOR = "editor"
    INSPECTOR = "inspector"
    OPERATOR = "operator"
    SERVICE = "service"


#: Roles that act for an agency, which a token of theirs must name.
AGENTS: Final = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.CLERK, Role.CASHIER, Role.INSPECTOR})
#: Who reads what an agency has to do with; whose it is decides about each thing.
READERS: Final = (Role.OFFICER, Role.SUPERVISOR, Role.CLERK, Role.INSPECTOR)


class Proved(NamedTuple):
    """Who has signed in, as the issuer has proved it: a citizen's number, name and birth date."""

    number: str
    name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an opaque subject, one role, and the agency id that its holder acts for (`AGENTS`).

    `level`: of assurance, 0 where the issuer tells none. `proved` is kept out of everything that is shown.
    """

    subject: str
    role: Role
    agency: str | None
    level: int = 0
    proved: Proved | None = field(default=None, repr=False)

    @property
    def who(self) -> Who:
        """The caller as `whose` compares it with rows."""
        return Who(self.subject, str(self.role), self.agency)


def caller(claims: Mapping[str, object], issuer: TokenIssuer = ANYBODY) -> Caller:
    """Read a caller from the claims of a token. Raises Unauthenticated if one is wrong, or not the issuer's to give."""
    told = issuer.claims
    subject, agency = at(claims, told.subject), at(claims, told.agency)
    if not isinstance(subject, str) or not is_opaque(subject):
        raise wrong("subject")
    role = _role(claims, issuer)
    if agency is None and role in AGENTS:
        raise wrong("agency")
    if agency is not None and not is_agency(agency):
        raise wrong("agency")
    level = issuer.levels.get(str(at(claims, told.assurance)), 0)
    return Caller(
        issuer.prefix + subject, role, str(agency) if agency is not None else None, level, _proved(claims, issuer)
    )


def at(claims: Mapping[str, object], path: Claim) -> object:
    """What a claim says; None if it is not there."""
    found: object = claims
    for name in (path,) if isinstance(path, str) else path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def is_opaque(subject: str) -> bool:
    """Whether this may be the subject of a token."""
    return bool(_SUBJECT.fullmatch(subject) or _UUID.fullmatch(subject))


def _role(claims: Mapping[str, object], issuer: TokenIssuer) -> Role:
    """The one role that is told; of a list the only one that is ours. Raises Unauthenticated."""
    told = at(claims, issuer.claims.role) if issuer.claims.role else [*issuer.roles]
    ours = [
        each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str) and each in set(Role)
    ]
    if len(ours) != 1:
        raise wrong("role")
    if ours[0] not in issuer.roles:
        vi, en = ROLES[ours[0]]
        raise Unauthenticated(
            f"The issuer of this token may not sign in {en}.",
            f"Nơi cấp mã truy cập không được cấp quyền {vi}.",
            wrong="role",
        )
    return Role(ours[0])


def _proved(claims: Mapping[str, object], issuer: TokenIssuer) -> Proved | None:
    """Number, name and birth date; None unless the token has all three."""
    told = issuer.claims
    number, name, born = (at(claims, each) for each in (told.number, told.name, told.birth_date))
    if not isinstance(number, str) or not isinstance(name, str) or not isinstance(born, str):
        return None
    day = next((found for form in _DAYS if (found := _day(born, form))), None)
    name = " ".join(unicodedata.normalize("NFC", name).split())
    return Proved(number, name, day) if _NUMBER.fullmatch(number) and name and day else None


def _day(told: str, form: str) -> date | None:
    try:
        return datetime.strptime(told, form).date()  # noqa: DTZ007  # a day, of no zone
    except ValueError:
        return None


def audience_of(service: str) -> str:
    """A service in the `aud` of tokens, unless its settings say otherwise."""
    return f"motcua-{service}"


def is_agency(found: object) -> bool:
    """Whether this has the shape of an agency id."""
    return isinstance(found, str) and len(found) <= _AGENCY_LONGEST and bool(re.fullmatch(AGENCY_ID, found))


def wrong(what: str) -> Unauthenticated:
    """The refusal of a token because of this part of it."""
    return Unauthenticated("The token is not valid.", "Mã truy cập không hợp lệ.", wrong=what)
