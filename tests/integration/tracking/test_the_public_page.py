"""Anybody with the code and a second factor sees where a dossier stands; a guess tells nothing (`tests/hostile`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2

from motcua.verify.privacy import disguises
from shared.contracts import postal, workflow
from shared.web.problems import Problem
from tests.support import dossiers
from tests.support.counter import LATER, Counter

PHONE = dossiers.SECRETS[2][-4:]
WRONG = "0000"
NOWHERE = "H99.01.01-200101-0001"


async def look(counter: Counter, code: str, **factor: str) -> httpx2.Response:
    """As anybody: no token."""
    return await counter.http.get(f"/v1/tracking/{code}", params=factor)


def told(answer: httpx2.Response) -> tuple[Any, ...]:
    """A problem but for the address it is about: status, headers and every other byte."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    instance = answer.json()["instance"]
    return answer.status_code, headers, answer.text.replace(instance, "?")


async def test_the_last_four_digits_open_it(counter: Counter) -> None:
    seen = await counter.accepted()
    answer = await look(counter, seen["code"], phone=PHONE)
    assert answer.status_code == 200, answer.text
    uow = answer.json()
    assert (uow["code"], uow["stage"]) == (seen["code"], "received")
    assert uow["title"] == {"vi": "Chờ giải quyết", "en": "Waiting at the agency"}
    assert uow["agency"]["id"] == dossiers.AGENCY
    assert uow["agency"]["title"]["vi"] == "Sở Công Thương"
    assert datetime.fromisoformat(uow["due_at"]) == datetime.fromisoformat(seen["due_at"])
    assert uow["returned_at"] is None
    assert answer.headers["cache-control"] == "no-store"


async def test_it_names_the_officer_who_received_it(counter: Counter) -> None:
    """As the applicant's own timeline does; without workflow the agency alone."""
    owner, path = await counter.submitted()
    seen = await counter.at_agency(owner, path)
    names: list[list[str | None]] = []
    for away in (False, True):
        counter.colleagues.away = away
        page = (await look(counter, seen["code"], phone=PHONE)).json()["history"]
        own = (await owner.get("intake", f"{path}/timeline"))["happened"]
        for events in (page, own):
            accepted = next(event for event in events if event["event"] == "DossierAccepted")
            assert accepted["agency"]["id"] == dossiers.DESK
            names.append([accepted["officer"]["name"], accepted["officer"]["title"]["en"]])
        assert {event.get("actor") for event in own} == {None}
    counter.colleagues.away = False
    assert names == [["Lê Thu Hà", "Officer"]] * 4, "what is known serves while workflow is away"
    assert next(event for event in page if event["event"] == "DossierSubmitted")["officer"] is None


async def test_the_token_of_the_qr_opens_it(counter: Counter) -> None:
    seen = await counter.accepted()
    assert (await look(counter, seen["code"], token=seen["tracking"])).status_code == 200


async def test_owner_and_desk_see_one_token_from_the_draft_on(counter: Counter) -> None:
    owner = counter.province.applicant("applicant:token")
    draft = await owner.post("intake", "/v1/dossiers", dossiers.draft())
    path = f"/v1/dossiers/{draft['id']}"
    for component in ("TP01", "TP02", "TP03"):
        await dossiers.uploaded(owner, path, component)
    handed_in = await owner.act("intake", path, "submission")
    at_desk = await counter.desk.get("intake", path)
    listed = (await owner.get("intake", "/v1/dossiers"))["dossiers"]
    assert {view["tracking"] for view in (draft, handed_in, at_desk, *listed)} == {draft["tracking"]}
    other = await counter.province.applicant("applicant:other").post("intake", "/v1/dossiers", dossiers.draft())
    assert other["tracking"] != draft["tracking"]
    assert len(draft["tracking"]) == 32


#: What the public page shows of `a_whole_life`; the rest is the agencies' own.
HISTORY = (
    *("DossierDrafted", "DossierSubmitted", "DossierAccepted", "CaseReceived", "ProcessingStarted", "ApologyGiven"),
    *("CaseDecided", "ConsignmentCreated", "DeliveryAttempted", "ConsignmentDelivered", "ResultReturned"),
)


