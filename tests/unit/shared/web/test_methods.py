"""HEAD, OPTIONS and Allow; ETags, If-Match and If-None-Match; answers without a body."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel

from shared.web import preconditions, problems
from shared.web.bodies import Timeout
from shared.web.buckets import Bucket
from shared.web.limits import Places
from shared.web.parts import App
from shared.web.rates import Rates
from shared.web.transactional import TransactionalRoute

router = APIRouter(route_class=TransactionalRoute)
SHOWN = {"beside": 1, "produced": 0}


class Thing(BaseModel):
    beside: int


@router.get("/things/{thing}")
async def read_thing(thing: str, response: Response) -> Thing:
    response.headers["ETag"] = '"7"'
    response.headers["X-Else"] = thing
    return Thing(beside=SHOWN["beside"])


@router.get("/things")
async def list_things() -> list[Thing]:
    return []


@router.post("/things/{thing}", status_code=201)
async def make_thing(thing: str, body: Thing) -> Thing:
    del thing
    return body


@router.delete("/things/{thing}", status_code=204)
async def drop_thing(thing: str) -> None:
    del thing


@router.get("/bytes", response_class=StreamingResponse)
async def fetch_bytes() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        SHOWN["produced"] += 1
        yield b"12345"

    return StreamingResponse(parts(), headers={"Content-Length": "5", "ETag": '"sum"'}, media_type="image/png")


@router.get("/v1/callbacks/{bank}")
async def report(bank: str, response: Response) -> Thing:
    del bank
    SHOWN["produced"] += 1
    response.headers["ETag"] = '"7"'
    return Thing(beside=2)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = App(version="1.2.3", responses=problems.responses())
    app[Timeout], app[Places] = Timeout(), Places(4)
    app[Rates] = Rates(*(Bucket(1000) for _ in Rates._fields))
    problems.install(app)
    app.include_router(router)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/things/a", "/things", "/bytes", "/openapi.json", "/nowhere"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, asked = client.get(path), client.head(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers == got.headers
    assert int(asked.headers["content-length"]) == len(got.content)


def test_head_produces_no_stream(client: TestClient) -> None:
    before = SHOWN["produced"]
    client.head("/bytes")
    assert SHOWN["produced"] == before


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/things/a", "DELETE, GET, HEAD, OPTIONS, POST"),
        ("POST", "/things", "GET, HEAD, OPTIONS"),
        ("HEAD", "/v1/callbacks/bank", "GET, OPTIONS"),
        ("TRACE", "/bytes", "GET, HEAD, OPTIONS"),
    ],
)
def test_allow_lists_every_method(client: TestClient, method: str, path: str, allow: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    asked = client.options(path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, allow, b"")
    assert "content-type" not in asked.headers


def test_options_of_nothing_is_not_found(client: TestClient) -> None:
    assert client.options("/nowhere").status_code == 404


def test_a_callback_is_neither_asked_twice_nor_answered_unread(client: TestClient) -> None:
    before = SHOWN["produced"]
    client.head("/v1/callbacks/bank")
    assert SHOWN["produced"] == before
    answer = client.get("/v1/callbacks/bank", headers={"If-None-Match": "*"})
    assert (answer.status_code, SHOWN["produced"], answer.headers["etag"]) == (200, before + 1, '"7"')


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*", '"a,b" , W/{}'])
@pytest.mark.parametrize("path", ["/things/a", "/bytes"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_client_has_is_not_sent_again(client: TestClient, method: str, path: str, form: str) -> None:
    before = client.get(path)
    tag, produced = before.headers["etag"], SHOWN["produced"]
    answer = client.request(method, path, headers={"If-None-Match": form.format(tag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert dict(answer.headers) == {"etag": tag, "cache-control": "no-store", "api-version": "1.2.3"}
    assert SHOWN["produced"] == produced


@pytest.mark.parametrize("wanted", ['"7"', "", '"x"', "W/", "7"])
def test_another_representation_is_sent(client: TestClient, wanted: str) -> None:
    assert client.get("/things/a", headers={"If-None-Match": wanted}).status_code == 200


def test_what_is_shown_beside_the_entity_changes_its_tag(client: TestClient) -> None:
    """A projection does not move: the revision stays, and a client that polls must still see the news."""
    tag = client.get("/things/a").headers["etag"]
    assert re.fullmatch(r'"7\.[0-9a-f]{16}"', tag)
    SHOWN["beside"] += 1
    answer = client.get("/things/a", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["etag"] != tag) == (200, True)
    assert preconditions.names(tag, '"7"'), "but a decision was made on the same revision"
    assert preconditions.names(answer.headers["etag"], '"7"')


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ('"7"', True),
        ("*", True),
        (' "6" , "7.0123456789abcdef"', True),
        ('W/"7"', False),  # If-Match compares strongly
        ('W/"7.0123456789abcdef"', False),
        ('"7.0123456789abcdeg"', False),
        ('"77"', False),
        ("7", False),
        ('"*"', False),
        ("", False),
    ],
)
def test_if_match_names_a_revision(wanted: str, named: bool) -> None:
    assert preconditions.names(wanted, '"7"') is named


def test_an_answer_without_a_body_has_no_type(client: TestClient) -> None:
    answer = client.delete("/things/a")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not {"content-type", "content-length"} & set(answer.headers)


def test_a_body_of_another_type_is_refused_for_its_header(client: TestClient) -> None:
    others = ("text/plain", "application/jsonx", "text/json", "application/x-www-form-urlencoded")
    alike = ("application/json; charset=utf-16", "application/merge-patch+json", "application/vnd.motcua+json")
    for media in (*others, *alike):
        answer = client.post("/things/a", content=b'{"beside": 1}', headers={"Content-Type": media})
        assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media")
        assert [error["pointer"] for error in answer.json()["errors"]] == ["header:Content-Type"]
    for media in ("application/json", "Application/JSON; charset=utf-8", 'application/json;charset="UTF-8"'):
        assert client.post("/things/a", content=b'{"beside": 1}', headers={"Content-Type": media}).status_code == 201
    assert client.post("/things/a", content=b'{"beside": 1}').status_code == 415
    assert client.post("/things/a").status_code == 422, "no body has no type"


@router.put("/files/{file}", openapi_extra={"requestBody": {"content": {"image/png": {}}}})
async def keep_file(file: str, request: Request) -> int:
    del file
    return len(await request.body())


@pytest.mark.parametrize(("method", "path"), [("POST", "/things/a"), ("PUT", "/files/a")])
def test_a_coded_body_is_refused_for_its_header(client: TestClient, method: str, path: str) -> None:
    sent = {"content": b'{"beside": 1}', "headers": {"Content-Type": "application/json"}}
    for coding in ("gzip", "br", "identity, gzip"):
        answer = client.request(method, path, **sent | {"headers": sent["headers"] | {"Content-Encoding": coding}})
        assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media")
        assert [error["pointer"] for error in answer.json()["errors"]] == ["header:Content-Encoding"]
    plain = client.request(method, path, **sent | {"headers": sent["headers"] | {"Content-Encoding": "Identity"}})
    assert plain.is_success


def test_every_answer_names_the_version(client: TestClient) -> None:
    for answer in (client.get("/things"), client.put("/things"), client.get("/nowhere"), client.options("/things")):
        assert (answer.headers["api-version"], answer.headers["cache-control"]) == ("1.2.3", "no-store")
