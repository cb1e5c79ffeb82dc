"""Idempotency-Key and If-Match: asked twice is done once, and no one decides on what they have not seen."""

from __future__ import annotations

import asyncio
import re
from uuid import uuid4

import httpx2
import pytest

from motcua.simulation.province import Province
from motcua.stack.people import Person
from tests.integration.http.conftest import problem_of
from tests.support import dossiers


@pytest.fixture
def owner(installation: Province) -> Person:
    return installation.applicant(f"applicant:{uuid4().hex[:8]}")


async def withdraw(owner: Person, dossier: str, **headers: str) -> httpx2.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return await owner.ask("POST", "intake", f"{dossier}/withdrawal", headers=names)


async def tag(owner: Person, dossier: str) -> str:
    return str((await owner.ask("GET", "intake", dossier)).headers["etag"])


async def begin(owner: Person, key: str, **changes: object) -> httpx2.Response:
    body = dossiers.draft(**changes)
    return await owner.ask("POST", "intake", "/v1/dossiers", json=body, headers={"Idempotency-Key": key})


async def count(owner: Person) -> int:
    return len((await owner.get("intake", "/v1/dossiers"))["dossiers"])


async def test_the_same_request_gets_the_same_bytes(owner: Person) -> None:
    first, again = [await begin(owner, "same") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert all(first.headers[name] == again.headers[name] for name in ("etag", "location", "content-type"))
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await count(owner) == 1


async def test_an_answer_stays_though_the_dossier_went_on(owner: Person) -> None:
    """The stored answer is looked up before If-Match: what was stale meanwhile was done all the same."""
    dossier = await dossiers.drafted(owner)
    seen = await tag(owner, dossier)
    first = await withdraw(owner, dossier, If_Match=seen, Idempotency_Key="w")
    again = await withdraw(owner, dossier, If_Match=seen, Idempotency_Key="w")
    assert (first.status_code, first.content) == (200, again.content)


async def test_a_key_belongs_to_one_request(owner: Person, installation: Province) -> None:
    assert (await begin(owner, "k")).status_code == 201
    other = await begin(owner, "k", application=dossiers.application(answers={}))
    assert problem_of(other, 422).type == "/problems/key-reused"
    dossier = await dossiers.drafted(owner)
    seen = await tag(owner, dossier)
    assert (await withdraw(owner, dossier, If_Match=seen, Idempotency_Key="k")).status_code == 200, "another path"
    other = await withdraw(owner, dossier, If_Match='"2"', Idempotency_Key="k")
    assert problem_of(other, 422).type == "/problems/key-reused"
    stranger = installation.applicant(f"applicant:{uuid4().hex[:8]}")
    answer = await begin(stranger, "k")
    assert answer.status_code == 201
    assert "idempotency-replayed" not in answer.headers, "another caller's key is another key"


async def test_at_the_same_time_it_is_done_once(owner: Person) -> None:
    answers = await asyncio.gather(*(begin(owner, "race") for _ in range(8)))
    good = [answer for answer in answers if answer.status_code == 201]
    for answer in answers:
        assert answer in good or problem_of(answer, 409).type == "/problems/key-busy"
    assert len({answer.content for answer in good}) == 1
    assert await count(owner) == 1


async def test_an_error_is_not_stored(owner: Person) -> None:
    dossier = await dossiers.drafted(owner)
    problem_of(await withdraw(owner, dossier, If_Match='"7"', Idempotency_Key="e"), 412)
    problem_of(await withdraw(owner, dossier, Idempotency_Key="e"), 428)
    seen = await tag(owner, dossier)
    assert (await withdraw(owner, dossier, If_Match=seen, Idempotency_Key="e")).status_code == 200


async def test_a_command_names_the_revision_it_saw(owner: Person) -> None:
    dossier = await dossiers.drafted(owner)
    assert problem_of(await withdraw(owner, dossier), 428).type == "/problems/precondition-required"
    seen = await tag(owner, dossier)
    now = seen.partition(".")[0]
    assert re.fullmatch(r'"1-[0-9a-f]{12}', now)
    for stale in ('"0"', '"1"', f"W/{seen}", '"x"', now, now[1:], "**"):
        stale_answer = problem_of(await withdraw(owner, dossier, If_Match=stale), 412)
        assert stale_answer.model_extra == {"etag": f'{now}"'}
    assert (await withdraw(owner, dossier, If_Match=f'"9", {now}"')).headers["etag"][:3] == '"2-'


async def test_a_star_is_whatever_is_there(owner: Person) -> None:
    dossier = await dossiers.drafted(owner)
    assert (await withdraw(owner, dossier, If_Match="*")).status_code == 200


async def test_an_application_has_a_tag_of_its_own(owner: Person) -> None:
    dossier = await dossiers.drafted(owner)
    path, new = f"{dossier}/application", dossiers.application(answers={"area": "Nơi khác"})
    problem_of(await owner.ask("PUT", "intake", path, json=new), 428)
    problem_of(await owner.ask("PUT", "intake", path, json=new, headers={"If-Match": '"1"'}), 412)
    edited = await owner.ask("PUT", "intake", path, json=new, headers={"If-Match": '"r1"'})
    assert (edited.headers["etag"], edited.json()["answers"]) == ('"r2"', new["answers"])
    read = await owner.ask("GET", "intake", path)
    assert re.fullmatch(r'"r2\.[0-9a-f]{16}"', read.headers["etag"])
    assert read.json() == edited.json()
    problem_of(await owner.ask("PUT", "intake", path, json=new, headers={"If-Match": '"r1"'}), 412)
    same = await owner.ask("PUT", "intake", path, json=read.json(), headers={"If-Match": read.headers["etag"]})
    assert (same.status_code, same.json()) == (200, read.json()), "what is read can be sent back"


async def test_an_unlisted_move_is_refused_with_what_is_possible(installation: Province, owner: Person) -> None:
    dossier = await dossiers.drafted(owner)
    answer = await owner.ask("POST", "intake", f"{dossier}/supplement", headers={"If-Match": "*"})
    problem = problem_of(answer, 409)
    assert problem.type == "/problems/unlisted-move"
    view = await owner.get("intake", dossier)
    assert problem.model_extra == {"move": "HandIn", "state": "draft", "moves": view["moves"]}
    incomplete = {"vi": "Hồ sơ chưa đầy đủ hoặc chưa đúng.", "en": "The dossier is not complete or not correct."}
    submit, withdraw = view["moves"]
    assert [(field["name"], field["required"], field["type"]) for field in submit.pop("fields")] == [
        ("procedure_version", False, "integer")
    ]
    path = f"POST {dossier}/submission"
    missing = submit["why"].pop("errors")
    assert {each["code"] for each in missing} == {"missing"}
    assert submit == {"move": "Submit", "possible": False, "why": incomplete, "path": path}
    path = f"POST {dossier}/withdrawal"
    assert withdraw == {"move": "Withdraw", "possible": True, "why": None, "path": path, "fields": []}


async def test_a_stale_officer_does_not_accept_what_was_withdrawn(installation: Province, owner: Person) -> None:
    dossier = await dossiers.submitted(owner)
    desk = installation.officer("officer:desk", dossiers.DESK)
    seen = (await desk.ask("GET", "intake", dossier)).headers["etag"]
    await owner.act("intake", dossier, "withdrawal")
    answer = await desk.ask("POST", "intake", f"{dossier}/acceptance", headers={"If-Match": seen})
    now = (await desk.ask("GET", "intake", dossier)).headers["etag"]
    revision = problem_of(answer, 412).model_extra["etag"]
    assert now.startswith(revision.removesuffix('"') + ".")
    assert now != seen
    answer = await desk.ask("POST", "intake", f"{dossier}/acceptance", headers={"If-Match": "*"})
    assert problem_of(answer, 409).model_extra == {"move": "Accept", "state": "withdrawn", "moves": []}


async def test_publishing_twice_is_one_version(installation: Province) -> None:
    """And the same content later, under another key, is no new version."""
    calendar = (await installation.operator.get("intake", "/v1/calendars"))[0]
    content = (await installation.operator.get("intake", f"/v1/calendars/{calendar['code']}"))["content"]
    answer = await installation.operator.ask("POST", "intake", "/v1/calendars", json=content)
    assert (answer.status_code, answer.json()["version"]) == (200, calendar["version"])