async def a_whole_life(counter: Counter, dossier: UUID) -> None:
    """Claimed, late, apologised for, decided, brought by post, returned."""
    decided = (
        workflow.ProcessingStarted(),
        workflow.TaskClaimed(officer="officer:kín"),
        workflow.DueDatePassed(due_at=LATER),
        workflow.ApologyGiven(reason="too-many", due_at=LATER, warn_at=LATER),
        workflow.CaseDecided(result="KQ01", on_time=False, returns="post"),
    )
    brought = (
        postal.ConsignmentRequested(),
        postal.ConsignmentCreated(carrier="myvnpost", waybill="EE000000001VN"),
        postal.DeliveryAttempted(attempt=1, at=LATER),
        postal.ConsignmentDelivered(proof="Phan Thị Kín Đáo", at=LATER),
    )
    await counter.receive(counter.workflow.emits(dossier, *decided))
    await counter.receive(counter.postal.emits(dossier, *brought))
    await counter.receive(counter.workflow.emits(dossier, workflow.ResultReturned(by="post")))


async def test_the_history_is_what_happened(counter: Counter) -> None:
    seen = await counter.accepted()
    await a_whole_life(counter, UUID(seen["id"]))
    uow = (await look(counter, seen["code"], phone=PHONE)).json()
    assert tuple(step["event"] for step in uow["history"]) == HISTORY
    times = [datetime.fromisoformat(step["at"]) for step in uow["history"]]
    assert times == sorted(times)
    assert (uow["stage"], uow["returned_at"]) == ("returned", uow["history"][-1]["at"])
    assert uow["received_at"] == uow["history"][2]["at"]
    assert datetime.fromisoformat(uow["due_at"]) == LATER, "the date that was promised last"
    assert all(step["title"]["vi"] and step["title"]["en"] for step in uow["history"])


async def test_the_page_names_no_one(counter: Counter) -> None:
    seen = await counter.accepted()
    await a_whole_life(counter, UUID(seen["id"]))
    answer = await look(counter, seen["code"], phone=PHONE)
    actors = ("officer:", "applicant:", "EE000000001VN", "Phan Thị Kín Đáo", seen["id"], seen["tracking"])
    hidden = [needle for secret in (*dossiers.SECRETS, *actors) for needle in disguises(secret)]
    assert not [needle for needle in hidden if needle in answer.content]
    assert len(answer.json()["history"]) == len(HISTORY), "the page could name a person"


async def guess(counter: Counter, code: str, **factor: str) -> httpx2.Response:
    """As a client that has not guessed before."""
    await counter.rows("delete from tallies")
    return await look(counter, code, **factor)


