"""Bodies of strangers: nothing of them is read before the caller is known, and never more than the route takes.

What is counted is what the app asks of the server (`receive`), never time: who does not ask cannot parse.
"""

from __future__ import annotations

import json

import pytest

from shared.web.auth import Role
from shared.web.bodies import FORM, LARGE, SMALL, deeper
from shared.web.transactional import TransactionalRoute
from tests.support.routes import EVERY, OPERATIONS, SERVICES, app_of
from tests.support.strangers import JSON, Headers, Stranger, allowed, bearer, bodied

pytestmark = pytest.mark.usefixtures("gated")

MIB = 1024 * 1024
#: Lists of events or dossiers, a thousand at a time.
LISTS = ("republish", "codes", "journal/missing", "losses/{loss}/events", "received/{producer}/accept")
LENGTHS: tuple[Headers, ...] = ({}, {"Content-Length": str(16 * MIB)}, {"Content-Length": "1" + "0" * 30})


async def test_nothing_of_a_body_is_read_without_a_token() -> None:
    for operation in OPERATIONS:
        for more in LENGTHS:
            for shown in ({}, {"Authorization": "Bearer nonsense"}):
                stranger = Stranger(app_of(operation.service), b"[[],[]" * 10_000)
                assert await stranger.asks(operation.method, operation.address(), JSON | more | shown) == 401, operation
                assert stranger.asked_for == 0, f"{operation} has read {stranger.asked_for} pieces"


async def test_nothing_of_a_body_is_read_in_a_wrong_role() -> None:
    for operation in OPERATIONS:
        for role in set(Role) - (operation.roles or set()):
            for more in LENGTHS:
                stranger = Stranger(app_of(operation.service), b"{")
                told = await stranger.asks(operation.method, operation.address(), JSON | more | bearer(role))
                assert (told, stranger.asked_for) == (403, 0), f"{operation} as {role}"


async def test_who_calls_comes_before_what_is_wrong() -> None:
    """A wrong path, query or header of someone unknown is not looked at."""
    for operation in OPERATIONS:
        parts = dict.fromkeys(operation.route.param_convertors, "nonsense")
        stranger = Stranger(app_of(operation.service))
        address = f"{operation.route.path.format(**parts)}?limit=x&after=%00"
        assert await stranger.asks(operation.method, address, JSON | {"Idempotency-Key": ""}) == 401, operation


def test_every_route_is_behind_the_door() -> None:
    assert [str(each) for each in EVERY if not isinstance(each.route, TransactionalRoute)] == []


async def test_an_announced_length_is_refused_before_anything_is_read() -> None:
    for operation in bodied():
        assert isinstance(operation.route, TransactionalRoute)
        stranger = Stranger(app_of(operation.service), b"x")
        length = {"Content-Length": str(operation.route.largest + 1)}
        assert await stranger.asks("POST", operation.address(), allowed(operation) | length) == 413, operation
        assert (stranger.asked_for, stranger.kind) == (0, "/problems/too-large")


async def test_what_is_not_announced_is_refused_while_it_comes() -> None:
    for operation in bodied():
        assert isinstance(operation.route, TransactionalRoute)
        fits = operation.route.largest // SMALL
        stranger = Stranger(app_of(operation.service), b" " * SMALL, pieces=10**6)
        assert await stranger.asks("POST", operation.address(), allowed(operation)) == 413, operation
        assert stranger.asked_for == fits + 1, f"{operation} has read {stranger.asked_for} pieces of {SMALL} bytes"


def test_a_route_takes_a_small_body_unless_it_declares_more() -> None:
    """Every route with a raised limit is listed here."""
    more = {str(each): each.route.largest for each in EVERY if isinstance(each.route, TransactionalRoute)}
    assert {name: size for name, size in more.items() if size != SMALL} == {
        "intake POST /v1/dossiers": FORM,
        "intake PUT /v1/dossiers/{dossier}/application": FORM,
        "intake PUT /v1/dossiers/{dossier}/documents/{document}": 1024 * MIB,  # streamed; each component allows less
        "intake POST /v1/procedures": LARGE,
        "intake POST /v1/calendars": LARGE,
        "intake POST /v1/places": LARGE,
        "workflow POST /v1/agencies": LARGE,
        "workflow POST /v1/routes": LARGE,
        "workflow POST /v1/officers/import": 4 * LARGE,
        **{f"{service} POST /v1/{path}": LARGE for service in SERVICES for path in LISTS},
    }


async def test_a_language_no_one_speaks_is_not_read_to_its_end() -> None:
    """A refusal is written in the language asked for; asking may not cost more than answering."""
    (operation, *_) = OPERATIONS
    stranger = Stranger(app_of(operation.service))
    wanted = {"Accept-Language": "," * 1000 + "en"}
    assert await stranger.asks(operation.method, operation.address(), wanted) == 401
    assert stranger.headers["content-language"] == "vi"


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"1", False),
        (b"[[[]]]", False),
        (b"[[[[]]]]", True),
        (b'{"a":{"b":[1,2,{}]}}', True),
        (b'{"a":{"b":[1,2]}}', False),
        (b'["[[[[", {"}]]": "{{{{"}]', False),
        (b'["\\"[[[[", "\\\\", [["x"]]]', False),
        (b'["\\"[[[[", "\\\\", [[["x"]]]]', True),
        (b"[" + b"[],[[]]," * 1000 + b"1]", False),
        (b"[" + b"[]," * 1000 + b"[[[]]]]", True),
    ],
)
def test_how_deep_it_is(body: bytes, deep: bool) -> None:
    json.loads(body)
    assert deeper(body, 3) is deep
