"""No body a client can send is answered by anything but a problem, and no problem or log repeats what was sent."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from motcua.simulation.province import Province
from shared.web.auth import Role
from shared.web.bodies import DEEPEST, LARGE, SMALL, Takes
from shared.web.callers import AGENTS
from shared.web.transactional import TransactionalRoute
from tests.integration.http.conftest import Scenario, problem_of, spoken
from tests.support import dossiers
from tests.support.routes import OPERATIONS, Operation

WITH_BODY = [each for each in OPERATIONS if each.takes_json]
SECRET = "Kín Đáo 099176543210"
JSON = {"Content-Type": "application/json", "If-Match": "*"}


def nested(levels: int) -> bytes:
    return b'{"x":' * levels + b"1" + b"}" * levels


#: What is not JSON, and what is so strict a reading refuses it: RFC 8259 sections 2, 6, 8.1, 8.2.
NOT_JSON = {
    "words": SECRET.encode(),
    "half": b'{"why": "' + SECRET.encode(),
    "latin-1": b'{"why": "\xff\xfe"}',
    "utf-16": '{"why": "năm chữ"}'.encode("utf-16"),
    "byte order checkpoint": b'\xef\xbb\xbf{"why": "abc"}',
    "lone surrogate": b'{"why": "\\ud800 abc"}',
    "reversed surrogates": b'{"why": "\\udc00\\ud800"}',
    "raw NUL": b'{"why": "a\x00b"}',
    "not a number": b'{"seconds": NaN}',
    "infinite": b'{"seconds": Infinity}',
    "overflowing": b'{"seconds": 1e999}',
    "too many digits": b'{"seconds": ' + b"9" * 5000 + b"}",
    "a key twice": b'{"why": "abc", "why": "' + SECRET.encode() + b'"}',
    "a key twice, spelled": b'{"why": "abc", "wh\\u0079": "abc"}',
    "a key twice, deep": b'[{"x": {"why": 1, "why": 1}}]',
}
#: JSON that nothing here asks for.
INVALID = {
    "NUL spelled out": b'{"why": "a\\u0000b"}',
    "deep": nested(DEEPEST + 1),
    "deeper": nested(3000),
    "deep in lists": b"[" * 30_000 + b"]" * 30_000,
    "nothing": b"",
    "null": b"null",
    "a text": f'"{SECRET}"'.encode(),
    "a number": b"1" * 400,
    "a list": b'[{"x": 1}]',
    "an unknown field": f'{{"unheard_of": "{SECRET}"}}'.encode(),
    "an empty name": b'{"": ""}',
}


async def send(
    operation: Operation, installation: Province, scenario: Scenario, content: bytes, **headers: str
) -> httpx2.Response:
    """This body as someone who may."""
    assert operation.roles is not None
    role = min(operation.roles)
    agency = dossiers.DESK if operation.service == "intake" else dossiers.AGENCY
    entity = scenario.owner.subject if role is Role.APPLICANT else "operator:demo"
    person = installation.person(entity, role, agency if role in AGENTS else None)
    incoming = "workflow" if operation.service == "intake" else "intake"  # no one receives oneself
    address = operation.address(**scenario.parts | {"producer": incoming})
    return await person.ask(operation.method, operation.service, address, content=content, headers=JSON | headers)


with_body = pytest.mark.parametrize("operation", WITH_BODY, ids=str)


@with_body
async def test_what_is_not_json(operation: Operation, installation: Province, scenario: Scenario) -> None:
    for name, content in NOT_JSON.items():
        answer = await send(operation, installation, scenario, content)
        assert problem_of(answer, 400).type == "/problems/not-json", name
        assert SECRET not in answer.text


@with_body
async def test_json_that_no_one_asked_for(operation: Operation, installation: Province, scenario: Scenario) -> None:
    field = operation.route.body_field
    assert field is not None
    for name, content in INVALID.items():
        if not content and not field.field_info.is_required():
            continue  # it may be left out
        answer = await send(operation, installation, scenario, content)
        assert problem_of(answer, 422).type == "/problems/invalid", name
        assert SECRET not in answer.text
        assert "unheard_of" not in answer.text or problem_of(answer, 422).errors, name


@with_body
async def test_a_body_that_is_no_json_at_all(operation: Operation, installation: Province, scenario: Scenario) -> None:
    for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await send(operation, installation, scenario, b"<a>" + SECRET.encode(), **{"Content-Type": media})
        problem = problem_of(answer, 415)
        assert [error.pointer for error in problem.errors or ()] == ["header:Content-Type"]
        assert SECRET not in answer.text


async def endless(size: int) -> Any:
    for _ in range(size // 65536 + 1):
        yield b" " * 65536


@with_body
async def test_a_body_that_is_too_large(operation: Operation, installation: Province, scenario: Scenario) -> None:
    assert isinstance(operation.route, TransactionalRoute)
    limit = operation.route.largest
    declared = await send(operation, installation, scenario, b" " * (limit + 1))
    assert problem_of(declared, 413).type == "/problems/too-large"
    streamed = await send(operation, installation, scenario, endless(limit))
    assert problem_of(streamed, 413).type == "/problems/too-large"


WITHOUT_BODY = [
    each
    for each in OPERATIONS
    if each.method == "POST" and isinstance(each.route, TransactionalRoute) and each.route.takes is Takes.NOTHING
]


@pytest.mark.parametrize("operation", WITHOUT_BODY, ids=str)
async def test_a_body_where_none_is_asked_for(operation: Operation, installation: Province, scenario: Scenario) -> None:
    """A body that would be ignored is refused: a refusal's reason must not be lost at an acceptance."""
    answer = await send(operation, installation, scenario, f'{{"reason": "{SECRET}"}}'.encode())
    assert [error.pointer for error in problem_of(answer, 422).errors or ()] == ["/reason"]
    assert SECRET not in answer.text
    problem_of(await send(operation, installation, scenario, b"[1]"), 422)
    problem_of(await send(operation, installation, scenario, b"words"), 400)
    problem_of(await send(operation, installation, scenario, b" " * (SMALL + 1)), 413)


