"""Who calls, as the claims of a token have it. Knows nothing about persons, and nothing of HTTP.

A subject is opaque. It travels as `ce_actor`, so a subject that could hold a citizen's number is refused here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.contracts.relation import Who
from shared.kernel.errors import Unauthenticated

# QĐ 20/2020/QĐ-TTg, and the form before it (QCVN 102:2016): H99.15, 000.00.15.H43.
AGENCY_ID: Final = r"(?:[A-Z][0-9]{2}(?:\.[0-9A-Z]{1,6}){0,5}|[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})"
_AGENCY_LONGEST: Final = 35

# Nine digits in a row are an old citizen's number, ten a telephone number, twelve a present citizen's number. A UUID
# (RFC 9562) contains such a row by chance in 3 % of all cases, so it is recognised by its shape.
_SUBJECT: Final = re.compile(r"(?![0-9]*\Z)(?!.*[0-9]{9})[A-Za-z0-9._:-]{1,64}")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


class Role(StrEnum):
    """The role a caller acts in; one per token. No role implies another."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an opaque subject, one role, and for officers and supervisors the agency id they act for."""

    subject: str
    role: Role
    agency: str | None

    @property
    def who(self) -> Who:
        """The caller as `whose` compares it with rows."""
        return Who(self.subject, str(self.role), self.agency)


def caller(claims: Mapping[str, object]) -> Caller:
    """Read a caller from the claims `sub`, `role`, `agency`; `Unauthenticated` if one of them is wrong."""
    subject, role, agency = claims.get("sub"), claims.get("role"), claims.get("agency")
    if not isinstance(subject, str) or not (_SUBJECT.fullmatch(subject) or _UUID.fullmatch(subject)):
        raise wrong("subject")
    if not isinstance(role, str) or role not in set(Role):
        raise wrong("role")
    if agency is None and role in {Role.OFFICER, Role.SUPERVISOR}:
        raise wrong("agency")
    if agency is not None and not is_agency(agency):
        raise wrong("agency")
    return Caller(subject, Role(role), str(agency) if agency is not None else None)


def audience_of(service: str) -> str:
    """A service in the `aud` of tokens, unless its settings say otherwise."""
    return f"motcua-{service}"


def is_agency(found: object) -> bool:
    """Whether this has the shape of an agency id."""
    return isinstance(found, str) and len(found) <= _AGENCY_LONGEST and bool(re.fullmatch(AGENCY_ID, found))


def wrong(what: str) -> Unauthenticated:
    """The refusal of a token because of this part of it."""
    return Unauthenticated("The token is not valid.", "Mã truy cập không hợp lệ.", wrong=what)
