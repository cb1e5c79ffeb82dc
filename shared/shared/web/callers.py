"""Who calls, as a token of ours has it, and who has signed in, as an issuer's has it. Knows nothing of HTTP.

A subject is opaque. It travels as `ce_actor`, so a subject that could hold a citizen's number is refused here. Who the
person is, as far as the issuer has proved it, is known to the exchange alone and never shown.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from shared.contracts.names import ROLES
from shared.contracts.relation import Parties, Who, account_id
from shared.kernel.errors import Unauthenticated
from shared.kernel.issuers import TokenIssuer, audience_of
from shared.web.papers import Proved, at, proved

__all__ = [
    "AGENCY_ID",
    "AGENTS",
    "READERS",
    "Caller",
    "Former",
    "Proved",
    "Role",
    "SignedIn",
    "audience_of",
    "caller",
    "is_agency",
    "is_opaque",
    "scope_of",
    "service",
    "signed_in",
    "wrong",
]

# QĐ 20/2020/QĐ-TTg, and the form before it (QCVN 102:2016): H99.15, 000.00.15.H43.
AGENCY_ID: Final = r"(?:[A-Z][0-9]{2}(?:\.[0-9A-Z]{1,6}){0,5}|[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})"
_AGENCY_LONGEST: Final = 35

# Nine digits in a row are an old citizen's number, ten a telephone number, twelve a present citizen's number. A UUID
# (RFC 9562) contains such a row by chance in 3 % of all cases, so it is recognised by its shape.
_PREFIX: Final = r"(?:[a-z][a-z0-9-]{0,15}:)?"
_SUBJECT: Final = re.compile(rf"(?![0-9]*\Z)(?!.*[0-9]{{9}}){_PREFIX}[A-Za-z0-9._:-]{{1,64}}")
_UUID: Final = re.compile(
    rf"{_PREFIX}[0-9a-fA-F]{{8}}-[0-9a-fA-F]{{4}}-[1-8][0-9a-fA-F]{{3}}-[89abAB][0-9a-fA-F]{{3}}-[0-9a-fA-F]{{12}}"
)


_ENDS: Final = ("revoked", "expired")
_LEVELS: Final = ("1", "2", "3", "4")


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


class Former(NamedTuple):
    """An id under which an applicant acts no more: of a mandate, or of an organisation. `at`: its end, in seconds."""

    id: str
    state: str
    at: int


class SignedIn(NamedTuple):
    """A person whom an issuer has signed in, and the roles in which its people may work; `client` asked for it."""

    subject: str
    level: int
    roles: frozenset[str]
    client: str
    proved: Proved | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an opaque subject, one role, and the agency id that its holder acts for (`AGENTS`).

    `level`: of assurance, 0 where the issuer tells none. `applicant`: the opaque id of who has proved to be one.
    `acts_for`: other ids under which an applicant acts: of mandates, and of organisations; `acted_for`: not any more.
    """

    subject: str
    role: Role
    agency: str | None
    level: int = 0
    applicant: UUID | None = None
    acts_for: tuple[str, ...] = ()
    acted_for: tuple[Former, ...] = ()

    @property
    def parties(self) -> Parties:
        """The opaque ids under which an applicant acts: of the account, of who has proved to be it, and of others."""
        if self.role is not Role.APPLICANT:
            return Parties()
        own = (str(self.applicant),) if self.applicant else ()
        return Parties((account_id(self.subject), *own, *self.acts_for))

    @property
    def who(self) -> Who:
        """The caller as `whose` compares it with rows."""
        return Who(self.subject, str(self.role), self.agency, self.parties)

    @property
    def claims(self) -> dict[str, Any]:
        """What a token of ours says of this caller."""
        applicant = str(self.applicant) if self.applicant else None
        level, others = str(self.level) if self.level else None, list(self.acts_for)
        former = [list(each) for each in self.acted_for]
        told = {"agency": self.agency, "applicant": applicant, "acr": level, "acts_for": others, "acted_for": former}
        return {"sub": self.subject, "role": str(self.role)} | {name: each for name, each in told.items() if each}


