"""Every failure is told as a problem in two languages, and nothing of what was sent comes back."""

import json
import re
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
import pytest
import uvicorn
from asyncpg import exceptions as pg
from fastapi import Body, Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError
from structlog.testing import capture_logs

from shared import errors, problems
from shared.errors import FieldError, Named, Refused, Unavailable

SECRET = "001099012345"  # stands for personal data: must never be told or logged


def bug() -> None:
    raise KeyError(SECRET)


RAISED: dict[str, Exception] = {
    "refused": Refused("not now", "chưa được", dossier="d-1"),
    "unlisted-move": errors.UnlistedMove("no", "không", state="draft", moves=["submit"]),
    "not-found": errors.NotFound(),
    "unauthenticated": errors.Unauthenticated(),
    "forbidden": errors.Forbidden(),
    "invalid": errors.Invalid("one", "một", errors=[FieldError("/fee", "too_much", "quá", "too much")]),
    "precondition-required": errors.PreconditionRequired(),
    "stale": errors.Stale(),
    "key-reused": errors.KeyReused(),
    "key-busy": errors.KeyBusy(),
    "too-large": errors.TooLarge(),
    "unsupported-media": errors.UnsupportedMedia(),
    "not-yet": errors.NotYet(),
    "unavailable": Unavailable("bank", retry_after=17),
    "method-not-allowed": HTTPException(405, SECRET, {"Allow": "GET"}),
    "unreadable": HTTPException(400, SECRET),
    "reserved": Refused("x", "y", type="mine", status=200, title="mine"),
    "group": ExceptionGroup("tasks", [errors.Stale(), errors.Stale()]),
    "mixed-group": ExceptionGroup("tasks", [errors.Stale(), KeyError(SECRET), errors.Stale()]),
    "bug": KeyError(SECRET),
    "gateway": HTTPException(502, SECRET),
    "refused-port": ConnectionRefusedError(111, SECRET),
    "deadlock": pg.DeadlockDetectedError(SECRET),
    "shutdown": pg.AdminShutdownError(SECRET),
}


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: int


class Square(BaseModel):
    kind: Literal["square"]
    side: int


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    must: int
    short: str = Field("abc", min_length=3, max_length=5)
    shaped: str = Field("A1", pattern="^[A-Z][0-9]$")
    uuid: UUID | None = None
    day: date | None = None
    at: datetime | None = None
    number: float = 1
    flag: bool = True
    colour: Colour = Colour.RED
    word: Literal["yes", "no"] = "yes"
    positive: int = Field(1, gt=0)
    least: int = Field(1, ge=1)
    below: int = Field(1, lt=10)
    most: int = Field(1, le=10)
    several: list[int] = Field([1], min_length=1, max_length=2)
    shape: Annotated[Circle | Square, Field(discriminator="kind")] | None = None
    amounts: dict[str, int] = {}
    ours: str = ""
    theirs: str = ""
    odd: str = Field("", alias="a/b~c")

    @field_validator("ours")
    @classmethod
    def _ours(cls, value: str) -> str:
        if value:
            raise PydanticCustomError("citizen_number", "{en}", {"vi": "Số sai.", "en": "Wrong number."})
        return value

    @field_validator("theirs")
    @classmethod
    def _theirs(cls, value: str) -> str:
        if value:
            raise ValueError(f"{value} is wrong")
        return value


def make() -> FastAPI:  # noqa: C901 - a route per way to fail
    app = FastAPI(responses=problems.responses())
    problems.install(app)

    @app.get("/raise/{what}")
    async def raising(what: str) -> None:
        raise RAISED[what]

    @app.post("/form")
    async def form(form: Annotated[Form, Body()]) -> None:
        del form

    @app.get("/asked")
    async def asked(q: Annotated[int, Query()], if_match: Annotated[int, Header()]) -> None:
        del q, if_match

    @app.get("/items/{item}", responses=problems.responses(errors.NotFound, errors.Stale, errors.UnlistedMove))
    async def item(item: UUID) -> None:
        del item

    async def commits() -> AsyncIterator[None]:
        yield
        raise pg.AdminShutdownError(SECRET)

    @app.get("/commit", dependencies=[Depends(commits, scope="function")])
    async def commit() -> str:
        return "committed"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"half"
            bug()

        return StreamingResponse(parts())

    @app.get("/correlation")
    async def told(request: Request) -> list[UUID]:
        return [problems.correlation(request), problems.correlation(request)]

    return app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(make()) as client:  # raises what falls through: nothing may
        yield client


def told(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    problems.Problem.model_validate(body)
    assert body["status"] == answer.status_code
    assert body["instance"] == answer.request.url.path
    assert SECRET not in answer.text
    return body


def every(kind: type[Named]) -> list[type[Named]]:
    return [kind, *(below for sub in kind.__subclasses__() for below in every(sub))]


OURS = ("shared.errors", "shared.problems")
KINDS = [kind for kind in every(Named) if kind.__module__ in OURS and kind is not Named]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.kind in RAISED], ids=lambda kind: kind.kind)
def test_a_named_failure_is_told_by_its_name(client: TestClient, kind: type[Named]) -> None:
    with capture_logs():
        body = told(client.get(f"/raise/{kind.kind}"))
    assert body["type"] == f"/problems/{kind.kind}"
    assert body["status"] == kind.status
    assert body["title"] == body["vi"]["title"] == kind.vi
    assert body["en"]["title"] == kind.en
    assert body["detail"] == body["vi"]["detail"]


