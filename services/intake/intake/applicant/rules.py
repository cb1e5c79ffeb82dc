"""What is held against an applicant who is written down, and who of them is told. Pure.

What stands already is not held against anybody again: a number or an address that was written before may stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from intake.applicant import models as who
from intake.applicant.errors import NotTheApplicant
from intake.applicant.proof import Pepper
from intake.places.rules import InForce
from shared.contracts.reference.words import Fault, Place
from shared.contracts.relation import account_id
from shared.kernel.errors import FieldError, Invalid, pointer

PERSONAL = (who.CitizenId, who.IdentityCertificate)
BORN_IN_PLACE, CENTURY, YEAR = slice(0, 3), 3, slice(4, 6)  # of twelve digits (NĐ 137/2015 Đ13)
FIRST_CENTURY, LIVING = 1900, "0123"  # two digits for each century, by sex; no living person is born after 2099
#: English and Vietnamese.
NO_NUMBER = "is no personal number: see the card", "Không phải số định danh cá nhân: hãy xem lại giấy tờ"
ONE_AFTER_ANOTHER = re.compile(r"[0-9]{12}")


def check(
    at: str, now: who.Applicant, places: InForce, before: who.Applicant | None = None, *, posted: bool = False
) -> None:
    """Raises Invalid with all that is wrong, each at its place below the pointer `at`.

    `places`: the code list. `before`: who stands there already. `posted`: the result goes by post.
    """
    _refuse(at, _faults(now, places, before, posted))


def check_home(at: str, home: who.Address, places: InForce) -> None:
    """As `check`, of an address alone."""
    _refuse(at, _address((), home, places))


def _refuse(at: str, faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise Invalid(errors=[FieldError(at + pointer(each.place), each.code, each.vi, each.en) for each in found])


def _faults(now: who.Applicant, places: InForce, before: who.Applicant | None, posted: bool) -> Iterator[Fault]:
    known = [one for _, one in people(before)] if before else []
    yield from _of_people(now, {one.identity for one in known}, {one.born for one in known}, places.day)
    homes = {home for _, home in addresses(before)} if before else set()
    for place, home in addresses(now):
        if home not in homes:
            yield from _address(place, home, places)
    if isinstance(now, who.Organisation) and getattr(before, "tax_code", "") != now.tax_code:
        yield from _tax_code(now)
    if posted and (home := destination(now).address).abroad:
        place = next(place for place, each in addresses(now) if each == home)
        en, vi = (
            "is abroad: the post brings results within the country",
            "Ở nước ngoài: chỉ gửi kết quả trong nước",
        )
        yield Fault((*place, "abroad"), "abroad", en, vi)


def _of_people(
    now: who.Applicant, numbers: Collection[who.Identity], born: Collection[date | None], day: date
) -> Iterator[Fault]:
    """What is wrong with everybody who is named, beside what stood there."""
    for place, one in people(now):
        if one.identity not in numbers:
            yield from _identity((*place, "identity"), one.identity, one.born)
        if one.born not in born:
            yield from _born(place, one.born, day)
    seen: set[who.Identity] = set()
    for place, one in members(now):
        if one.identity in seen and one.identity not in numbers and not isinstance(one.identity, who.NoIdentity):
            en, vi = "is somebody who is named already", "Người này đã được kê khai"
            yield Fault((*place, "identity"), "twice", en, vi)
        seen.add(one.identity)


def faults_of(place: Place, one: who.Someone, day: date) -> Iterator[Fault]:
    """What is wrong with a person who is written down on this day."""
    yield from _identity((*place, "identity"), one.identity, one.born)
    yield from _born(place, one.born, day)


def _born(place: Place, born: date | None, day: date) -> Iterator[Fault]:
    if born and born > day:
        en, vi = "is not over yet", "Ngày sinh không được sau ngày hiện tại"
        yield Fault((*place, "born"), "future", en, vi)


def _identity(place: Place, identity: who.Identity, born: date | None) -> Iterator[Fault]:
    if isinstance(identity, who.OldId):
        en, vi = "ended with 2024: give the personal number", "CMND đã hết giá trị sử dụng: cần số định danh cá nhân"
        yield Fault((*place, "kind"), "ended", en, vi)
    if not isinstance(identity, PERSONAL):
        return
    number = identity.number
    if not _is_personal(number):
        yield Fault((*place, "number"), "personal_number", *NO_NUMBER)
    elif born and born.year != FIRST_CENTURY + 100 * (int(number[CENTURY]) // 2) + int(number[YEAR]):
        en, vi = "does not fit the year of birth", "Không khớp với năm sinh"
        yield Fault((*place, "number"), "year_of_birth", en, vi)


def _is_personal(number: str) -> bool:
    return number[BORN_IN_PLACE] != "000" and number[CENTURY] in LIVING


def _address(place: Place, home: who.Address, places: InForce) -> Iterator[Fault]:
    if home.abroad:
        return
    if home.province and home.commune:
        found = places.faults(home.province, home.commune)
        yield from (Fault((*place, *each.place), each.code, each.en, each.vi) for each in found)
    for name in ("province", "commune"):
        if getattr(home, name) is None:
            en, vi = "is needed for an address in Vietnam", "Cần có đối với địa chỉ ở Việt Nam"
            yield Fault((*place, name), "missing", en, vi)


def _tax_code(now: who.Organisation) -> Iterator[Fault]:
    personal = bool(ONE_AFTER_ANOTHER.fullmatch(now.tax_code))
    if personal != (now.form == "household-business"):
        en, vi = "A household business has twelve digits, others ten", "Hộ kinh doanh có 12 chữ số, tổ chức khác có 10"
        yield Fault(("tax_code",), "tax_code", en, vi)
    elif personal and not _is_personal(now.tax_code):
        yield Fault(("tax_code",), "personal_number", *NO_NUMBER)


# ---- who they are


def members(applicant: who.Applicant) -> Iterator[tuple[Place, who.Someone]]:
    """The persons who apply, or through whom an organisation does; the one who is told first."""
    match applicant:
        case who.Person():
            yield (), applicant
        case who.Organisation():
            yield ("representative",), applicant.representative
        case who.Group():
            yield ("contact",), applicant.contact
            yield from ((("others", number), one) for number, one in enumerate(applicant.others))


def people(applicant: who.Applicant) -> Iterator[tuple[Place, who.Someone]]:
    """Everybody who is named, with the place."""
    yield from members(applicant)
    for name in ("submitter", "receiver"):
        if one := getattr(applicant, name):
            yield (name,), one


def addresses(applicant: who.Applicant) -> Iterator[tuple[Place, who.Address]]:
    """Every address, with the place."""
    if isinstance(applicant, who.Organisation):
        yield ("address",), applicant.address
    for place, one in people(applicant):
        if isinstance(one, who.Resident):
            yield (*place, "address"), one.address


def contact(applicant: who.Applicant) -> who.Resident | who.Organisation:
    """Who is told, and whose name the dossier has."""
    return applicant.contact if isinstance(applicant, who.Group) else applicant


def destination(applicant: who.Applicant) -> who.Resident | who.Organisation:
    """To whom the result is sent."""
    return applicant.receiver or contact(applicant)


def key_of(applicant: who.Applicant, pepper: Pepper) -> bytes | None:
    """By which the applicant is known again, no matter who writes; None without a number."""
    if isinstance(applicant, who.Organisation):
        return pepper.number("tax-code", applicant.tax_code)
    return number_of(next(members(applicant))[1], pepper)


def number_of(one: who.Someone, pepper: Pepper) -> bytes | None:
    """The key of a person's number; None without one."""
    return None if isinstance(one.identity, who.NoIdentity) else pepper.number(one.identity.kind, *shown(one.identity))


