"""The table of officers over HTTP: who writes whom, what is noted of it, files of many, names for other services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx2
import pytest

from motcua.stack import first_operator
from motcua.stack.folders import OFFICERS
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.stack import Stack
from motcua.stack.troubles import NotTheFirst
from shared.contracts.reference import Text
from shared.web.auth import Role
from tests.support import scenes
from tests.support.office import Office

MINE, OTHER = "H99.03", "H99.04"
NEVER = "00000000-0000-7000-8000-000000000000"
BEGUN = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
NUMBERS = count(1)
HEADER = "subject,name,title_vi,title_en,email,telephone,role,agency,valid_from,valid_until\n"


@pytest.fixture(scope="module")
async def office(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with Office("workflow", stack, issuer, tmp_path_factory.mktemp("workflow")) as office:
        await scenes.furnish(office)
        yield office
        assert await office.breaches() == []


@pytest.fixture
def operator(office: Office) -> Person:
    return office.person("operator:one", Role.OPERATOR)


@pytest.fixture
def head(office: Office) -> Person:
    return office.person("supervisor:mine", Role.SUPERVISOR, MINE)


@pytest.fixture
def stranger(office: Office) -> Person:
    return office.person("supervisor:other", Role.SUPERVISOR, OTHER)


def role(name: str = "officer", agency: str | None = MINE, until: str | None = None) -> dict[str, Any]:
    return {"role": name, "agency": agency, "valid_from": BEGUN, "valid_until": until}


def written(*roles: dict[str, Any], **changes: Any) -> dict[str, Any]:
    known = {"name": "Lê Thị Hoa", "title": {"vi": "Chuyên viên", "en": "Officer"}, "email": None, "telephone": None}
    return {**known, "subject": f"officer:new-{next(NUMBERS)}", "roles": list(roles), **changes}


async def create(office: Office, person: Person, *roles: dict[str, Any], **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = await office.does(person, "POST", "/v1/officers", json=written(*roles, **changes))
    return made


async def replaces(
    office: Office, person: Person, officer: dict[str, Any], *roles: dict[str, Any], **but: Any
) -> httpx2.Response:
    body = {name: value for name, value in written(*roles, **but).items() if name != "subject"}
    return await office.asks(person, "PUT", f"/v1/officers/{officer['id']}", json=body)


async def imports(office: Office, person: Person, *lines: str, media: str = "text/csv") -> httpx2.Response:
    content = (HEADER + "".join(f"{line}\n" for line in lines)).encode()
    return await office.asks(person, "POST", "/v1/officers/import", content=content, headers={"Content-Type": media})


def kind(answer: httpx2.Response) -> tuple[int, str]:
    problem = answer.json()
    assert problem["vi"]["title"]
    assert problem["en"]["title"]
    return answer.status_code, problem["type"].removeprefix("/problems/")


async def test_a_change_is_seen_before_it_is_made_and_noted(office: Office, operator: Person) -> None:
    made = await create(office, operator, role(), email="hoa@hoagiang.example")
    path = f"/v1/officers/{made['id']}"
    read = await operator.ask("GET", "workflow", path)
    assert read.json() == made
    assert kind(await operator.ask("PUT", "workflow", path, json={}, headers={"If-Match": "*"})) == (422, "invalid")
    body = {name: value for name, value in written(role("clerk")).items() if name != "subject"}
    assert kind(await operator.ask("PUT", "workflow", path, json=body)) == (428, "precondition-required")
    changed = await operator.ask("PUT", "workflow", path, json=body, headers={"If-Match": read.headers["etag"]})
    assert [(one["role"], one["valid"]) for one in changed.json()["roles"]] == [("officer", False), ("clerk", True)]
    again = await operator.ask("PUT", "workflow", path, json=body, headers={"If-Match": read.headers["etag"]})
    assert kind(again) == (412, "stale")
    latest, first = await operator.get("workflow", f"{path}/changes")
    assert (first["before"], first["actor"], first["role"]) == (None, "operator:one", "operator")
    assert (latest["before"], latest["revision"]) == (first["after"], 2)
    assert latest["after"]["roles"][0]["valid_until"]
    known = await office.asks(operator, "POST", "/v1/officers", json=written(role(), subject=made["subject"]))
    assert kind(known) == (409, "officer-known")


async def test_a_supervisor_has_the_own_agency(office: Office, head: Person, stranger: Person) -> None:
    made = await create(office, head, role(), role("clerk"))
    (officer, clerk) = made["roles"]
    ended = await office.does(head, "POST", f"/v1/officers/{made['id']}/roles/{officer['id']}/end")
    assert {one["role"]: one["valid"] for one in ended["roles"]} == {"officer": False, "clerk": True}
    again = await office.asks(head, "POST", f"/v1/officers/{made['id']}/roles/{officer['id']}/end")
    assert kind(again) == (409, "role-ended")
    for method, path, more in (
        ("GET", f"/v1/officers/{made['id']}", {}),
        ("POST", f"/v1/officers/{made['id']}/roles/{clerk['id']}/end", {}),
        ("POST", f"/v1/officers/{made['id']}/roles/{NEVER}/end", {}),
    ):
        assert kind(await office.asks(stranger, method, path, **more)) == (404, "not-found")
    assert kind(await replaces(office, stranger, made, role(agency=OTHER))) == (404, "not-found")
    assert kind(await office.asks(head, "GET", f"/v1/officers/{made['id']}/changes")) == (403, "forbidden")


async def test_nobody_climbs(office: Office, operator: Person, head: Person, stranger: Person) -> None:
    """Roles above the own one, roles elsewhere, and the own entry."""

    async def asks(person: Person, *roles: dict[str, Any], **changes: Any) -> tuple[int, str]:
        return kind(await office.asks(person, "POST", "/v1/officers", json=written(*roles, **changes)))

    not_given = 403, "role-not-given"
    assert await asks(head, role("supervisor")) == not_given
    assert await asks(head, role(agency=OTHER)) == not_given
    assert await asks(head, role("operator", None)) == not_given
    assert await asks(head, role(), subject=head.subject) == (403, "own-roles")
    own = await create(office, operator, role("supervisor"), subject=head.subject)
    assert kind(await replaces(office, head, own, role("supervisor"), role("clerk"))) == (403, "own-roles")
    both = await create(office, operator, role(), role(agency=OTHER))
    assert kind(await replaces(office, head, both, role())) == not_given
    assert kind(await replaces(office, head, both, role(), role(agency=OTHER), name="Ai Đó")) == (
        403,
        "officer-elsewhere",
    )
    assert (await replaces(office, head, both, role(agency=OTHER))).status_code == 200
    line = f"{both['subject']},Ai Đó,Chuyên viên,Officer,,,clerk,{OTHER},2026-01-01,"
    assert [each["code"] for each in (await imports(office, head, line)).json()["errors"]] == ["role_not_given"]


async def test_roles_fit_and_agencies_are_known(office: Office, operator: Person) -> None:
    async def wrong(*roles: dict[str, Any]) -> list[str]:
        answer = await office.asks(operator, "POST", "/v1/officers", json=written(*roles))
        return [f"{each['pointer']} {each['code']}" for each in answer.json()["errors"]]

    assert await wrong(role(agency=None)) == ["/roles/0/agency no_agency"]
    assert await wrong(role(), role("operator")) == ["/roles/1/agency an_agency"]
    assert await wrong(role(until=BEGUN)) == ["/roles/0/valid_until ends_first"]
    assert await wrong(role(), role("clerk", "H99.77")) == ["/roles/1/agency unlisted"]
    assert await wrong(role(), role()) == ["/roles overlap"]
    answer = await office.asks(operator, "POST", "/v1/officers", json=written(role(), subject="officer:0912345678"))
    assert [each["code"] for each in answer.json()["errors"]] == ["not_opaque"]


async def test_a_list_asks_for_one_role(office: Office, operator: Person, head: Person, stranger: Person) -> None:
    """`agency`, `role` and `valid` are about one and the same role; pages lose nothing."""
    ended = await create(office, operator, role("clerk", until="2026-02-01T00:00:00Z"), role("cashier", OTHER))
    valid = await create(office, operator, role("clerk"))

    async def listed(person: Person, **query: Any) -> set[str]:
        found: set[str] = set()
        after: dict[str, Any] = {}
        while True:
            page = await person.get("workflow", "/v1/officers", limit=2, **query, **after)
            found |= {each["id"] for each in page["officers"]}
            if page["after"] is None:
                return found
            after = {"after": page["after"]}

    mine = {ended["id"], valid["id"]}
    assert mine <= await listed(operator, agency=MINE, role="clerk")
    assert await listed(operator, agency=MINE, role="clerk", valid=True) & mine == {valid["id"]}
    assert await listed(operator, agency=MINE, role="clerk", valid=False) & mine == {ended["id"]}
    assert await listed(operator, agency=MINE, role="cashier") & mine == set()
    assert await listed(head) & mine == mine
    assert await listed(stranger) & mine == {ended["id"]}


async def test_a_file_is_all_or_nothing(office: Office, operator: Person) -> None:
    good = [f"officer:file-{n},Lê Văn {n},Chuyên viên,Officer,,,officer,{MINE},2026-01-01," for n in range(300)]
    bad = await imports(office, operator, *good, good[0].replace(MINE, "H99.77").replace("file-0", "file-x"))
    assert kind(bad) == (422, "invalid")
    assert [(each["pointer"], each["code"]) for each in bad.json()["errors"]] == [("/302/agency", "unlisted")]
    assert "302" in bad.json()["errors"][0]["en"]
    assert await office.rows("select from officers where subject like 'officer:file-%'") == []
    assert (await imports(office, operator, *good)).json() == {"created": 300, "changed": 0, "unchanged": 0}
    assert (await imports(office, operator, *good)).json() == {"created": 0, "changed": 0, "unchanged": 300}
    more = [good[0].replace("officer,H", "clerk,H"), *(each.replace("Lê", "Lý") for each in good[1:3])]
    assert (await imports(office, operator, *more)).json() == {"created": 0, "changed": 3, "unchanged": 0}
    (first,) = await office.rows("select id from officers where subject = 'officer:file-0'")
    view = await operator.get("workflow", f"/v1/officers/{first['id']}")
    assert sorted(one["role"] for one in view["roles"]) == ["clerk", "officer"]
    other = await imports(office, operator, media="text/plain")
    assert kind(other) == (415, "unsupported-media")


async def test_names_are_told_to_services_alone(office: Office, operator: Person) -> None:
    """Each name and title with its time; who has left is still called so."""
    made = await create(office, operator, role(), name="Trần Văn Bình")
    await replaces(office, operator, made, role("clerk"), name="Trần Văn Bình")
    await replaces(office, operator, made, name="Trần Văn An", title={"vi": "Trưởng phòng", "en": "Head"})
    service = office.person("service:intake", Role.SERVICE)
    asked = {"purpose": "notice", "subjects": [made["subject"], "officer:unknown"]}
    [told] = (await service.ask("POST", "workflow", "/v1/officers/names", json=asked)).json()
    assert told["subject"] == made["subject"]
    assert [(each["name"], each["title"]["vi"]) for each in told["names"]] == [
        ("Trần Văn Bình", "Chuyên viên"),
        ("Trần Văn An", "Trưởng phòng"),
    ]
    assert told["names"][0]["since"] < told["names"][1]["since"]
    assert kind(await operator.ask("POST", "workflow", "/v1/officers/names", json=asked)) == (403, "forbidden")
    for wrong in ({"subjects": []}, asked | {"purpose": "curiosity"}):
        assert kind(await service.ask("POST", "workflow", "/v1/officers/names", json=wrong)) == (422, "invalid")


async def test_the_first_operator_lets_the_others_in(office: Office, operator: Person) -> None:
    """As the tables' owner; afterwards the routes are the only way, until nobody holds the role any more."""
    title = Text(vi="Quản trị hệ thống", en="System operator")
    first = first_operator.described("operator:first", "Viên Thị Thảo", title)
    await first_operator.make(office.owner_dsn, first)
    for again in (first, first_operator.described("operator:second", "Ai Đó", title)):
        with pytest.raises(NotTheFirst, match="operator:first"):
            await first_operator.make(office.owner_dsn, again)
    (made,) = (await operator.get("workflow", "/v1/officers", role="operator", valid=True))["officers"]
    another = first_operator.described("operator:another", "Ai Đó", title)
    await first_operator.make(office.owner_dsn, another, another=True)
    (change,) = await operator.get("workflow", f"/v1/officers/{made['id']}/changes")
    assert (made["name"], change["actor"], change["role"]) == ("Viên Thị Thảo", "owner:workflow", "owner")
    for each in (await operator.get("workflow", "/v1/officers", role="operator", valid=True))["officers"]:
        await office.does(operator, "POST", f"/v1/officers/{each['id']}/roles/{each['roles'][0]['id']}/end")
    await first_operator.make(office.owner_dsn, first)
    again = await operator.get("workflow", f"/v1/officers/{made['id']}")
    assert [one["valid"] for one in again["roles"]] == [False, True]
    content = OFFICERS.read_bytes()
    for _ in range(2):
        answer = await operator.workflow.import_officers(content, "text/csv")
    assert answer.body == {"created": 0, "changed": 0, "unchanged": 29}
