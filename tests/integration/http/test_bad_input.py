"""Nothing a client can send is answered by anything but a problem, and no problem says what was sent."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from motcua.province import Province
from shared.auth import Role
from shared.bodies import DEEPEST, LARGEST
from tests.integration.http.conftest import Life, problem_of
from tests.support import dossiers
from tests.support.routes import OPERATIONS, Operation

WITH_BODY = [each for each in OPERATIONS if each.takes_json]
SECRET = "Kín Đáo 099876543210"
JSON = {"Content-Type": "application/json", "If-Match": "*"}


def nested(levels: int) -> bytes:
    return b'{"x":' * levels + b"1" + b"}" * levels


#: What is not JSON, and what is so strict a reading refuses it: RFC 8259 sections 2, 6, 8.1, 8.2.
NOT_JSON = {
    "words": SECRET.encode(),
    "half": b'{"why": "' + SECRET.encode(),
    "latin-1": b'{"why": "\xff\xfe"}',
    "utf-16": '{"why": "năm chữ"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"why": "abc"}',
    "lone surrogate": b'{"why": "\\ud800 abc"}',
    "reversed surrogates": b'{"why": "\\udc00\\ud800"}',
    "raw NUL": b'{"why": "a\x00b"}',
    "not a number": b'{"seconds": NaN}',
    "infinite": b'{"seconds": Infinity}',
    "overflowing": b'{"seconds": 1e999}',
    "too many digits": b'{"seconds": ' + b"9" * 5000 + b"}",
}
#: JSON that nothing here asks for.
INVALID = {
    "NUL spelled out": b'{"why": "a\\u0000b"}',
    "deep": nested(DEEPEST + 1),
    "deeper": nested(3000),
    "deep in lists": b"[" * 200_000 + b"]" * 200_000,
    "nothing": b"",
    "null": b"null",
    "a text": f'"{SECRET}"'.encode(),
    "a number": b"1" * 400,
    "a list": b'[{"x": 1}]',
    "an unknown field": f'{{"unheard_of": "{SECRET}"}}'.encode(),
    "an empty name": b'{"": ""}',
}


async def send(operation: Operation, town: Province, life: Life, content: bytes, **headers: str) -> httpx2.Response:
    """This body as somebody who may."""
    assert operation.roles is not None
    role = min(operation.roles & {Role.APPLICANT, Role.OFFICER, Role.OPERATOR, Role.SERVICE})
    agency = {Role.OFFICER: dossiers.DESK if operation.service == "intake" else dossiers.AGENCY}.get(role)
    subject = life.owner.subject if role is Role.APPLICANT else "operator:demo"
    person = town.person(subject, role, agency)
    address = operation.address(**life.parts)
    return await person.ask(operation.method, operation.service, address, content=content, headers=JSON | headers)


with_body = pytest.mark.parametrize("operation", WITH_BODY, ids=str)


@with_body
async def test_what_is_not_json(operation: Operation, town: Province, life: Life) -> None:
    for name, content in NOT_JSON.items():
        answer = await send(operation, town, life, content)
        assert problem_of(answer, 400).type == "/problems/not-json", name
        assert SECRET not in answer.text


@with_body
async def test_json_that_nobody_asked_for(operation: Operation, town: Province, life: Life) -> None:
    for name, content in INVALID.items():
        answer = await send(operation, town, life, content)
        assert problem_of(answer, 422).type == "/problems/invalid", name
        assert SECRET not in answer.text
        assert "unheard_of" not in answer.text or problem_of(answer, 422).errors, name


@with_body
async def test_a_body_that_is_no_json_at_all(operation: Operation, town: Province, life: Life) -> None:
    for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await send(operation, town, life, b"<a>" + SECRET.encode(), **{"Content-Type": media})
        problem_of(answer, 400, 415, 422)
        assert SECRET not in answer.text


async def endless(size: int) -> Any:
    for _ in range(size // 65536 + 1):
        yield b" " * 65536


#: The one route that takes more: whoever lost everything asks for many lines.
LARGER = {"/v1/resay": 16 * LARGEST}


@with_body
async def test_a_body_that_is_too_large(operation: Operation, town: Province, life: Life) -> None:
    limit = LARGER.get(operation.route.path, LARGEST)
    declared = await send(operation, town, life, b" " * (limit + 1))
    assert problem_of(declared, 413).type == "/problems/too-large"
    streamed = await send(operation, town, life, endless(limit))
    assert problem_of(streamed, 413).type == "/problems/too-large"


async def test_a_length_that_lies(town: Province, life: Life) -> None:
    """A terabyte is announced: answered at once, without waiting for it; then the connection is closed."""
    head = (
        f"POST /v1/dossiers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {life.owner.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {10**12}\r\n\r\n{{"
    )
    answer = await spoken(town.addresses["intake"], head.encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"/problems/too-large" in answer


async def test_half_a_body(town: Province, life: Life) -> None:
    """Less comes than was announced: nobody is left to answer, and it is no bug of ours (see `quiet`)."""
    head = (
        f"POST /v1/dossiers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {life.owner.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    )
    assert await spoken(town.addresses["intake"], head.encode(), hang_up=True) == b""


async def spoken(address: str, head: bytes, *, hang_up: bool = False) -> bytes:
    """What is answered to these bytes until the other side closes; or nothing, if we do."""
    url = httpx2.URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head)
    await writer.drain()
    try:
        async with asyncio.timeout(10):
            return b"" if hang_up else await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


WRONG_PARTS = (
    "nonsense",
    "0",
    "-1",
    "%00",
    "a%00b",
    "..%2f..",
    "%ff%fe",
    "9" * 400,
    "%F0%9F%92%A9",
    "'--",
    "%E2%80%AE",
)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if "{" in each.route.path], ids=str)
async def test_a_path_that_leads_nowhere(operation: Operation, town: Province, life: Life) -> None:
    assert operation.roles is not None
    for wrong in WRONG_PARTS:
        for part in operation.route.param_convertors:
            address = operation.address(**life.parts | {part: wrong})
            person = life.owner if Role.APPLICANT in operation.roles else town.officer("officer:x", dossiers.AGENCY)
            person = town.operator if operation.roles <= {Role.OPERATOR, Role.SERVICE} else person
            answer = await person.ask(operation.method, operation.service, address, headers={"If-Match": "*"})
            problem_of(answer, 400, 403, 404, 405, 422)


WRONG_QUERIES = (
    "",
    "x",
    "-1",
    "0",
    "1e3",
    "99999999999999999999",
    "%00",
    "\0",
    "' or 1=1",
    "9" * 300,
    "﷽" * 30,
)
QUERIED = [each for each in OPERATIONS if each.method == "GET" and each.route.dependant.query_params]


@pytest.mark.parametrize("operation", QUERIED, ids=str)
async def test_a_query_that_makes_no_sense(operation: Operation, town: Province, life: Life) -> None:
    """Either it is a problem that names the parameter, or it is harmless and finds nothing it should not."""
    assert operation.roles is not None
    person = life.owner if Role.APPLICANT in operation.roles else town.officer("officer:x", dossiers.ELSEWHERE)
    person = town.operator if Role.OPERATOR in operation.roles else person
    for name in [param.name for param in operation.route.dependant.query_params]:
        for wrong in WRONG_QUERIES:
            params = {name: wrong}
            answer = await person.ask("GET", operation.service, operation.address(**life.parts), params=params)
            if answer.status_code != 200:
                problem = problem_of(answer, 404, 422)
                pointers = [error.pointer for error in problem.errors or ()]
                assert pointers in ([f"?{name}"], []), pointers


async def test_a_limit_beyond_what_is_served(town: Province, life: Life) -> None:
    for limit in (0, 201, 10**9):
        answer = await life.owner.ask("GET", "intake", "/v1/dossiers", params={"limit": limit})
        assert [error.pointer for error in problem_of(answer, 422).errors or ()] == ["?limit"]


async def test_answers_may_be_as_deep_as_is_read(life: Life) -> None:
    """What the door lets in comes out again: nothing behind it is narrower."""
    deep: Any = "đáy"
    for _ in range(DEEPEST - 3):
        deep = {"x": deep}
    dossier = await dossiers.drafted(life.owner, application=dossiers.application(answers={"deep": deep}))
    read = await life.owner.get("intake", f"{dossier}/application")
    assert read["answers"] == {"deep": deep}


async def test_headers_that_make_no_sense(town: Province, life: Life) -> None:
    headers: Any
    for headers in (
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "k" * 201},
        {"If-Match": "x" * 201},
        {"X-Correlation-Id": "'; drop table journal"},
        {"traceparent": "00-x"},
        {"If-Match": "\u00e9".encode("latin-1")},
        {"Accept-Language": "xx;q=nan," * 50},
    ):
        answer = await life.owner.ask("POST", "intake", f"{life.draft}/submission", headers=headers)
        problem_of(answer, 412, 422, 428)
