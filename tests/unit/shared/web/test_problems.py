"""Every failure is answered as a problem in two languages, and nothing that was sent is repeated."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from shared.kernel.errors import Named, Refused
from shared.web import problems
from shared.web.bodies import Timeout
from shared.web.buckets import Bucket
from shared.web.limits import Places
from shared.web.parts import App
from shared.web.rates import Rates
from shared.web.transactional import TransactionalRoute
from tests.support.failing import RAISED, SECRET, told


def every(kind: type[Named]) -> list[type[Named]]:
    return [kind, *(below for sub in kind.__subclasses__() for below in every(sub))]


OURS = ("shared.kernel.errors", "shared.web.errors")
KINDS = [kind for kind in every(Named) if kind.__module__ in OURS and kind is not Named]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.kind in RAISED], ids=lambda kind: kind.kind)
def test_a_named_failure_has_its_name_as_type(failing: TestClient, kind: type[Named]) -> None:
    with capture_logs():
        body = told(failing.get(f"/raise/{kind.kind}"))
    assert body["type"] == f"/problems/{kind.kind}"
    assert body["status"] == kind.status
    assert body["title"] == body["vi"]["title"] == kind.vi
    assert body["en"]["title"] == kind.en
    assert body["detail"] == body["vi"]["detail"]


def test_every_kind_is_listed_above_or_has_a_test_of_its_own() -> None:
    assert {kind.kind for kind in KINDS} - RAISED.keys() == {"not-json"}


@pytest.mark.parametrize(
    ("what", "members"),
    [
        (
            "refused",
            {"detail": "chưa được", "dossier": "d-1", "en": {"title": Refused.en, "detail": "not now"}},
        ),
        ("unlisted-move", {"state": "draft", "moves": ["submit"]}),
        ("invalid", {"errors": [{"pointer": "/fee", "code": "too_much", "vi": "quá", "en": "too much"}]}),
        ("reserved", {"type": "/problems/refused", "status": 409, "title": Refused.vi}),
        ("group", {"type": "/problems/stale", "status": 412}),
    ],
)
def test_details_and_members_are_in_the_answer(failing: TestClient, what: str, members: dict[str, Any]) -> None:
    body = told(failing.get(f"/raise/{what}"))
    assert body.items() >= members.items()


@pytest.mark.parametrize(
    ("what", "header", "value"),
    [
        ("unauthenticated", "www-authenticate", "Bearer"),
        ("unavailable", "retry-after", "17"),
        ("refused-port", "retry-after", "5"),
        ("shutdown", "retry-after", "5"),
        ("deadlock", "retry-after", "1"),
        ("method-not-allowed", "allow", "GET, HEAD, OPTIONS"),
    ],
)
def test_headers_of_refusals(failing: TestClient, what: str, header: str, value: str) -> None:
    with capture_logs():
        assert failing.get(f"/raise/{what}").headers[header] == value


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("*", "vi"),
        ("fr, de", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("fr, en;q=0.5", "en"),
        ("vi;q=0.5, EN;q=0.6", "en"),
        ("en;q=0", "vi"),
        ("en;q=0.1, *;q=0.2", "vi"),
        ("en ; q=0.3 , vi ; q=0.2", "en"),
        ("en;q=nan, vi;q=0.1", "vi"),
        ("en;q=7", "vi"),
        (";;,,=", "vi"),
    ],
)
def test_the_title_is_in_the_requested_language(failing: TestClient, accepted: str | None, language: str) -> None:
    headers = {"Accept-Language": ""} if accepted is None else {"Accept-Language": accepted}
    answer = failing.get("/raise/refused", headers=headers)
    body = told(answer)
    assert {"title": body["title"], "detail": body["detail"]} == body[language]
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [("GET", "/nowhere", "not-found"), ("DELETE", "/form", "method-not-allowed")],
)
def test_what_the_framework_refuses_is_a_problem_too(failing: TestClient, method: str, path: str, kind: str) -> None:
    answer = failing.request(method, path)
    assert told(answer)["type"] == f"/problems/{kind}"
    assert answer.headers.get("allow") == ("OPTIONS, POST" if kind == "method-not-allowed" else None)


@pytest.mark.parametrize("content", [b"{", b"", b'{"a": ', f"{SECRET} x".encode(), b"\xff\xfe{"])
def test_a_body_that_is_not_json(failing: TestClient, content: bytes) -> None:
    answer = failing.post("/form", content=content, headers={"Content-Type": "application/json"})
    kind = "invalid" if content == b"" else "unreadable" if content[:1] == b"\xff" else "not-json"
    assert told(answer)["type"] == f"/problems/{kind}"
    assert answer.status_code == (422 if kind == "invalid" else 400)


@pytest.mark.parametrize("content", [b"1234567890x", iter([b"12345"] * 3)], ids=["announced", "streamed"])
def test_a_body_that_is_too_large(content: Any) -> None:
    app, router = App(), APIRouter(route_class=TransactionalRoute)
    app[Timeout], app[Places] = Timeout(), Places(1)
    app[Rates] = Rates(*(Bucket(1) for _ in Rates._fields))
    problems.install(app)

    @router.post("/body", max_body_size=10, openapi_extra={"requestBody": {}})
    async def body(request: Request) -> int:
        return len(await request.body())

    app.include_router(router)
    with capture_logs() as logs:
        found = told(TestClient(app).post("/body", content=content))
    assert (found["type"], found["max_bytes"], logs) == ("/problems/too-large", 10, [])


GIVEN = "0197a1f0-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("what", "status", "event"),
    [
        ("bug", 500, "bug"),
        ("mixed-group", 500, "bug"),
        ("refused-port", 503, "unavailable"),
        ("deadlock", 503, "unavailable"),
        ("shutdown", 503, "unavailable"),
    ],
)
def test_a_failure_of_ours_is_logged_without_its_message(
    failing: TestClient, what: str, status: int, event: str
) -> None:
    with capture_logs() as logs:
        body = told(failing.get(f"/raise/{what}", headers={"X-Correlation-Id": GIVEN}))
    [line] = logs
    assert (body["status"], line["event"]) == (status, event)
    assert line["exception"].endswith("KeyError" if event == "bug" else type(RAISED[what]).__name__)
    assert body["correlation"] == line["correlation"] == GIVEN
    assert SECRET not in json.dumps(line)
    assert ("raising" in line.get("trace", "")) is (event == "bug"), "the traceback of a bug names the function"


def test_a_bug_is_answered_without_details(failing: TestClient) -> None:
    with capture_logs():
        body = told(failing.get("/raise/bug", headers={"X-Correlation-Id": "not a uuid"}))
    assert body["type"] == "/problems/bug"
    assert body["detail"] == body["title"]
    assert UUID(body["correlation"]).version == 4
    assert body.keys() == {"type", "title", "detail", "status", "instance", "vi", "en", "correlation"}


def test_the_correlation_stays_for_the_whole_request(failing: TestClient) -> None:
    first, second = failing.get("/correlation").json()
    assert first == second != failing.get("/correlation").json()[0]
    assert failing.get("/correlation", headers={"X-Correlation-Id": GIVEN}).json() == [GIVEN, GIVEN]


def test_the_document_lists_the_possible_answers(failing: TestClient) -> None:
    document = failing.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {"Problem", "ProblemText", "WrongField"} <= schemas.keys()
    assert "HTTPValidationError" not in schemas
    answers = document["paths"]["/items/{item}"]["get"]["responses"]
    assert sorted(answers) == ["200", "400", "404", "409", "412", "414", "422", "431", "500", "503"]
    for status in ("404", "422", "503"):
        content = answers[status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert "`stale`" in answers["412"]["description"]
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert references <= schemas.keys()
