"""A search finds what its agency may read, by whole words; it opens nothing, and is a look at what it finds."""

from __future__ import annotations

import json
from typing import Any

from intake.applicant.proof import Pepper
from intake.key.store import destroy_dossier
from intake.search.api import Searches
from intake.search.tables import NONE
from intake.version.rules import Text, canonical
from intake.word.jobs import Words
from motcua.stack.people import Person
from shared.web.auth import Role
from tests.support import dossiers
from tests.support.counter import Counter

NAME, NUMBER, PHONE = "Đỗ Thị Tìm Kiếm", "079185010203", "0199777001"
WHO = {"name": NAME, "identity": {"kind": "citizen-id", "number": NUMBER}, "phone": PHONE}


async def found(officer: Person, **asked: Any) -> list[str]:
    told: list[str] = (await officer.post("intake", "/v1/search", asked))["dossiers"]
    return [f"/v1/dossiers/{one}" for one in told]


async def filled(counter: Counter) -> None:
    """All that was written so far can be found."""
    while await Words(counter.node, counter.masters, counter.app[Pepper]).step() == 0:
        pass


async def test_an_agency_finds_its_own_by_whole_words(counter: Counter) -> None:
    owner, path = await counter.submitted(**WHO)
    seen = await counter.at_agency(owner, path)
    desk, elsewhere = counter.desk, counter.province.officer("officer:elsewhere", "H99.77")
    agency = counter.province.officer("officer:appraiser", dossiers.AGENCY)
    assert await found(desk, identity=NUMBER) == [], "a worker has not opened it yet"
    await filled(counter)
    asked: dict[str, dict[str, Any]] = {
        "number": {"identity": " 0791 8501 0203 "},
        "telephone": {"telephone": "0199 777 001"},
        "words in any order, without marks": {"name": "kiem do"},
        "its code": {"code": seen["code"].lower()},
        "all of it": {"name": NAME, "identity": NUMBER, "procedure": seen["procedure"], "code": seen["code"]},
    }
    for what, search in asked.items():
        assert await found(desk, **search) == [path], what
        assert await found(elsewhere, **search) == [], what
        assert await found(agency, **search) == [], "it has no task of it yet"
    await counter.involve(path, dossiers.AGENCY)
    await filled(counter)
    for search in (*asked.values(), {"name": NAME, "received_from": "2020-01-01T00:00:00Z"}):
        assert await found(agency, **search) == [path]
    misses = ({"name": "Đỗ Thị Tì"}, {"name": NAME, "received_to": "2020-01-01T00:00:00Z"}, {"identity": PHONE})
    for search in (*misses, {"name": NAME, "procedure": "9.999999"}, {"name": NAME, "code": "H99.1-000000-0000"}):
        assert await found(desk, **search) == [], search
    async with counter.node.database.begin() as tx:
        await destroy_dossier(tx, path[-36:])
    assert await found(desk, identity=NUMBER) == []


async def test_what_is_not_handed_in_is_found_by_officers_of_its_desk_and_as_it_is_written_last(
    counter: Counter,
) -> None:
    desk, colleague = counter.desk, counter.province.officer("officer:colleague", dossiers.DESK)
    head = counter.province.supervisor("supervisor:desk", dossiers.DESK)
    path = await dossiers.drafted(
        desk, channel="counter", application=dossiers.application(applicant=dossiers.applicant(phone="0199777002"))
    )
    await filled(counter)
    assert await found(desk, telephone="0199777002") == [path]
    assert await found(colleague, telephone="0199777002") == [path], "he goes on with it"
    assert await found(head, telephone="0199777002") == []
    again = dossiers.application(applicant=dossiers.applicant(phone="0199777003"))
    tag = (await desk.ask("GET", "intake", f"{path}/application")).headers["ETag"]
    await desk.ask("PUT", "intake", f"{path}/application", json=again, headers={"If-Match": tag})
    await filled(counter)
    assert [await found(desk, telephone=f"019977700{n}") for n in (2, 3)] == [[], [path]]
    kept = await counter.sealed(path[-36:], 0, Text("", canonical({"kind": "person", "name": "Ẩn Danh"}, {})))
    await counter.rows("update applications set sealed = $2 where dossier = $1", path[-36:], kept)
    await counter.rows("update sought set words = null where dossier = $1", path[-36:])
    await filled(counter)
    assert await found(desk, telephone="0199777003") == [], "it cannot be read, and keeps no other from being found"


async def test_who_may_not_search_and_what_is_no_search(counter: Counter) -> None:
    people = (
        counter.province.applicant("applicant:curious"),
        counter.province.operator,
        counter.province.person("service:postal", Role.SERVICE, None),
        counter.province.person("cashier:one", Role.CASHIER, dossiers.DESK),
    )
    for person in people:
        assert (await person.ask("POST", "intake", "/v1/search", json={"identity": NUMBER})).status_code == 403
    for body in ({}, {"name": " . "}, {"name": "y"}, {"procedure": "1.009994"}, {"identity": "1"}, {"name": "a" * 201}):
        answer = await counter.desk.ask("POST", "intake", "/v1/search", json=body)
        assert answer.status_code == 422, body
        assert {"vi", "en"} <= json.loads(answer.content).keys()
    counter.app[Searches] = Searches(1)
    statuses = [
        (await counter.desk.ask("POST", "intake", "/v1/search", json={"name": "an binh"})).status_code for _ in "12"
    ]
    counter.app[Searches] = Searches(1000)
    assert statuses == [200, 429]


async def test_a_search_is_a_look_and_too_many_are_not_told(counter: Counter) -> None:
    who = WHO | {"name": "Tạ Văn Đông", "identity": {"kind": "citizen-id", "number": "079185010299"}}
    owner, path = await counter.submitted(**who)
    officer = counter.province.officer("officer:who-searches", dossiers.DESK)
    await filled(counter)
    assert await found(officer, name="dong ta") == [path]
    assert await found(officer, name="không có ai") == []
    assert await found(officer, name="dong ta", why="counter") == [path]
    told = {(one["why"], one["title"]["vi"]) for one in await owner.get("intake", f"{path}/looks")}
    assert told == {("search", "Tìm kiếm hồ sơ"), ("counter", "Tiếp nhận tại Bộ phận Một cửa")}
    rows = await counter.rows("select dossier from accesses where subject = $1 and why = 'search'", officer.subject)
    assert {row["dossier"] for row in rows} == {NONE, *(row["dossier"] for row in rows if str(row["dossier"]) in path)}
    assert len(rows) == 2
    copies = "insert into sought select gen_random_uuid(), agency, words from sought, generate_series(1, 1000) where "
    await counter.rows(copies + "dossier = $1", path[-36:])
    refused = await officer.ask("POST", "intake", "/v1/search", json={"name": "dong ta"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/too-broad")
    await counter.rows("delete from sought where dossier not in (select id from dossiers)")
