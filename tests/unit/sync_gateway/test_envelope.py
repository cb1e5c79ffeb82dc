"""What the portal is sent, byte for byte. The sandbox's own forms are the second opinion."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.portal.forms import wrong_in_line, wrong_in_record
from shared.contracts.reference import Agencies, Procedure
from sync_gateway.exchange.models import Dossier
from sync_gateway.portal.rules import WORDS, Person, compact, paid_online, progress, record
from tests.support.documents import documents
from tests.support.exchanges import CODE, DUE, NOON, dossier, line, submission

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))
NUMBER = "001190000001"
PERSON = Person(
    name="Lò Thị Mẫu",
    kind="person",
    number=NUMBER,
    phone="0900000001",
    email="mau@example.vn",
    identities=(("citizen-id", NUMBER),),
)
PROCEDURE: Procedure = documents().get("procedure", "2.000004", 1)
DIRECTORY: Agencies = documents().only("agencies")
TITLES = {agency.id: agency.title.vi for agency in DIRECTORY.agencies}


def written(row: Dossier | None = None, person: Person = PERSON, status: int = 2, **more: Any) -> dict[str, Any]:
    told = more.get("submission", submission())
    return record(row or dossier(), told, status, person, PROCEDURE, TITLES["H99.03"])


def over() -> Dossier:
    end = NOON + timedelta(days=3)
    changes = {"finished_at": end, "returned_at": end + timedelta(hours=2), "returned_by": "post", "returns": "post"}
    return dossier(fees=True, paid_by="national-platform", due_at=DUE, **changes)


def test_a_new_record() -> None:
    assert written() == GOLDEN["new"]


def test_a_record_at_its_end() -> None:
    assert written(over(), status=10) == GOLDEN["over"]


def test_a_record_with_little_known() -> None:
    assert written(person=Person(), submission=None) == GOLDEN["little"]


def test_an_entry() -> None:
    assert progress(CODE, line(), TITLES) == GOLDEN["line"]
    named = GOLDEN["line"] | {"NguoiXuLy": "Nguyễn Hải Yến", "ChucDanh": "Chuyên viên"}
    assert progress(CODE, line(), TITLES, "Nguyễn Hải Yến", "Chuyên viên") == named
    assert len(progress(CODE, line(), TITLES, "A" * 100)["NguoiXuLy"]) == 50


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "line"])
def test_the_portal_takes_such_records(name: str) -> None:
    assert wrong_in_record(GOLDEN[name]) == []


@pytest.mark.parametrize("act", [act for act, words in WORDS.items() if words])
def test_the_portal_takes_every_entry(act: str) -> None:
    for status in range(1, 11):
        assert wrong_in_line(progress(CODE, line(act=act, status=status), TITLES)) == []


def test_an_entry_sent_twice_has_the_same_bytes() -> None:
    assert progress(CODE, line(), TITLES) == progress(CODE, line(), TITLES)


@pytest.mark.parametrize(
    ("kind", "form", "identities", "owner", "told"),
    [
        ("person", "", [("old-id", "123456789")], "1", [("2", "123456789")]),
        ("person", "", [("passport", "C1234567")], "1", []),
        ("person", "", [], "1", []),
        (
            "group",
            "household",
            [("citizen-id", NUMBER), ("old-id", "123456789")],
            "1",
            [("1", NUMBER), ("2", "123456789")],
        ),
        ("organisation", "enterprise", [], "2", []),
        ("organisation", "household-business", [], "4", []),
        ("organisation", "other", [], "4", []),
    ],
)
def test_who_the_portal_is_told_of(
    kind: str, form: str, identities: list[tuple[str, str]], owner: str, told: list[tuple[str, str]]
) -> None:
    """Only numbers whose kind the portal knows, and no dummy for others."""
    found = written(person=Person(name="Ai", kind=kind, form=form, number="9", identities=tuple(identities)))
    numbers = [{"LoaiDinhDanh": kind, "SoDinhDanh": number} for kind, number in told]
    assert found.get("DinhDanhCHS", []) == numbers
    assert (found["LoaiDoiTuong"], found["SoGiayToChuHoSo"]) == (owner, "9")
    assert wrong_in_record(found) == []


@pytest.mark.parametrize(
    ("fees", "paid_by", "code"),
    [
        (False, None, "0"),
        (True, None, "3"),
        (True, "cash", "3"),
        (True, "national-platform", "1"),
        (True, "vietqr", "2"),
    ],
)
def test_paid_online(fees: bool, paid_by: str | None, code: str) -> None:
    assert paid_online(dossier(fees=fees, paid_by=paid_by)) == code


def test_times_are_vietnams() -> None:
    assert compact(NOON) == "20261110100000"
    assert compact(None) == ""
