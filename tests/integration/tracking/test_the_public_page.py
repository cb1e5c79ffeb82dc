"""Anybody with the code and a second factor sees where a dossier stands; a guess tells nothing, and five are all."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2

from motcua.privacy import disguises
from shared.contracts import postal, workflow
from shared.problems import Problem
from tests.support import dossiers
from tests.support.counter import LATER, Counter

PHONE = dossiers.SECRETS[2][-4:]
WRONG = "0000"
NOWHERE = "H29.01-200101-0001"


async def look(counter: Counter, code: str, **factor: str) -> httpx2.Response:
    """As anybody: no token."""
    return await counter.http.get(f"/v1/tracking/{code}", params=factor)


async def an_hour_passes(counter: Counter, code: str) -> None:
    await counter.rows(
        "update tries set at = array(select one - interval '1 hour' from unnest(at) one) where code = $1", code
    )


def told(answer: httpx2.Response) -> tuple[Any, ...]:
    """A problem but for the address it is about: status, headers and every other byte."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    instance = answer.json()["instance"]
    return answer.status_code, headers, answer.text.replace(instance, "?")


async def test_the_last_four_digits_open_it(counter: Counter) -> None:
    seen = await counter.accepted()
    answer = await look(counter, seen["code"], phone=PHONE)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert (page["code"], page["stage"]) == (seen["code"], "received")
    assert page["title"] == {"vi": "Chờ giải quyết", "en": "Waiting at the agency"}
    assert page["agency"]["id"] == dossiers.AGENCY
    assert page["agency"]["title"]["vi"] == "Sở Công Thương"
    assert datetime.fromisoformat(page["due_at"]) == datetime.fromisoformat(seen["due_at"])
    assert page["returned_at"] is None
    assert answer.headers["cache-control"] == "no-store"


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
    await counter.hear(counter.workflow.says(dossier, *decided))
    await counter.hear(counter.postal.says(dossier, *brought))
    await counter.hear(counter.workflow.says(dossier, workflow.ResultReturned(by="post")))


async def test_the_history_is_what_happened(counter: Counter) -> None:
    seen = await counter.accepted()
    await a_whole_life(counter, UUID(seen["id"]))
    page = (await look(counter, seen["code"], phone=PHONE)).json()
    assert tuple(step["event"] for step in page["history"]) == HISTORY
    times = [datetime.fromisoformat(step["at"]) for step in page["history"]]
    assert times == sorted(times)
    assert (page["stage"], page["returned_at"]) == ("returned", page["history"][-1]["at"])
    assert page["received_at"] == page["history"][2]["at"]
    assert datetime.fromisoformat(page["due_at"]) == LATER, "the date that was promised last"
    assert all(step["title"]["vi"] and step["title"]["en"] for step in page["history"])


async def test_the_page_names_nobody(counter: Counter) -> None:
    seen = await counter.accepted()
    await a_whole_life(counter, UUID(seen["id"]))
    answer = await look(counter, seen["code"], phone=PHONE)
    actors = ("officer:", "applicant:", "EE000000001VN", "Phan Thị Kín Đáo", seen["id"], seen["tracking"])
    hidden = [needle for secret in (*dossiers.SECRETS, *actors) for needle in disguises(secret)]
    assert not [needle for needle in hidden if needle in answer.content]
    assert len(answer.json()["history"]) == len(HISTORY), "it is a page that could name somebody"