def shown(identity: who.Numbered) -> tuple[str, ...]:
    """What stands in a paper that has a number."""
    country = (identity.country,) if isinstance(identity, who.Passport) else ()
    return (*country, identity.number)


def proof_of(applicant: who.Applicant, pepper: Pepper) -> bytes | None:
    """What a sign-in must prove to be this person; None where something is not known. An organisation's is its key."""
    if isinstance(applicant, who.Organisation):
        return key_of(applicant, pepper)
    _, one = next(members(applicant))
    if one.born is None or isinstance(one.identity, who.NoIdentity):
        return None
    return pepper.person(" ".join(shown(one.identity)), one.name, one.born)


class Account(NamedTuple):
    """What is known of an account: the ids under which it acts, what it has proved, and who it is known to be.

    `number`: the key of the number of who that is. Nobody, where no sign-in has proved it.
    """

    parties: Collection[str]
    proofs: Collection[bytes]
    applicant: UUID | None
    number: bytes | None


NOBODY = Account((), (), None, None)


def held_by(account: Account, subject: str, applicant: who.Applicant, id_: UUID, pepper: Pepper) -> str:
    """The id under which what an account writes for this applicant (`id_`) is held. Raises NotTheApplicant.

    The applicant's own, where the account has proved to be them, one of them, or the organisation's representative;
    else that of the account, while it has proved nobody: what it types proves nothing.
    """
    if isinstance(applicant, who.Organisation):
        own = key_of(applicant, pepper) in account.proofs
    else:
        own = account.number in [key for _, one in members(applicant) if (key := number_of(one, pepper))]
    if not own and account.applicant is not None:
        raise NotTheApplicant()
    return str((id_ if isinstance(applicant, who.Organisation) else account.applicant) if own else account_id(subject))


def same(one: who.Applicant, other: who.Applicant) -> bool:
    """Do the same persons, or does the same organisation, apply? How they are reached does not matter."""
    return list(_standing(one)) == list(_standing(other))


def _standing(applicant: who.Applicant) -> Iterable[object]:
    yield applicant.kind
    if isinstance(applicant, who.Organisation):
        yield applicant.name, applicant.tax_code
    else:
        yield from ((one.name, one.identity) for _, one in members(applicant))
