"""Every command of every service tried as every kind of related agency and in every role.

The verdicts are written by hand (`whose`). A command or a writing route that is not listed there fails. Before each try
the caller reads the entity: what it tells of the command (`moves`) must come true.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.contracts.message import Command
from tests.hostile.whose import BY_ROLE, SEEN, TABLE, Row
from tests.support import scenes
from tests.support.cast import CAST
from tests.support.codes import codes_in
from tests.support.office import Office
from tests.support.routes import OPERATIONS, SERVICES, Operation
from tests.support.scenes import Attempt

WRITING = [each for each in OPERATIONS if each.method != "GET"]


def route_of(operation: Operation) -> str:
    return f"{operation.method} {operation.route.path}"


@pytest.fixture(scope="module")
async def offices(
    stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, Office]]:
    """Every service with the reference data of the sample province; the invariants hold when all is done."""
    made: dict[str, Office] = {}
    for name in SERVICES:
        made[name] = await Office(name, stack, issuer, tmp_path_factory.mktemp(name)).__aenter__()
        await scenes.furnish(made[name])
    yield made
    for office in made.values():
        assert await office.breaches() == []
        await office.__aexit__()


def test_every_command_and_every_writing_route_is_listed() -> None:
    """A new command needs its relation written here by hand. (Postal has no command for callers.)"""
    commands = {
        (service.title, kind.__name__)
        for service in SERVICES.values()
        for kind in service.registry.handlers
        if issubclass(kind, Command)
    }
    assert {(row.service, row.command) for row in TABLE if row.command} == commands
    assert {row.route for row in TABLE} | set(BY_ROLE) == {route_of(each) for each in WRITING}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.command or row.route} {row.scene.__qualname__}")
async def test_a_command_moves_its_subject_in_the_right_hands_alone(row: Row, offices: dict[str, Office]) -> None:
    office = offices[row.service]
    wrong, attempt = [], await row.scene(office)
    for name in CAST:
        told, status = await promised(office, row, attempt, name), await tried(office, attempt, name)
        if status != expected(row, name):
            wrong.append(f"{name}: {status} instead of {expected(row, name)}")
        if told not in (None, status == 200):
            wrong.append(f"{name}: {status}, though its possibility was told as {told}")
        if status < 300:
            attempt = await row.scene(office)
    assert not wrong


def expected(row: Row, name: str) -> int:
    verdicts = ((row.may, 200), (row.hidden, 404), (row.unfit, 422))
    return next((status for names, status in verdicts if name in names), 403)


async def promised(office: Office, row: Row, attempt: Attempt, name: str) -> bool | None:
    """Whether this caller was told that the command is possible; None if there is nothing yet to tell it of."""
    if not attempt.seen or not row.command:
        return None
    answer = await office.asks(scenes.who(office, name), "GET", attempt.seen)
    moves = {move["move"]: move for move in answer.json()["moves"]} if answer.is_success else {}
    assert all(f" {attempt.seen}/" in move["path"] for move in moves.values()), "each is asked of what was seen"
    if row.command not in moves:
        return False
    move = moves[row.command]
    assert move["path"] == f"{attempt.method} {attempt.path}"
    assert {field["name"] for field in move["fields"]} >= attempt.more.get("json", {}).keys()
    assert move["possible"] or (move["why"]["vi"] and move["why"]["en"])
    return bool(move["possible"])


async def tried(office: Office, attempt: Attempt, name: str) -> int:
    """What is answered, every success as 200."""
    answer = await office.asks(scenes.who(office, name), attempt.method, attempt.path, **attempt.more)
    if answer.status_code >= 400:
        problem = answer.json()
        told = problem["vi"]["detail"], problem["en"]["detail"]
        assert all(told), problem
        assert codes_in(*told) == [], problem
    return 200 if answer.is_success else answer.status_code


@pytest.mark.parametrize(("row", "readers"), SEEN, ids=[f"{row.command} {row.scene.__qualname__}" for row, _ in SEEN])
async def test_who_may_read_is_another_question(row: Row, readers: set[str], offices: dict[str, Office]) -> None:
    office = offices[row.service]
    attempt = await row.scene(office)
    answers = {name: await office.asks(scenes.who(office, name), "GET", attempt.seen) for name in CAST}
    assert {name for name, answer in answers.items() if answer.is_success} == readers
    assert {answer.status_code for answer in answers.values()} <= {200, 403, 404}


@pytest.mark.parametrize("operation", [each for each in WRITING if route_of(each) in BY_ROLE], ids=str)
async def test_what_is_nobodys_dossier_goes_by_role(operation: Operation, offices: dict[str, Office]) -> None:
    may = BY_ROLE[route_of(operation)]
    assert operation.roles == may
    office = offices[operation.service]
    for name, part in CAST.items():
        if part.role not in may:
            answer = await office.asks(scenes.who(office, name), operation.method, operation.address())
            assert answer.status_code == 403, f"{name}: {answer.text}"