async def test_a_guess_tells_nothing(counter: Counter) -> None:
    """Wrong digits, a wrong token, another dossier's token, a code that never was: the same words."""
    seen, other = await counter.accepted(), await counter.accepted()
    answers = [
        await look(counter, seen["code"], phone=WRONG),
        await look(counter, seen["code"], token="0" * 32),
        await look(counter, seen["code"], token=other["tracking"]),
        await look(counter, NOWHERE, phone=PHONE),
        await look(counter, NOWHERE, token=seen["tracking"]),
        await look(counter, "x", phone=PHONE),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({repr(told(answer)) for answer in answers}) == 1
    assert Problem.model_validate(answers[0].json()).type == "/problems/not-found"
    assert answers[0].json()["instance"] == f"/v1/tracking/{seen['code']}"


async def test_before_acceptance_there_is_nothing_to_see(counter: Counter) -> None:
    owner, path = await counter.submitted()
    token = (await owner.get("intake", path))["tracking"]
    for code in ("None", "null", path.rpartition("/")[2]):
        assert (await look(counter, code, token=token)).status_code == 404


async def test_the_sixth_try_in_an_hour_waits_whatever_it_knows(counter: Counter) -> None:
    seen = await counter.accepted()
    for _ in range(5):
        assert (await look(counter, seen["code"], phone=WRONG)).status_code == 404
    right = await look(counter, seen["code"], phone=PHONE)
    wrong = await look(counter, seen["code"], phone=WRONG)
    assert right.status_code == wrong.status_code == 429
    assert right.headers["content-type"] == "application/problem+json"
    assert right.json()["type"] == "/problems/too-many-tries"
    assert 3500 < int(right.headers["retry-after"]) <= 3600
    assert (await look(counter, seen["code"], token=seen["tracking"])).status_code == 429
    await an_hour_passes(counter, seen["code"])
    assert (await look(counter, seen["code"], phone=PHONE)).status_code == 200


async def test_a_code_that_never_was_waits_as_well(counter: Counter) -> None:
    codes = [await look(counter, "H29.01-200101-0002", phone=WRONG) for _ in range(7)]
    assert [answer.status_code for answer in codes] == [404] * 5 + [429] * 2


async def test_right_tries_count_too_and_codes_do_not_share_theirs(counter: Counter) -> None:
    seen, other = await counter.accepted(), await counter.accepted()
    statuses = [(await look(counter, seen["code"], phone=PHONE)).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert (await look(counter, other["code"], phone=PHONE)).status_code == 200


async def test_the_window_slides(counter: Counter) -> None:
    seen = await counter.accepted()
    for _ in range(5):
        await look(counter, seen["code"], phone=WRONG)
    await counter.rows("update tries set at[1] = at[1] - interval '50 minutes' where code = $1", seen["code"])
    refused = await look(counter, seen["code"], phone=PHONE)
    assert refused.status_code == 429
    assert 500 < int(refused.headers["retry-after"]) <= 600
    await counter.rows("update tries set at[1] = at[1] - interval '10 minutes' where code = $1", seen["code"])
    assert (await look(counter, seen["code"], phone=PHONE)).status_code == 200
    assert (await look(counter, seen["code"], phone=PHONE)).status_code == 429


async def test_all_at_once_are_as_many_as_one_by_one(counter: Counter) -> None:
    seen = await counter.accepted()
    answers = await asyncio.gather(*(look(counter, seen["code"], phone=WRONG) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [404] * 5 + [429] * 15


async def test_tries_are_forgotten_after_their_hour(counter: Counter) -> None:
    await look(counter, "H29.01-200101-0003", phone=WRONG)
    await counter.rows("update tries set last = last - interval '2 hours' where code = 'H29.01-200101-0003'")
    await look(counter, NOWHERE, phone=WRONG)
    assert await counter.rows("select from tries where code = 'H29.01-200101-0003'") == []


async def test_the_domain_clock_does_not_open_it(counter: Counter) -> None:
    seen = await counter.accepted()
    for _ in range(5):
        await look(counter, seen["code"], phone=WRONG)
    await counter.rows("update clock set ahead = '5 days'")
    assert (await look(counter, seen["code"], phone=PHONE)).status_code == 429
    await counter.rows("update clock set ahead = '0'")


async def test_one_factor_and_a_sound_one(counter: Counter) -> None:
    seen = await counter.accepted()
    for query in ({}, {"phone": PHONE, "token": seen["tracking"]}, {"phone": "5"}, {"phone": "٥٧٧٧"}, {"token": "x"}):
        answer = await look(counter, seen["code"], **query)
        assert answer.status_code == 422, query
        assert PHONE not in answer.text
        assert seen["tracking"] not in answer.text
    assert await counter.rows("select from tries where code = $1", seen["code"]) == []