def test_every_kind_is_told_above_or_has_a_test_of_its_own() -> None:
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
def test_details_and_members_are_told(client: TestClient, what: str, members: dict[str, Any]) -> None:
    body = told(client.get(f"/raise/{what}"))
    assert body.items() >= members.items()


@pytest.mark.parametrize(
    ("what", "header", "value"),
    [
        ("unauthenticated", "www-authenticate", "Bearer"),
        ("unavailable", "retry-after", "17"),
        ("refused-port", "retry-after", "5"),
        ("shutdown", "retry-after", "5"),
        ("deadlock", "retry-after", "1"),
        ("method-not-allowed", "allow", "GET"),
    ],
)
def test_headers_say_what_to_do(client: TestClient, what: str, header: str, value: str) -> None:
    with capture_logs():
        assert client.get(f"/raise/{what}").headers[header] == value


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
def test_the_title_is_in_the_language_asked_for(client: TestClient, accepted: str | None, language: str) -> None:
    headers = {"Accept-Language": ""} if accepted is None else {"Accept-Language": accepted}
    answer = client.get("/raise/refused", headers=headers)
    body = told(answer)
    assert {"title": body["title"], "detail": body["detail"]} == body[language]
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [("GET", "/nowhere", "not-found"), ("DELETE", "/form", "method-not-allowed")],
)
def test_what_the_framework_refuses_is_a_problem_too(client: TestClient, method: str, path: str, kind: str) -> None:
    answer = client.request(method, path)
    assert told(answer)["type"] == f"/problems/{kind}"
    assert answer.headers.get("allow") == ("POST" if kind == "method-not-allowed" else None)


@pytest.mark.parametrize("content", [b"{", b"", b'{"a": ', f"{SECRET} x".encode(), b"\xff\xfe{"])
def test_a_body_that_is_not_json(client: TestClient, content: bytes) -> None:
    answer = client.post("/form", content=content, headers={"Content-Type": "application/json"})
    kind = "invalid" if content == b"" else "unreadable" if content[:1] == b"\xff" else "not-json"
    assert told(answer)["type"] == f"/problems/{kind}"
    assert answer.status_code == (422 if kind == "invalid" else 400)


def test_a_body_that_is_too_large() -> None:
    app = FastAPI(max_body_size=10)
    problems.install(app)

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    client = TestClient(app)
    with capture_logs() as logs:
        assert told(client.post("/body", content=iter([b"12345"] * 5)))["type"] == "/problems/too-large"
        # Starlette answers a declared length itself, in plain text; that must pass unharmed
        assert client.post("/body", content=b"1234567890x").status_code == 413
    assert logs == []


# value sent, pointer, code, what the Vietnamese sentence holds
WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"must": None}, "/must", "int_type", "số nguyên"),
    ({"must": SECRET + "x"}, "/must", "int_parsing", "số nguyên"),
    ({"must": 1.5}, "/must", "int_from_float", "số nguyên"),
    ({"extra": SECRET}, "/extra", "extra_forbidden", "không được chấp nhận"),
    ({"short": "a"}, "/short", "string_too_short", "ít nhất 3 ký tự"),
    ({"short": SECRET}, "/short", "string_too_long", "Tối đa 5 ký tự"),
    ({"short": 5}, "/short", "string_type", "chuỗi ký tự"),
    ({"shaped": SECRET}, "/shaped", "string_pattern_mismatch", "định dạng"),
    ({"uuid": SECRET}, "/uuid", "uuid_parsing", "UUID"),
    ({"day": "x" + SECRET}, "/day", "date_from_datetime_parsing", "Ngày không hợp lệ"),
    ({"at": "x" + SECRET}, "/at", "datetime_from_date_parsing", "Thời điểm không hợp lệ"),
    ({"number": "x" + SECRET}, "/number", "float_parsing", "phải là số"),
    ({"flag": SECRET}, "/flag", "bool_parsing", "true"),
    ({"colour": SECRET}, "/colour", "enum", "'red' hoặc 'blue'"),
    ({"word": SECRET}, "/word", "literal_error", "'yes' hoặc 'no'"),
    ({"positive": 0}, "/positive", "greater_than", "lớn hơn 0"),
    ({"least": 0}, "/least", "greater_than_equal", "từ 1 trở lên"),
    ({"below": 10}, "/below", "less_than", "nhỏ hơn 10"),
    ({"most": 11}, "/most", "less_than_equal", "vượt quá 10"),
    ({"several": []}, "/several", "too_short", "ít nhất 1 mục"),
    ({"several": [1, 2, 3]}, "/several", "too_long", "Tối đa 2 mục"),
    ({"several": SECRET}, "/several", "list_type", "danh sách"),
    ({"several": [1, SECRET + "x"]}, "/several/1", "int_parsing", "số nguyên"),
    ({"shape": {"kind": "circle", "radius": SECRET + "x"}}, "/shape/radius", "int_parsing", "số nguyên"),
    ({"shape": {"kind": "circle"}}, "/shape/radius", "missing", "bắt buộc"),
    ({"shape": {"kind": SECRET}}, "/shape", "union_tag_invalid", "'circle', 'square'"),
    ({"shape": {}}, "/shape", "union_tag_not_found", "'kind'"),
    ({"amounts": {"x": SECRET + "x"}}, "/amounts/x", "int_parsing", "số nguyên"),
    ({"ours": SECRET}, "/ours", "citizen_number", "Số sai."),
    ({"theirs": SECRET}, "/theirs", "value_error", "không hợp lệ"),
    ({"a/b~c": 5}, "/a~1b~0c", "string_type", "chuỗi ký tự"),
]


