"""Anybody reads what may be asked for, what it needs and costs, before there is a token; and when it ends."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2

from motcua.simulation.province import documents
from shared.contracts.reference import day_of
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.reference import limits

[PLAIN] = [content for kind, content in documents() if kind == "procedure" and content["code"] == "2.000635"]


async def look(counter: Counter, path: str = "", tag: str = "") -> httpx2.Response:
    """As anybody: no token."""
    return await counter.http.get(f"/v1/procedures{path}", headers={"If-None-Match": tag} if tag else {})


async def publish(counter: Counter, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = await counter.province.operator.post("intake", "/v1/procedures", PLAIN | changes)
    return told


async def offer(counter: Counter, code: str) -> dict[str, Any]:
    [found] = [each for each in (await look(counter)).json() if each["code"] == code]
    return dict(found)


async def today(counter: Counter, days: int = 0) -> str:
    [[now]] = await counter.rows("select now() + ahead from clock")
    return (day_of(now) + timedelta(days=days)).isoformat()


async def test_the_list_says_what_each_is_about(counter: Counter) -> None:
    assert await offer(counter, "1.009994") == {
        "code": "1.009994",
        "version": 1,
        "title": {
            "vi": "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
            "en": "New building permit for class III and IV works and separate houses",
        },
        "sector": {"code": "G17-XD03", "title": {"vi": "Hoạt động xây dựng", "en": "Construction"}},
        "channels": ["counter", "online"],
        "time": {"vi": "20 ngày làm việc", "en": "20 working days"},
        "fees": 650_000,
        "open": True,
        "retired_on": None,
        "successor": None,
    }


async def test_what_one_has_already_is_not_sent_again(counter: Counter) -> None:
    for path in ("", "/2.000004", "/2.000004/versions/1"):
        answer = await look(counter, path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "public, max-age=60"
        again = await look(counter, path, answer.headers["etag"])
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
        assert (await look(counter, path, '"other"')).content == answer.content
    assert (await look(counter, "/9.999999")).headers["cache-control"] == "no-store"
    for path, told in (
        ("/2.000004/versions/9", "Không có phiên bản 9 của thủ tục 2.000004."),
        ("/9.999999/versions/9", "Không có thủ tục mang mã 9.999999."),
    ):
        answer = await look(counter, path)
        assert (answer.status_code, answer.json()["vi"]["detail"]) == (404, told)
    assert (await counter.http.get("/v1/calendars")).status_code == 401
    assert (await counter.http.post("/v1/procedures", json=PLAIN)).status_code == 401


async def test_fields_keep_the_order_of_the_file(counter: Counter) -> None:
    form = PLAIN["form"]
    names = list(form["properties"])
    assert names != sorted(names, key=lambda name: (len(name), name)), "jsonb would keep this order by itself"
    await publish(counter, code="2.999001")
    turned = {**form, "properties": dict(reversed(form["properties"].items()))}
    assert (await publish(counter, code="2.999001", form=turned))["version"] == 2, "the order counts"
    assert (await publish(counter, code="2.999001", form=turned))["version"] == 2, "and is compared"
    for version, wanted in ((1, names), (2, names[::-1])):
        found = json.loads((await look(counter, f"/2.999001/versions/{version}")).content)
        assert list(found["content"]["form"]["properties"]) == wanted
    field = (await look(counter, "/2.999001")).json()["content"]["form"]["properties"]["copies"]
    assert (field["title"], field["x-title-en"]) == ("Số lượng bản sao", "Number of copies")


async def test_from_its_last_day_on_nothing_is_begun_or_submitted(counter: Counter) -> None:
    body = dossiers.draft(procedure="2.999002", application=dossiers.application(answers=COPY))
    owner = counter.province.applicant("applicant:retired")
    await publish(counter, code="2.999002")
    begun, goes_on = [await owner.post("intake", "/v1/dossiers", body) for _ in range(2)]
    for each in (begun, goes_on):
        await dossiers.uploaded(owner, f"/v1/dossiers/{each['id']}", "TP01")
    await owner.act("intake", f"/v1/dossiers/{goes_on['id']}", "submission")
    tomorrow = {"retired_on": await today(counter, 1), "successor": "2.000635"}
    await publish(counter, code="2.999002", **tomorrow)
    assert await offer(counter, "2.999002") | tomorrow | {"open": True} == await offer(counter, "2.999002")
    await owner.post("intake", "/v1/dossiers", body)
    await publish(counter, code="2.999002", retired_on=await today(counter), successor="2.000635")
    assert (await offer(counter, "2.999002"))["open"] is False
    headers = {"If-Match": "*"}
    for path in ("/v1/dossiers", f"/v1/dossiers/{begun['id']}/submission"):
        more = {"json": body} if path == "/v1/dossiers" else {"headers": headers}
        refused = await owner.ask("POST", "intake", path, **more)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/procedure-retired"), refused.text
        assert (refused.json()["successor"], refused.json()["retired_on"]) == ("2.000635", await today(counter))
        assert "2.000635" in refused.json()["vi"]["detail"]
    await counter.desk.act("intake", f"/v1/dossiers/{goes_on['id']}", "acceptance")


async def test_a_draft_is_told_what_has_changed(counter: Counter) -> None:
    body = dossiers.draft(procedure="2.999003", application=dossiers.application(answers=COPY))
    owner = counter.province.applicant("applicant:changed")
    await publish(counter, code="2.999003")
    view = await owner.post("intake", "/v1/dossiers", body)
    path = f"/v1/dossiers/{view['id']}"
    await dossiers.uploaded(owner, path, "TP01")
    first, second = PLAIN["components"]
    components = [first | {"code": "TP03"}, second]
    await publish(counter, code="2.999003", components=components, limits=limits(16))
    plain, confirmed = {"headers": {"If-Match": "*"}}, {"json": {"procedure_version": 2}, "headers": {"If-Match": "*"}}
    missing = (await owner.ask("POST", "intake", f"{path}/submission", **plain)).json()
    assert [each["pointer"] for each in missing["errors"]] == ["/documents/TP03", "/documents/TP01"]
    [listed] = await owner.get("intake", f"{path}/documents")
    await owner.ask("DELETE", "intake", f"{path}/documents/{listed['id']}")
    assert (await dossiers.uploaded(owner, path, "TP03")).status_code == 201, "it can be supplied to the draft"
    refused = (await owner.ask("POST", "intake", f"{path}/submission", **plain)).json()
    assert refused["type"] == "/problems/procedure-changed"
    for told in (missing, refused, {"drafted_under": 1} | await owner.get("intake", path)):
        assert (told["drafted_under"], told["procedure_version"]) == (1, 2)
        assert [(each["pointer"], each["code"]) for each in told["changes"]] == [
            ("/components/TP03", "added"),
            ("/limits", "changed"),
            ("/components/TP01", "removed"),
        ]
    seen = await owner.get("intake", path)
    [submit] = [move for move in seen["moves"] if move["move"] == "Submit"]
    assert (submit["possible"], [(each["name"], each["required"]) for each in submit["fields"]]) == (
        True,
        [("procedure_version", True)],
    )
    done = await owner.ask("POST", "intake", f"{path}/submission", **confirmed)
    assert (done.status_code, done.json()["version"]) == (200, 2), done.text
    await publish(counter, code="2.999003", components=components, limits=limits(24))
    await counter.desk.act("intake", path, "acceptance")
    [[accepted]] = await counter.rows(
        "select body::jsonb ->> 'version' from journal where dossier = $1 and event = 'DossierAccepted'",
        UUID(view["id"]),
    )
    assert accepted == "2", "what it was submitted under"


COPY = {"registered_name": "Lê Thị Đã", "registration_year": 1990, "copies": 2}