async def test_a_guess_tells_nothing(counter: Counter) -> None:
    """Wrong digits, a wrong token, another dossier's token, a code that never was: the same words."""
    seen, other = await counter.accepted(), await counter.accepted()
    answers = [
        await guess(counter, seen["code"], phone=WRONG),
        await guess(counter, seen["code"], token="0" * 32),
        await guess(counter, seen["code"], token=other["tracking"]),
        await guess(counter, NOWHERE, phone=PHONE),
        await guess(counter, NOWHERE, token=seen["tracking"]),
        await guess(counter, "x", phone=PHONE),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({repr(told(answer)) for answer in answers}) == 1
    assert Problem.model_validate(answers[0].json()).type == "/problems/not-found"
    assert answers[0].json()["instance"] == f"/v1/tracking/{seen['code']}"


async def test_before_acceptance_there_is_nothing_to_see(counter: Counter) -> None:
    owner, path = await counter.submitted()
    token = (await owner.get("intake", path))["tracking"]
    for code in ("None", "null", path.rpartition("/")[2]):
        assert (await guess(counter, code, token=token)).status_code == 404


async def test_one_factor_and_a_sound_one(counter: Counter) -> None:
    seen = await counter.accepted()
    for query in ({}, {"phone": PHONE, "token": seen["tracking"]}, {"phone": "5"}, {"phone": "٥٧٧٧"}, {"token": "x"}):
        answer = await look(counter, seen["code"], **query)
        assert answer.status_code == 422, query
        assert PHONE not in answer.text
        assert seen["tracking"] not in answer.text
    assert await counter.rows("select from tallies where key = $1", seen["code"]) == []


GIVEN_UP = """
insert into copies select kind, 'A00', 1, content || jsonb_build_object('code', 'A00', 'default', false, 'agencies',
    jsonb_build_array(jsonb_build_object('id', $1::text, 'title', '{"vi": "Tên cũ", "en": "Old"}'::jsonb)))
from copies where kind = 'agencies' and version = 1
"""


async def test_an_agency_has_its_name_from_the_directory_in_force(counter: Counter) -> None:
    seen = await counter.accepted()
    await counter.rows(GIVEN_UP, dossiers.AGENCY)
    answer = await look(counter, seen["code"], phone=PHONE)
    await counter.rows("delete from copies where code = 'A00'")
    assert answer.json()["agency"]["title"]["vi"] == "Sở Công Thương"


# ---- the timeline, for who may read the dossier


async def test_the_timeline_tells_an_applicant_which_agency_acted_and_no_subject(counter: Counter) -> None:
    owner, path = await counter.submitted()
    seen = await counter.at_agency(owner, path)
    await a_whole_life(counter, UUID(seen["id"]))
    answer = await owner.ask("GET", "intake", f"{path}/timeline")
    happened = answer.json()["happened"]
    assert tuple(each["event"] for each in happened) == HISTORY
    agencies = [each["agency"] and each["agency"]["id"] for each in happened]
    assert agencies[:3] == [None, None, dossiers.DESK]
    assert happened[2]["agency"]["title"]["en"] == "Provincial Public Administration Service Centre"
    assert {each["actor"] for each in happened} == {each["role"] for each in happened} == {None}
    assert b"officer:" not in answer.content


async def test_officers_of_the_dossier_see_who_acted(counter: Counter) -> None:
    owner, path = await counter.submitted()
    seen = await counter.at_agency(owner, path)
    await counter.receive(counter.workflow.emits(UUID(seen["id"]), workflow.ProcessingStarted()))
    await counter.involve(path, dossiers.AGENCY)
    for agency in (dossiers.DESK, dossiers.AGENCY):
        officer = counter.province.officer("officer:looks", agency)
        happened = (await officer.get("intake", f"{path}/timeline"))["happened"]
        acted = [(each["event"], each["role"], each["actor"]) for each in happened[1:]]
        assert acted == [
            ("DossierSubmitted", "applicant", owner.subject),
            ("DossierAccepted", "officer", "officer:desk"),
            ("CaseReceived", "officer", "person"),
            ("ProcessingStarted", "officer", "person"),
        ]
    stranger = counter.province.officer("officer:looks", dossiers.ELSEWHERE)
    assert (await stranger.ask("GET", "intake", f"{path}/timeline")).status_code == 404


async def test_the_timeline_of_a_draft_is_its_owners(counter: Counter) -> None:
    owner = counter.province.applicant("applicant:begins")
    path = await dossiers.drafted(owner)
    assert (await dossiers.uploaded(owner, path, "TP01")).is_success
    [document] = await owner.get("intake", f"{path}/documents")
    await owner.act("intake", path, "withdrawal")
    happened = (await owner.get("intake", f"{path}/timeline"))["happened"]
    assert [each["title"]["en"] for each in happened] == [
        "The dossier was begun",
        "The dossier was withdrawn before its acceptance",
    ]
    draft, content = await dossiers.drafted(owner), f"/documents/{document['id']}/content"
    for person in (counter.desk, counter.province.supervisor("head:desk", dossiers.DESK)):
        for tail in ("", "/application", "/documents", content, "/versions", "/versions/1", "/timeline"):
            for hidden in (path, draft):
                assert (await person.ask("GET", "intake", f"{hidden}{tail}")).status_code == 404, (person, tail)
        listed = (await person.get("intake", "/v1/dossiers", state=["draft", "withdrawn"]))["dossiers"]
        assert not {path, draft} & {f"/v1/dossiers/{row['id']}" for row in listed}, person
    assert (await owner.ask("GET", "intake", f"{path}{content}")).status_code == 200