def caller(claims: Mapping[str, object], roles: Collection[str] = ROLES) -> Caller:
    """Read a caller from the claims of a token of ours; `roles`: those its signer may give. Raises Unauthenticated."""
    subject, role, agency, applicant = (claims.get(name) for name in ("sub", "role", "agency", "applicant"))
    if not isinstance(subject, str) or not is_opaque(subject):
        raise wrong("subject")
    if not isinstance(role, str) or role not in roles:
        raise wrong("role")
    if agency is None and role in AGENTS:
        raise wrong("agency")
    if agency is not None and not is_agency(agency):
        raise wrong("agency")
    level = claims.get("acr")
    known = str(agency) if agency is not None else None, int(str(level)) if level in _LEVELS else 0
    others = claims.get("acts_for", [])
    if not isinstance(others, list) or not all(isinstance(each, str) and _UUID.fullmatch(each) for each in others):
        raise wrong("acts_for")
    named = UUID(str(applicant)) if applicant else None
    return Caller(subject, Role(role), *known, named, tuple(others), _acted_for(claims.get("acted_for", [])))


def _acted_for(told: object) -> tuple[Former, ...]:
    """Raises Unauthenticated."""
    match told:
        case list() if all(_is_former(each) for each in told):
            return tuple(Former(*each) for each in told)
        case _:
            raise wrong("acted_for")


def _is_former(told: object) -> bool:
    match told:
        case [str(id_), str(state), int()]:
            return bool(_UUID.fullmatch(id_)) and state in _ENDS
        case _:
            return False


def service(claims: Mapping[str, object], issuer: TokenIssuer) -> Caller:
    """Read a service from the claims of an issuer's token; people's are exchanged first. Raises Unauthenticated."""
    if _told_roles(claims, issuer) != [Role.SERVICE]:
        raise Unauthenticated(
            "The access token of a sign-in is exchanged first: POST /v1/token.",
            "Mã truy cập của lần đăng nhập phải được đổi trước: POST /v1/token.",
            wrong="not_exchanged",
        )
    if Role.SERVICE not in issuer.roles:
        vi, en = ROLES[Role.SERVICE]
        raise Unauthenticated(
            f"The issuer of this token may not sign in {en}.",
            f"Nơi cấp mã truy cập không được cấp quyền {vi}.",
            wrong="role",
        )
    return Caller(_subject(claims, issuer), Role.SERVICE, None)


def signed_in(claims: Mapping[str, object], issuer: TokenIssuer) -> SignedIn:
    """Read a person from the claims of an issuer's token. Raises Unauthenticated."""
    if Role.SERVICE in _told_roles(claims, issuer):
        raise wrong("role")
    level = issuer.levels.get(str(at(claims, issuer.claims.assurance)), 0)
    client = next((told for name in ("client_id", "azp") if isinstance(told := claims.get(name), str)), issuer.issuer)
    return SignedIn(_subject(claims, issuer), level, issuer.roles, client, proved(claims, issuer))


def _subject(claims: Mapping[str, object], issuer: TokenIssuer) -> str:
    subject = at(claims, issuer.claims.subject)
    if not isinstance(subject, str) or not is_opaque(subject):
        raise wrong("subject")
    return issuer.prefix + subject


def is_opaque(subject: str) -> bool:
    """Whether this may be the subject of a token."""
    return bool(_SUBJECT.fullmatch(subject) or _UUID.fullmatch(subject))


def _told_roles(claims: Mapping[str, object], issuer: TokenIssuer) -> list[str]:
    """The roles of ours that a token names; without a claim for them those its issuer may give."""
    told = at(claims, issuer.claims.role) if issuer.claims.role else [*issuer.roles]
    return [each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str) and each in ROLES]


def is_agency(found: object) -> bool:
    """Whether this has the shape of an agency id."""
    return isinstance(found, str) and len(found) <= _AGENCY_LONGEST and bool(re.fullmatch(AGENCY_ID, found))


def scope_of(role: str, agency: str | None) -> str:
    """A role, and the agency it is held for, as one word."""
    return f"{role}@{agency}" if agency else role


def wrong(what: str) -> Unauthenticated:
    """The refusal of a token because of this part of it."""
    return Unauthenticated("The token is not valid.", "Mã truy cập không hợp lệ.", wrong=what)