async def test_a_file_that_claims_to_be_json_is_not_read_as_such(scenario: Scenario) -> None:
    """It would be read into memory before its size is checked."""
    answer = await dossiers.uploaded(
        scenario.owner, scenario.draft, "TP01", endless(11 * LARGE), media="application/json"
    )
    assert problem_of(answer, 415).type == "/problems/unsupported-media", "by its first bytes"


async def test_a_length_that_lies(installation: Province, scenario: Scenario) -> None:
    """A terabyte is announced: answered at once, without waiting for it; then the connection is closed."""
    head = (
        "POST /v1/dossiers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Authorization: Bearer {scenario.owner.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {10**12}\r\n\r\n{{"
    )
    answer = await spoken(installation.addresses["intake"], head.encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"/problems/too-large" in answer


async def test_half_a_body(installation: Province, scenario: Scenario) -> None:
    """Less comes than was announced: no one is left to answer, and it is no bug of ours (see `quiet`)."""
    head = (
        "POST /v1/dossiers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Authorization: Bearer {scenario.owner.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    )
    assert await spoken(installation.addresses["intake"], head.encode(), hang_up=True) == b""


async def test_answers_may_be_as_deep_as_is_read(scenario: Scenario) -> None:
    """What the door lets in comes out again: nothing behind it is narrower."""
    deep: Any = "đáy"
    for _ in range(DEEPEST - 3):
        deep = {"x": deep}
    dossier = await dossiers.drafted(scenario.owner, application=dossiers.application(answers={"deep": deep}))
    read = await scenario.owner.get("intake", f"{dossier}/application")
    assert read["answers"] == {"deep": deep}


async def test_what_fails_is_not_repeated_in_a_log(installation: Province, scenario: Scenario) -> None:
    """Persons in every place a request has room for, failing in every way; the logs are read by `quiet`."""
    desk = installation.officer("officer:desk", dossiers.DESK)
    name, identity, phone, address, email = dossiers.SECRETS
    body = dossiers.draft(application=dossiers.application(applicant=dossiers.applicant(identity=name)))
    query = {"component": "TP01", "name": f"{name}.pdf"}
    headers = {"X-Correlation-Id": identity, "Idempotency-Key": email, "If-Match": f'"{phone}"', "User-Agent": phone}
    for person, method, path, more in (
        (scenario.owner, "POST", "/v1/dossiers", {"json": body}),
        (scenario.owner, "POST", "/v1/dossiers", {"json": dossiers.draft(channel=address)}),
        (desk, "POST", "/v1/dossiers", {"json": dossiers.draft(), "headers": headers}),
        (scenario.owner, "POST", f"{scenario.draft}/withdrawal", {"headers": headers}),
        (
            scenario.owner,
            "PUT",
            f"{scenario.draft}/documents/{identity}",
            {"content": address.encode(), "params": query},
        ),
        (
            scenario.owner,
            "PUT",
            f"{scenario.dossier}/documents/{scenario.document}",
            {"content": b"%PDF-", "params": query},
        ),
        (scenario.owner, "GET", "/v1/dossiers", {"params": {"code": name, "state": email, "after": identity}}),
        (installation.operator, "GET", "/v1/dossiers", {"params": {"code": name}}),
    ):
        answer = await person.ask(method, "intake", path, **more)
        assert 400 <= answer.status_code < 500, answer.text
        assert not [secret for secret in dossiers.SECRETS if secret in answer.text.replace(answer.request.url.path, "")]
