"""Dossiers of procedure 2.000004 as far along as a test wants them, moved over HTTP like any other."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from motcua.simulation.province import Province
from motcua.stack.people import Person
from motcua.stack.waiting import until

DESK, AGENCY = "H99.01.01", "H99.03"  # where it is received, and who decides
ELSEWHERE = "H99.15"  # a desk that has nothing to do with it
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)

#: What must never be found outside of intake's own rows and its answers to those who may read them.
SECRETS = ("Phan Thị Kín Đáo", "099176543210", "0199555777", "Số 7 ngõ Bí Mật", "kin.dao@hoagiang.example")


def applicant(**changes: Any) -> dict[str, Any]:
    """A person who applies."""
    name, number, phone, line, email = SECRETS
    identity, address = {"kind": "citizen-id", "number": number}, home(line)
    plain = {"kind": "person", "name": name, "identity": identity, "phone": phone, "address": address, "email": email}
    return plain | changes


def mandating(**changes: Any) -> dict[str, Any]:
    """The body of a mandate: a daughter acts for who applies."""
    name, number, phone, *_ = SECRETS
    identity = {"kind": "citizen-id", "number": number}
    person = {"name": name, "identity": identity, "phone": phone, "born": "1976-05-17"}
    other = person | {"name": "Phan Thị Đại Diện", "identity": identity | {"number": "099150000001"}, "born": None}
    proof = {"number": "12/2026", "issued_on": "2026-01-02", "issuer": "Ủy ban nhân dân xã"}
    plain = {"ground": "written-authority", "desk": DESK, "last_day": "2030-12-31", "person": person}
    return plain | {"representative": other, "proof": proof} | changes


def home(line: str = SECRETS[3]) -> dict[str, str]:
    """An address with its codes."""
    return {"line": line, "province": "24", "commune": "07210"}


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "trader_name": "Hộ kinh doanh thử nghiệm",
        "tax_code": "9912345678",
        "address": SECRETS[3],
        "contact_name": SECRETS[0],
        "contact_phone": SECRETS[2],
        "promotion_name": "Quay số",
        "promoted_goods": "Chè búp",
        "area": "Tỉnh Hòa Giang",
        "start_date": "2027-03-01",
        "end_date": "2027-03-31",
        "prize_value": 1_000_000,
    } | changes


def application(**changes: Any) -> dict[str, Any]:
    return {"applicant": applicant(), "answers": answers(), **changes}


def draft(**changes: Any) -> dict[str, Any]:
    """The body that begins a dossier."""
    plain = {"procedure": "2.000004", "desk": DESK, "channel": "online", "returns": "desk"}
    return {**plain, "application": application(), **changes}


def request(asks: str = "see", **changes: Any) -> dict[str, Any]:
    """The body that asks about one's own personal data."""
    contact = {"phone": SECRETS[2], "language": "vi"}
    return {"asks": asks, "desk": DESK, "channel": "online", "contact": contact, **changes}


#: Who asks, as the paper says that a desk has seen.
PAPER = {"name": SECRETS[0], "identity": {"kind": "citizen-id", "number": SECRETS[1]}, "born": "1976-05-17"}


async def drafted(owner: Person, **changes: Any) -> str:
    """A draft; the path of its dossier."""
    view = await owner.post("intake", "/v1/dossiers", draft(**changes))
    return f"/v1/dossiers/{view['id']}"


async def uploaded(owner: Person, dossier: str, component: str, content: Any = PDF, **changes: Any) -> Any:
    """The answer to an upload."""
    query = {"component": component, "name": f"{component}.pdf"} | changes.pop("query", {})
    media = changes.pop("media", "application/pdf")
    path = f"{dossier}/documents/{changes.pop('document', uuid4())}"
    return await owner.ask("PUT", "intake", path, content=content, params=query, headers={"Content-Type": media})


async def submitted(owner: Person) -> str:
    """A dossier that was handed in with all its papers."""
    dossier = await drafted(owner)
    for component in ("TP01", "TP02", "TP03"):
        assert (await uploaded(owner, dossier, component)).status_code == 201
    await owner.act("intake", dossier, "submission")
    return dossier


async def accepted(installation: Province, owner: Person) -> tuple[str, str]:
    """A dossier in workflow's hands: its path, and the path of its first task."""
    dossier = await submitted(owner)
    await installation.officer("officer:desk", DESK).act("intake", dossier, "acceptance")
    appraiser = installation.officer("officer:appraiser", AGENCY)
    query = {"dossier": dossier.rpartition("/")[2]}
    there = await until(lambda: tasks_of(appraiser, **query), "the case to be received")
    return dossier, f"/v1/tasks/{there[0]['id']}"


async def tasks_of(officer: Person, **query: str) -> list[dict[str, Any]]:
    """The tasks in an officer's queue."""
    found: list[dict[str, Any]] = (await officer.get("workflow", "/v1/tasks", **query))["tasks"]
    return found
