"""The events of a mandate, what they change, and what is held against a new one. Pure: the facts are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from intake.applicant.models import NoIdentity
from intake.applicant.proof import Pepper
from intake.applicant.rules import Account, number_of
from intake.mandate import commands as ask
from intake.mandate.models import Mandate
from shared.contracts import intake as events
from shared.contracts.message import Event
from shared.contracts.reference import day_of
from shared.contracts.reference.procedure import PROVINCE
from shared.kernel.errors import FieldError, Invalid

HELD = ("claimed", "confirmed")
LONGEST = timedelta(days=18 * 366)  # until a newborn is of age


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
    faults = [FieldError(*each) for each in _faults(make, account, pepper, now)]
    if faults:
        raise Invalid(errors=faults)
    if make.organisation is not None:
        return pepper.number("tax-code", make.organisation.tax_code)
    key = number_of(make.person, pepper) if make.person else None
    assert key is not None, "a person with a number is named"
    return key


def _faults(make: ask.Mandating, account: Account, pepper: Pepper, now: datetime) -> list[tuple[str, str, str, str]]:
    found, today = [], day_of(now)
    whom = "/organisation" if make.ground == ask.MandateGround.LEGAL else "/person"
    if (make.organisation is not None) == (make.person is not None) or getattr(make, whom[1:]) is None:
        vi, en = "Căn cứ này cần nêu đúng một người hoặc tổ chức được đại diện", "is whom this ground is for"
        found.append((whom, "whom", vi, en))
    if make.person and (isinstance(make.person.identity, NoIdentity) or make.person.born is None):
        vi, en = "Cần số giấy tờ và ngày sinh của người được đại diện", "needs a number and a birth date"
        found.append(("/person", "number", vi, en))
    if not make.proof.document and not (make.proof.number and make.proof.issued_on and make.proof.issuer):
        vi, en = "Cần tài liệu, hoặc số, ngày cấp và nơi cấp", "needs a document, or its number, day and issuer"
        found.append(("/proof", "missing", vi, en))
    if not today <= make.last_day <= today + LONGEST:
        vi, en = "Thời hạn phải từ hôm nay và không quá 18 năm", "is from today on, and within 18 years"
        found.append(("/last_day", "range", vi, en))
    if account.number is not None and number_of(make.representative, pepper) != account.number:
        vi, en = "Không phải chủ tài khoản này", "is not the holder of this account"
        found.append(("/representative/identity", "another", vi, en))
    return found


def covers(row: Mandate, account: Account, applicant: UUID, now: datetime) -> bool:
    """May this account begin something for this applicant under it?"""
    in_force = row.state in HELD and row.until is not None and now < row.until
    return in_force and row.representative in account.parties and row.principal == str(applicant)