@pytest.mark.parametrize(("sent", "pointer", "code", "sentence"), WRONG, ids=lambda one: str(one)[:40])
def test_a_wrong_field_is_pointed_at_and_explained(
    client: TestClient, sent: dict[str, Any], pointer: str, code: str, sentence: str
) -> None:
    body = told(client.post("/form", json={"must": 1, **sent}))
    assert body["type"] == "/problems/invalid"
    [error] = body["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert sentence in error["vi"]
    assert error["en"].isascii()
    assert "{" not in error["vi"] + error["en"]


def test_what_is_missing_and_where_else(client: TestClient) -> None:
    assert [error["pointer"] for error in told(client.post("/form", json={}))["errors"]] == ["/must"]
    assert [error["pointer"] for error in told(client.post("/form", json=[]))["errors"]] == [""]
    asked = told(client.get("/asked", params={"q": SECRET + "x"}))["errors"]
    assert [(error["pointer"], error["code"]) for error in asked] == [
        ("?q", "int_parsing"),
        ("header:If-Match", "missing"),
    ]
    assert told(client.get("/items/5"))["errors"][0]["pointer"] == "path:item"


def test_a_hostile_body_gets_a_hundred_errors_at_most(client: TestClient) -> None:
    body = told(client.post("/form", json={f"x{number}": 1 for number in range(5000)}))
    assert len(body["errors"]) == 100


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
    client: TestClient, what: str, status: int, event: str
) -> None:
    with capture_logs() as logs:
        body = told(client.get(f"/raise/{what}", headers={"X-Correlation-Id": GIVEN}))
    [line] = logs
    assert (body["status"], line["event"]) == (status, event)
    assert line["exception"].endswith("KeyError" if event == "bug" else type(RAISED[what]).__name__)
    assert body["correlation"] == line["correlation"] == GIVEN
    assert SECRET not in json.dumps(line)
    assert ("raising" in line.get("trace", "")) is (event == "bug"), "the traceback of a bug names the function"


def test_a_bug_is_told_without_details(client: TestClient) -> None:
    with capture_logs():
        body = told(client.get("/raise/bug", headers={"X-Correlation-Id": "not a uuid"}))
    assert body["type"] == "/problems/bug"
    assert body["detail"] == body["title"]
    assert UUID(body["correlation"]).version == 4
    assert body.keys() == {"type", "title", "detail", "status", "instance", "vi", "en", "correlation"}


def test_the_correlation_stays_for_the_whole_request(client: TestClient) -> None:
    first, second = client.get("/correlation").json()
    assert first == second != client.get("/correlation").json()[0]
    assert client.get("/correlation", headers={"X-Correlation-Id": GIVEN}).json() == [GIVEN, GIVEN]


def test_a_commit_that_fails_is_not_answered_as_done(client: TestClient) -> None:
    with capture_logs():
        assert told(client.get("/commit"))["type"] == "/problems/unavailable"


def test_the_document_says_what_may_be_answered(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {"Problem", "Said", "WrongField"} <= schemas.keys()
    assert "HTTPValidationError" not in schemas
    answers = document["paths"]["/items/{item}"]["get"]["responses"]
    assert sorted(answers) == ["200", "400", "404", "409", "412", "422", "500", "503"]
    for status in ("404", "422", "503"):
        content = answers[status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert "`stale`" in answers["412"]["description"]
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert references <= schemas.keys()


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The same app behind a real uvicorn."""
    server = uvicorn.Server(uvicorn.Config(make(), port=0, log_level="error", log_config=None, lifespan="off"))
    listening = server.config.bind_socket()
    ready = threading.Event()
    real = server.startup

    async def startup(sockets: Any = None) -> None:
        await real(sockets)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    assert ready.wait(10)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(("what", "status"), [("bug", 500), ("shutdown", 503), ("stale", 412)])
def test_uvicorn_serves_the_same(served: str, what: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs():
        body = told(httpx2.get(f"{served}/raise/{what}"))
    assert body["status"] == status
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_half_an_answer_is_cut_off(served: str, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs() as logs, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{served}/stream")
    assert [line["event"] for line in logs] == ["bug"]
    assert "shared.catch.Cut" in caplog.text, "uvicorn logs what it cuts"
    assert "KeyError" not in caplog.text
    assert SECRET not in caplog.text
