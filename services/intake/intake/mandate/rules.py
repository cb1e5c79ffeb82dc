"""The events of a mandate, what they change, and what is held against a new one. Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from intake.applicant.models import Applicant, NoIdentity, Organisation, Someone
from intake.applicant.proof import Pepper
from intake.applicant.rules import Account, contact, faults_of, number_of
from intake.mandate import commands as ask
from intake.mandate.models import Mandate
from shared.contracts import intake as events
from shared.contracts.message import Event
from shared.contracts.reference import day_of
from shared.contracts.reference.procedure import PROVINCE
from shared.contracts.reference.words import Fault
from shared.kernel.errors import FieldError, Invalid, pointer

HELD = ("claimed", "confirmed")
#: Whom a ground is for: a person, an organisation, or either.
FOR = {
    ask.MandateGround.PARENT: ("person",),
    ask.MandateGround.AUTHORITY: ("person", "organisation"),
    ask.MandateGround.LEGAL: ("organisation",),
}
LONGEST = timedelta(days=18 * 366)  # until a newborn is of age
TOO_LONG = "Thời hạn phải từ hôm nay và không quá 18 năm"


@dataclass(frozen=True, slots=True)
class Facts:
    """The time of the decision."""

    now: datetime


def made(_facts: Facts, make: ask.MakeMandate) -> Event:
    return events.MandateMade(
        ground=make.ground,
        principal=make.principal,
        representative=make.representative,
        desk=make.desk,
        until=datetime.combine(make.last_day + timedelta(days=1), time(), PROVINCE),
    )


def confirmed(_facts: Facts, _message: ask.ConfirmMandate) -> Event:
    return events.MandateConfirmed()


def revoked(_facts: Facts, _message: ask.RevokeMandate) -> Event:
    return events.MandateRevoked()


def expired(_facts: Facts, _tick: object) -> Event:
    return events.MandateExpired()


def apply(row: Mandate, event: Event) -> None:
    """Folds an event into the columns of a mandate."""
    match event:
        case events.MandateMade():
            row.ground, row.principal, row.representative = event.ground, event.principal, event.representative
            row.desk, row.until = event.desk, event.until


# ---- what is held against a new one


def check(make: ask.Mandating, account: Account, pepper: Pepper, now: datetime) -> bytes:
    """The key of the number of who is represented. Raises Invalid."""
    faults = list(_faults(make, account, pepper, now))
    if faults:
        raise Invalid(errors=[FieldError(pointer(each.place), each.code, each.vi, each.en) for each in faults])
    if make.organisation is not None:
        return pepper.number("tax-code", make.organisation.tax_code)
    key = number_of(make.person, pepper) if make.person else None
    assert key is not None, "a person with a number is named"
    return key


def asked_for(authority: ask.Authority, applicant: Applicant, desk: str) -> ask.Mandating:
    """What a draft says of its mandate, as a mandate is made: for who applies there, or who is told of several."""
    one = contact(applicant)
    told = {"phone": one.phone, "email": one.email}
    person = organisation = None
    if isinstance(one, Organisation):
        organisation = ask.Unit(name=one.name, tax_code=one.tax_code, **told)
    else:
        person = Someone(name=one.name, identity=one.identity, born=one.born, **told)
    named = {"person": person, "organisation": organisation, "language": applicant.language, "desk": desk}
    return ask.Mandating(**dict(authority), **named)


#: Where a draft says what a mandate says of whom it is for.
IN_DRAFT = {"person": ("application", "applicant"), "organisation": ("application", "applicant"), "desk": ("desk",)}


def in_draft(refusal: Invalid) -> Invalid:
    """What is wrong with such a mandate, at its places in the draft."""
    found = []
    for each in refusal.errors:
        first, *rest = each.pointer.removeprefix("/").split("/")
        place = (*IN_DRAFT.get(first, ("authority", first)), *rest)
        found.append(replace(each, pointer=pointer(place)))
    return Invalid(errors=found)


def _faults(make: ask.Mandating, account: Account, pepper: Pepper, now: datetime) -> Iterator[Fault]:
    today = day_of(now)
    given = [name for name in FOR[make.ground] if getattr(make, name) is not None]
    if not given or (make.organisation is not None) == (make.person is not None):
        en, vi = "is whom this ground is for", "Căn cứ này cần nêu đúng một người hoặc tổ chức được đại diện"
        yield Fault((FOR[make.ground][0],), "whom", en, vi)
    if make.person is not None:
        yield from _of_person(make, make.person, today)
    yield from faults_of(("representative",), make.representative, today)
    yield from _of_proof(make.proof, today)
    if not today <= make.last_day <= today + LONGEST:
        yield Fault(("last_day",), "range", "is from today on, and within 18 years", TOO_LONG)
    if account.number is not None and number_of(make.representative, pepper) != account.number:
        en, vi = "is not the holder of this account", "Không phải chủ tài khoản này"
        yield Fault(("representative", "identity"), "another", en, vi)


def _of_person(make: ask.Mandating, person: Someone, today: date) -> Iterator[Fault]:
    yield from faults_of(("person",), person, today)
    if isinstance(person.identity, NoIdentity) or person.born is None:
        en, vi = "needs a number and a birth date", "Cần số giấy tờ và ngày sinh của người được đại diện"
        yield Fault(("person",), "number", en, vi)
    elif make.ground == ask.MandateGround.PARENT and person.born + LONGEST <= today:
        en, vi = "is of age: a written authority is needed", "Đã thành niên: cần văn bản ủy quyền"
        yield Fault(("person", "born"), "of_age", en, vi)


def _of_proof(proof: ask.Proof, today: date) -> Iterator[Fault]:
    if not proof.document and not (proof.number and proof.issued_on and proof.issuer):
        en, vi = "needs a document, or its number, day and issuer", "Cần tài liệu, hoặc số, ngày cấp và nơi cấp"
        yield Fault(("proof",), "missing", en, vi)
    if proof.issued_on and proof.issued_on > today:
        yield Fault(("proof", "issued_on"), "future", "is not over yet", "Ngày cấp không được sau ngày hiện tại")


def covers(row: Mandate, account: Account, applicant: UUID, now: datetime) -> bool:
    """May this account begin something for this applicant under it?"""
    in_force = row.state in HELD and row.until is not None and now < row.until
    return in_force and row.representative in account.parties and row.principal == str(applicant)
