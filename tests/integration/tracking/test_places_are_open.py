"""Anybody reads the code list of places, as it is and as it was; a later list counts at once, a wrong one does not."""

from __future__ import annotations

from typing import Any

from motcua.simulation.province import documents
from tests.support import dossiers
from tests.support.counter import HOME, Counter

[PLAIN] = [content for kind, content in documents() if kind == "places" and content["code"] == HOME]


async def ask(counter: Counter, **query: str) -> list[dict[str, Any]]:
    answer = await counter.http.get("/v1/places", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_places_are_read_without_a_token_and_not_sent_twice(counter: Counter) -> None:
    [province] = await ask(counter)
    assert (province["code"], province["name"], province["province"]) == (HOME, "Tỉnh Bắc Ninh", None)
    assert len(await ask(counter, province=HOME)) == 99
    for path in ("", f"?province={HOME}", f"/{HOME}", f"/{HOME}/versions/1"):
        first = await counter.http.get(f"/v1/places{path}")
        again = await counter.http.get(f"/v1/places{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
    missing = await counter.http.get("/v1/places/99")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/not-found")
    for query in ("province=1", "code=1", "name=a", "on=now", "province=1&province=2"):
        assert (await counter.http.get(f"/v1/places?{query}")).status_code in (400, 422), query


async def test_purposes_are_open_and_each_names_its_law(counter: Counter) -> None:
    answer = await counter.http.get("/v1/purposes")
    assert {each["code"] for each in answer.json()} == {"procedure", "notice", "fee", "portal"}
    assert all("91/2025/QH15" in each["basis"] and not each["consent"] for each in answer.json())
    again = await counter.http.get("/v1/purposes", headers={"If-None-Match": answer.headers["ETag"]})
    assert (answer.status_code, again.status_code) == (200, 304)


async def test_an_old_code_tells_what_it_has_become(counter: Counter) -> None:
    [old] = await ask(counter, name="thi tran bo ha", on="2025-06-30")
    assert old == {
        "code": "07294",
        "name": "Thị trấn Bố Hạ",
        "province": {"code": HOME, "name": "Tỉnh Bắc Ninh"},
        "within": "Huyện Yên Thế, Tỉnh Bắc Giang",
        "since": None,
        "until": "2025-07-01",
        "became": [{"code": "07294", "name": "Xã Bố Hạ"}],
    }
    [new] = await ask(counter, code="07294")
    assert (new["name"], new["within"], new["until"], new["became"]) == ("Xã Bố Hạ", None, None, [])


async def test_a_later_list_counts_and_a_wrong_one_is_refused(counter: Counter) -> None:
    [moved] = [each for each in PLAIN["communes"] if each["code"] == "07294"]
    other = {**PLAIN, "code": "25", "name": "Tỉnh Phú Thọ", "formerly": [], "communes": [moved], "former": []}
    publish = ("POST", "intake", "/v1/places")
    refused = await counter.province.operator.ask(*publish, json=other)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/communes/0/code"), refused.text
    ended = {**moved, "within": "Tỉnh Bắc Ninh", "until": "2026-01-01", "became": ["07288"]}
    newer = {
        **PLAIN,
        "communes": [each for each in PLAIN["communes"] if each is not moved],
        "former": [*PLAIN["former"], ended],
    }
    assert (await counter.province.operator.post("intake", "/v1/places", newer))["version"] == 2
    assert await ask(counter, code="07294") == []
    [was] = await ask(counter, code="07294", on="2025-12-31")
    assert was["became"] == [{"code": "07288", "name": "Xã Yên Thế"}]
    there = {**other, "communes": [{**moved, "since": "2026-01-01"}]}
    await counter.province.operator.post("intake", "/v1/places", there)
    [now] = await ask(counter, code="07294")
    assert now["province"]["code"] == "25"


async def test_an_applicant_lives_where_there_is_a_place(counter: Counter) -> None:
    """In every address that is written, also of who receives the result; what stood there before may stay."""
    person = counter.province.applicant("applicant:places")
    gone = {"line": "Số 1", "province": HOME, "commune": "07201"}
    receiver = {each: dossiers.applicant()[each] for each in ("name", "identity", "phone")} | {"address": gone}
    body = dossiers.draft(application=dossiers.application(applicant=dossiers.applicant(receiver=receiver)))
    answer = await person.ask("POST", "intake", "/v1/dossiers", json=body)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "/application/applicant/receiver/address/commune")
    assert "Phường Thọ Xương" in error["vi"]
    assert "Phường Bắc Giang (07210)" in error["vi"]
    path = await dossiers.drafted(person)
    moved = dossiers.application(applicant=dossiers.applicant(address=gone))
    changed = await person.ask("PUT", "intake", f"{path}/application", json=moved, headers={"If-Match": '"r1"'})
    assert (changed.status_code, changed.json()["errors"][0]["pointer"]) == (422, "/applicant/address/commune")
