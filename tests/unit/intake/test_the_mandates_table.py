"""What a mandate's table must do, line by line, written by hand; and what is held against a new one."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from intake.applicant.errors import NotTheApplicant
from intake.applicant.proof import Pepper
from intake.applicant.rules import NOBODY, Account, held_by, key_of
from intake.mandate import commands as ask
from intake.mandate.machine import MANDATE, MandateExpires, MandateState
from intake.mandate.models import Mandate
from intake.mandate.rules import Facts, check, covers
from intake.registry import REGISTRY
from shared.contracts import intake
from shared.contracts.relation import account_id
from shared.kernel.errors import Invalid
from tests.support import dossiers
from tests.support.expected import PLAIN, Expected, Goes
from tests.support.intake_facts import APPLICANT, ID, NOON, applicant
from tests.support.mandate_facts import DAY, SOUND

S = MandateState
ROW = Mandate(id=ID, dossier=ID, until=NOON)
EXPECTED = Expected(
    entity_type=MANDATE,
    sound=SOUND,
    facts=lambda _state: Facts(NOON),
    final={S.REVOKED, S.EXPIRED},
    scheduled={S.CLAIMED: (MandateExpires,), S.CONFIRMED: (MandateExpires,), S.REVOKED: (), S.EXPIRED: ()},
    moments=[(state, MandateExpires, ROW, NOON) for state in (S.CLAIMED, S.CONFIRMED)],
    lines=[
        (None, ask.MakeMandate, PLAIN, Goes(S.CLAIMED, intake.MandateMade)),
        (S.CLAIMED, ask.ConfirmMandate, PLAIN, Goes(S.CONFIRMED, intake.MandateConfirmed)),
        (S.CLAIMED, ask.RevokeMandate, PLAIN, Goes(S.REVOKED, intake.MandateRevoked)),
        (S.CLAIMED, MandateExpires, PLAIN, Goes(S.EXPIRED, intake.MandateExpired)),
        (S.CONFIRMED, ask.RevokeMandate, PLAIN, Goes(S.REVOKED, intake.MandateRevoked)),
        (S.CONFIRMED, MandateExpires, PLAIN, Goes(S.EXPIRED, intake.MandateExpired)),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []
    assert SOUND.keys() <= REGISTRY.handlers.keys()


def test_its_last_day_counts_as_a_whole() -> None:
    row = Mandate(id=ID, dossier=ID)
    step = MANDATE.machine.decide(None, Facts(NOON), SOUND[ask.MakeMandate])
    assert step is not None
    MANDATE.apply(row, step.event)
    assert row.until == datetime(2026, 11, 30, 17, tzinfo=UTC), "midnight in the province"


PEPPER = Pepper(SecretStr("of a test"))
THEY = {name: dossiers.applicant()[name] for name in ("name", "identity", "phone")} | {"born": "1976-05-17"}
ME = THEY | {"identity": {"kind": "citizen-id", "number": "099176543211"}}
NUMBER = "/representative/identity/number"
CHILD = THEY | {"identity": {"kind": "citizen-id", "number": "099216543210"}, "born": "2016-05-17"}
UNIT = {"name": "Công ty Chè", "tax_code": "9900000001"}
PROVED = {"number": "12", "issued_on": "2026-11-01", "issuer": "Văn phòng công chứng"}
PLAINLY = {"ground": "written-authority", "desk": dossiers.DESK, "last_day": DAY, "person": THEY}
MINE = Account((account_id("me"), "n"), (), ID, PEPPER.number("citizen-id", "099176543211"))


def faults(account: Account = NOBODY, **changes: Any) -> list[str]:
    asked = ask.Mandating.model_validate(PLAINLY | {"representative": ME, "proof": PROVED} | changes)
    with suppress(Invalid):
        assert check(asked, account, PEPPER, NOON)
        return []
    with pytest.raises(Invalid) as refused:
        check(asked, account, PEPPER, NOON)
    return [error.pointer for error in refused.value.errors if error.vi and error.en]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"ground": "written-authority", "person": None, "organisation": UNIT}, []),
        ({"ground": "parent", "person": CHILD}, []),
        ({"ground": "parent"}, ["/person/born"]),
        ({"ground": "parent", "person": None, "organisation": UNIT}, ["/person"]),
        ({"representative": ME | {"identity": {"kind": "citizen-id", "number": "000176543211"}}}, [NUMBER]),
        ({"person": THEY | {"born": "1977-05-17"}}, ["/person/identity/number"]),
        ({"representative": ME | {"born": "2076-05-17"}}, [NUMBER, "/representative/born"]),
        ({"proof": PROVED | {"issued_on": "2026-11-30"}}, ["/proof/issued_on"]),
        ({"ground": "legal-representative", "person": None, "organisation": UNIT}, []),
        ({"proof": {"document": str(ID)}}, []),
        ({"ground": "legal-representative"}, ["/organisation"]),
        ({"organisation": UNIT}, ["/person"]),
        ({"person": None}, ["/person"]),
        ({"person": THEY | {"born": None}}, ["/person"]),
        ({"person": THEY | {"identity": {"kind": "none", "reason": "Chưa có"}}}, ["/person"]),
        ({"proof": {"number": "12"}}, ["/proof"]),
        ({"last_day": date(2026, 11, 9)}, ["/last_day"]),
        ({"last_day": date(2060, 1, 1)}, ["/last_day"]),
        ({"representative": THEY}, []),
    ],
)
def test_what_is_held_against_a_new_one(changes: dict[str, Any], found: list[str]) -> None:
    assert faults(**changes) == found


def test_who_has_proved_who_they_are_represents_as_nobody_else() -> None:
    assert faults(MINE) == []
    assert faults(MINE, representative=THEY) == ["/representative/identity"]


def test_it_covers_its_applicant_its_account_and_its_time() -> None:
    row = Mandate(
        id=ID,
        dossier=ID,
        state=S.CLAIMED,
        representative=account_id("me"),
        principal=str(ID),
        until=NOON + timedelta(days=1),
    )
    assert covers(row, MINE, ID, NOON)
    assert not covers(row, NOBODY, ID, NOON)
    assert not covers(row, MINE, UUID(int=1), NOON)
    assert not covers(row, MINE, ID, NOON + timedelta(days=1))
    row.state = S.REVOKED
    assert not covers(row, MINE, ID, NOON)


# ---- under which id something is held


def test_what_is_typed_is_held_by_who_types_it() -> None:
    assert held_by(NOBODY, "me", applicant(), ID, PEPPER) == account_id("me")
    assert held_by(MINE, "me", applicant(identity=ME["identity"]), ID, PEPPER) == str(ID)
    with pytest.raises(NotTheApplicant):
        held_by(MINE, "me", applicant(), ID, PEPPER)


def test_one_of_several_and_a_confirmed_representative_hold_it() -> None:
    one, two = (each | {"address": dossiers.home()} for each in (THEY, ME))
    family = APPLICANT.validate_python({"kind": "group", "form": "household", "contact": one, "others": [two]})
    assert held_by(MINE, "me", family, UUID(int=1), PEPPER) == str(ID)
    company = {"kind": "organisation", "form": "enterprise", **UNIT, "address": dossiers.home(), "phone": "0199000001"}
    unit = APPLICANT.validate_python(company | {"representative": ME})
    with pytest.raises(NotTheApplicant):
        held_by(MINE, "me", unit, UUID(int=1), PEPPER)
    key = key_of(unit, PEPPER)
    assert key is not None
    assert held_by(MINE._replace(proofs=(key,)), "me", unit, UUID(int=1), PEPPER) == str(UUID(int=1))


def test_a_card_and_a_certificate_with_one_number_are_one_person() -> None:
    card, paper = ({"kind": kind, "number": "099176543210"} for kind in ("citizen-id", "identity-certificate"))
    assert key_of(applicant(identity=card), PEPPER) == key_of(applicant(identity=paper), PEPPER)
