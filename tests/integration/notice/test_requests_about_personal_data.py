"""A person asks about their own data, online or at a counter; what is granted counts everywhere, and is told."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from shared.web.callers import Role
from tests.integration.notice.conftest import received
from tests.support import dossiers, filters, sandbox
from tests.support.counter import Counter
from tests.support.exchanging import exchanges

BORN = date(1976, 5, 17)
NAME, NUMBER = dossiers.SECRETS[:2]
CONTACT = {"phone": "0912345678", "email": None, "language": "vi"}
LIST = "/v1/requests"


def asking(asks: str, **changes: Any) -> dict[str, Any]:
    return {"asks": asks, "desk": dossiers.DESK, "channel": "online", "contact": CONTACT, **changes}


@pytest.fixture
async def person(counter: Counter, issuer: Issuer) -> Person:
    """Somebody whose sign-in has proved that they are the person of the secrets."""
    found = counter.province.applicant(f"applicant:{secrets.token_hex(4)}")
    await exchanges(
        found, "intake", issuer.sign_in(found.subject, number=NUMBER, name=NAME, birthdate=BORN.isoformat())
    )
    return found


async def made(who: Person, asks: str, **changes: Any) -> str:
    view = await who.post("intake", LIST, asking(asks, **changes))
    return f"{LIST}/{view['id']}"


def head(counter: Counter) -> Person:
    return counter.province.supervisor("supervisor:desk", dossiers.DESK)


async def granted(counter: Counter, path: str) -> Any:
    await counter.desk.act("intake", path, "taking")
    return await head(counter).act("intake", path, "grant")


async def test_a_request_online_is_taken_up_decided_and_told(
    counter: Counter, person: Person, scripts: sandbox.Scripts
) -> None:
    path = await made(person, "see", words="Những gì đang lưu về tôi?")
    seen = await person.get("intake", path)
    assert (seen["state"], seen["identified"], seen["due_at"]) == ("asked", "account", seen["answer_by"])
    assert seen["decide_by"].endswith("16:59:59Z"), "the last second of a day in Hòa Giang"
    assert (await counter.desk.get("intake", f"{path}/text"))["words"] == "Những gì đang lưu về tôi?"
    assert (await granted(counter, path))["due_at"] is None
    await counter.call()
    rows = await counter.rows("select id from notices where dossier = $1", UUID(path[-36:]))
    sent = {each["key"]: each["body"] for each in await received(scripts, CONTACT["phone"])}
    assert {f"{row['id']}.sms" for row in rows} <= sent.keys()
    assert not [body for body in sent.values() if "du lieu ca nhan" in body], "what is asked is read online only"
    read = [await person.get("intake", f"/v1/notices/{row['id']}") for row in rows]
    bodies = {each["template"]: each["text"]["vi"]["body"] for each in read}
    assert bodies.keys() == {"request-made", "request-taken", "request-granted"}
    assert '"Xem dữ liệu cá nhân"' in bodies["request-granted"]
    assert {each["dossier"] for each in read} == {path[-36:]}
    stranger = counter.province.applicant("applicant:other")
    assert (await stranger.ask("GET", "intake", f"/v1/notices/{rows[0]['id']}")).status_code == 404


async def test_at_a_counter_the_desk_says_who_asks_and_a_refusal_names_its_ground(
    counter: Counter, person: Person
) -> None:
    path = await made(counter.desk, "delete", channel="counter")
    await counter.desk.act("intake", path, "taking")
    answer = await head(counter).ask("POST", "intake", f"{path}/grant", headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-identified")
    assert (await person.ask("GET", "intake", path)).status_code == 404
    await counter.desk.act("intake", path, "identity", {"person": dossiers.PAPER})
    assert (await person.get("intake", path))["identified"] == "desk", "the account proves to be this person"
    wrong = await head(counter).ask(
        "POST", "intake", f"{path}/refusal", json={"ground": "no"}, headers={"If-Match": "*"}
    )
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/unknown-ground")
    refused = await head(counter).act("intake", path, "refusal", {"ground": "kept-by-law"})
    assert (refused["state"], refused["ground"]) == ("refused", "kept-by-law")


async def test_a_correction_that_is_granted_counts_wherever_the_person_is_reached(
    counter: Counter, person: Person, scripts: sandbox.Scripts
) -> None:
    path = (await counter.submitted(born=BORN.isoformat(), email=None))[1]
    dossier = path[-36:]
    service = counter.province.person("service:postal", Role.SERVICE)
    [before] = await service.post("intake", "/v1/people", {"dossiers": [dossier], "purpose": "procedure"})
    request = await made(person, "correct", correction={"phone": "0987 654 321"})
    [still] = await service.post("intake", "/v1/people", {"dossiers": [dossier], "purpose": "procedure"})
    await granted(counter, request)
    [after] = await service.post("intake", "/v1/people", {"dossiers": [dossier], "purpose": "procedure"})
    assert (before["phone"], still["phone"], after["phone"]) == (dossiers.SECRETS[2], dossiers.SECRETS[2], "0987654321")
    assert after["name"] == NAME
    await counter.call()
    [row] = await counter.rows("select id from notices where dossier = $1", UUID(dossier))
    assert f"{row['id']}.sms" in {each["key"] for each in await received(scripts, "0987654321")}
    for asks, correction in (("see", {"phone": "0987654321"}), ("correct", None), ("correct", {})):
        answer = await person.ask("POST", "intake", LIST, json=asking(asks, correction=correction))
        assert answer.status_code == 422


async def test_what_is_restricted_is_marked_where_officers_look(counter: Counter, person: Person) -> None:
    path = (await counter.submitted(born=BORN.isoformat()))[1]
    assert (await counter.desk.get("intake", path))["marks"] == []
    await granted(counter, await made(person, "restrict"))
    assert (await counter.desk.get("intake", path))["marks"] == ["restrict"]
    listed = (await counter.desk.get("intake", "/v1/dossiers", limit=200))["dossiers"]
    assert [each["marks"] for each in listed if each["id"] == path[-36:]] == [["restrict"]]


async def test_lists_are_ones_own_or_the_desks_and_late_ones_are_found(counter: Counter, person: Person) -> None:
    other = counter.province.applicant("applicant:other")
    path = await made(person, "object")
    mine = {each["id"] for each in (await person.get("intake", LIST, limit=200))["requests"]}
    assert path[-36:] in mine
    assert (await other.get("intake", LIST))["requests"] == []
    assert (await other.ask("GET", "intake", path)).status_code == 404

    async def listed(query: Mapping[str, Any]) -> list[Any]:
        return list((await counter.desk.get("intake", LIST, **query))["requests"])

    its_own = {
        "state": (["asked", "in_hand"], ["granted", "in_hand"]),
        "asks": (["object", "see"], ["delete", "see"]),
        "desk": (dossiers.DESK, dossiers.ELSEWHERE),
        "channel": ("online", "counter"),
        "late": (False, True),
    }
    await filters.find(listed, path[-36:], its_own | filters.TIMES | filters.DUE)
    await counter.rows("update requests set due_at = now() - interval '1 hour' where id = $1", UUID(path[-36:]))
    late = (await counter.desk.get("intake", LIST, late=True, due_before=datetime.now(UTC).isoformat()))["requests"]
    assert path[-36:] in {each["id"] for each in late}
    [row] = await counter.rows("select answer_by from requests where id = $1", UUID(path[-36:]))
    await counter.rows("update requests set due_at = $2 where id = $1", UUID(path[-36:]), row["answer_by"])
    await person.act("intake", path, "withdrawal")


async def test_it_is_the_persons_and_not_the_accounts(counter: Counter, issuer: Issuer, person: Person) -> None:
    other = counter.province.applicant(f"applicant:{secrets.token_hex(4)}")
    early = await made(other, "see")
    assert (await person.ask("GET", "intake", early)).status_code == 404, "nobody has proved anything yet"
    proved = issuer.sign_in(other.subject, number=NUMBER, name=NAME, birthdate=BORN.isoformat())
    await exchanges(other, "intake", proved)
    path = await made(person, "see")
    assert {each["move"] for each in (await other.get("intake", path))["moves"]} == {"WithdrawRequest"}
    await other.act("intake", path, "withdrawal")
    await other.act("intake", early, "withdrawal")


async def test_who_may_make_one(counter: Counter, person: Person) -> None:
    elsewhere = counter.province.officer("officer:else", dossiers.ELSEWHERE)
    for who, body, status in (
        (person, asking("see", channel="counter"), 403),
        (person, asking("see", person=dossiers.PAPER), 403),
        (counter.desk, asking("see"), 403),
        (elsewhere, asking("see", channel="counter"), 403),
        (counter.desk, asking("see", channel="counter", desk=dossiers.AGENCY), 403),
        (person, asking("see", desk=dossiers.AGENCY), 422),
        (person, asking("see", desk="H99.99"), 422),
        (person, asking("forget"), 422),
    ):
        answer = await who.ask("POST", "intake", LIST, json=body)
        assert answer.status_code == status, (body, answer.text)


async def package(person: Person, path: str) -> ZipFile:
    answer = await person.ask("GET", "intake", f"{path}/package")
    assert answer.status_code == 200, answer.text
    return ZipFile(BytesIO(answer.content))


async def test_what_is_kept_is_given_to_the_person_alone_and_as_it_was_handed_in(
    counter: Counter, person: Person
) -> None:
    handed_in = (await counter.submitted(born=BORN.isoformat()))[1][-36:]
    path = await made(person, "copy")
    early = await person.ask("GET", "intake", f"{path}/package")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-given-out")
    await granted(counter, path)
    for stranger in (counter.desk, counter.province.applicant("applicant:other")):
        assert (await stranger.ask("GET", "intake", f"{path}/package")).status_code == 404
    found = await package(person, path)
    told = json.loads(found.read(f"{handed_in}/dossier.json"))
    written = told["versions"][0]["written"]
    assert written["applicant"]["name"] == NAME
    assert (
        sha256(bytes.fromhex(written["salt"]) + written["text"].encode()).hexdigest() == told["versions"][0]["digest"]
    )
    listed = json.loads(found.read("manifest.json"))["files"]
    assert {each["path"] for each in listed} == set(found.namelist()) - {"manifest.json"}
    assert all(sha256(found.read(each["path"])).hexdigest() == each["sha256"] for each in listed)
    papers = [found.read(name) for name in found.namelist() if name.endswith("TP01.pdf") and handed_in in name]
    assert papers == [dossiers.PDF]


async def test_at_a_counter_the_desk_hands_it_over(counter: Counter) -> None:
    path = await made(counter.desk, "see", channel="counter", person=dossiers.PAPER)
    await granted(counter, path)
    assert (await package(counter.desk, path)).testzip() is None
    sql = "select dossier from accesses where why = 'request' and dossier <> $1"
    seen = {str(row["dossier"]) for row in await counter.rows(sql, path[-36:])}
    names = (await package(counter.desk, path)).namelist()
    given = {name.partition("/")[0] for name in names if "/" in name}
    assert given
    assert given <= seen, "a package is a look at each"
    told = await counter.desk.get("intake", f"{path}/notices")
    assert {each["dossier"] for each in told} == {path[-36:]}
