"""Every exception has one fate, and every refusal a name and two languages."""

import socket
import unicodedata

import httpx2
import pytest
from aiokafka.errors import KafkaConnectionError
from asyncpg import exceptions as pg
from sqlalchemy import exc as sa

from shared.kernel import errors
from shared.kernel.errors import (
    FieldError,
    Invalid,
    Named,
    NotYet,
    Refused,
    Unavailable,
    UnlistedMove,
)
from shared.kernel.failure import Failure, failure


def every(kind: type[Named]) -> list[type[Named]]:
    return [kind, *(below for sub in kind.__subclasses__() for below in every(sub))]


OURS = [kind for kind in every(Named) if kind.__module__ == errors.__name__ and kind is not Named]

STATUSES = {
    "refused": 409,
    "unlisted-move": 409,
    "not-found": 404,
    "unauthenticated": 401,
    "forbidden": 403,
    "invalid": 422,
    "precondition-required": 428,
    "stale": 412,
    "key-reused": 422,
    "key-busy": 409,
    "too-large": 413,
    "unsupported-media": 415,
    "not-yet": 409,
    "unavailable": 503,
    "stands-still": 503,
}


def test_the_tree_is_the_one_that_is_drawn() -> None:
    assert {kind.kind: kind.status for kind in OURS} == STATUSES
    for kind in OURS:
        assert f"-- {kind.__name__} ({kind.status})" in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.kind)
def test_a_title_is_said_in_two_languages(kind: type[Named]) -> None:
    assert kind.en.isascii()
    assert not kind.en.endswith(".")
    assert not kind.vi.isascii()
    assert unicodedata.is_normalized("NFC", kind.vi)
    own = [other for other in OURS if other.vi == kind.vi]
    assert own == [kind]


@pytest.mark.parametrize(
    ("exc", "why"),
    [
        (Refused("the unit is closed"), "refused: the unit is closed"),
        (
            NotYet(),
            "not-yet: Something this needs, such as an entity or a procedure version, has not come yet",
        ),
        (
            UnlistedMove("no such row", move="Accept", state="draft", moves=["submit"]),
            "unlisted-move: no such row (move=Accept, state=draft)",
        ),
        (Invalid(), "invalid: What was sent is not valid"),
        (Invalid("two", errors=[FieldError("/a", "missing", "v", "e")]), "invalid: two (/a missing)"),
        (Unavailable("bank"), "unavailable: A part of the system is away for the moment (bank)"),
    ],
    ids=str,
)
def test_an_operator_can_read_why(exc: Named, why: str) -> None:
    assert str(exc) == why


def test_details_and_members_belong_to_the_instance() -> None:
    exc = UnlistedMove("en", "vi", state="draft", moves=["submit"])
    assert (exc.detail_en, exc.detail_vi, exc.more) == ("en", "vi", {"state": "draft", "moves": ["submit"]})
    assert UnlistedMove().more == {}


def state(code: str) -> pg.PostgresError:
    """What asyncpg raises for a SQLSTATE."""
    return pg.PostgresError.new({"S": "ERROR", "C": code, "M": "said by the server"})


def wrapped(cause: BaseException, *, invalidated: bool = False) -> sa.DBAPIError:
    """What SQLAlchemy makes of it: the driver's own exception is `orig`."""
    return sa.DBAPIError("select 1", {}, cause, connection_invalidated=invalidated)


def raised(exc: BaseException, cause: BaseException) -> BaseException:
    exc.__cause__ = cause
    return exc


SQLSTATES = {
    Failure.UNAVAILABLE: "08000 08001 08003 08006 53000 53100 53200 53300 57P01 57P02 57P03 57P05 25006 28P01",
    Failure.AGAIN: "40001 40P01 55P03 57014 25P03 25P04 0A000",
    Failure.BUG: "23505 23514 22001 42P01 42501 25P01 25P02 57P04 28000 3D000 XX000 P0001",
}
BY_STATE = [(code, fate) for fate, codes in SQLSTATES.items() for code in codes.split()]


@pytest.mark.parametrize(("code", "fate"), BY_STATE)
def test_a_sqlstate_has_one_fate_through_any_wrapping(code: str, fate: Failure) -> None:
    assert failure(state(code)) is fate
    assert failure(wrapped(state(code))) is fate
    assert failure(raised(RuntimeError("in between"), wrapped(state(code)))) is fate


INTERFACE = pg.InterfaceError
KINDS: list[tuple[Failure, BaseException]] = [
    *((Failure.REFUSED, kind()) for kind in OURS if issubclass(kind, Refused)),
    (Failure.UNAVAILABLE, Unavailable()),
    (Failure.UNAVAILABLE, ConnectionRefusedError(111, "refused")),
    (Failure.UNAVAILABLE, ConnectionResetError()),
    (Failure.UNAVAILABLE, OSError("Multiple exceptions: [Errno 111] ..., [Errno 111] ...")),
    (Failure.UNAVAILABLE, socket.gaierror(-2, "Name or service not known")),
    (Failure.UNAVAILABLE, TimeoutError()),
    (Failure.UNAVAILABLE, INTERFACE("connection is closed")),
    (Failure.UNAVAILABLE, INTERFACE("cannot call X.fetch(): the underlying connection is closed")),
    (Failure.UNAVAILABLE, INTERFACE("pool is closing")),
    (Failure.UNAVAILABLE, pg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")),
    (Failure.UNAVAILABLE, sa.TimeoutError("QueuePool limit of size 5 overflow 10 reached")),
    (Failure.UNAVAILABLE, wrapped(ValueError("no state"), invalidated=True)),
    (Failure.UNAVAILABLE, raised(wrapped(ValueError()), INTERFACE("connection is closed"))),
    (Failure.UNAVAILABLE, KafkaConnectionError("Unable to bootstrap")),
    (Failure.UNAVAILABLE, httpx2.ConnectError("All connection attempts failed")),
    (Failure.UNAVAILABLE, httpx2.ReadTimeout("")),
    (Failure.UNAVAILABLE, httpx2.RemoteProtocolError("Server disconnected")),
    (Failure.AGAIN, wrapped(state("25P03"), invalidated=True)),
    (Failure.BUG, INTERFACE("cannot perform operation: another operation is in progress")),
    (Failure.BUG, pg.InternalClientError("unexpected")),
    (Failure.BUG, pg.DataError("invalid input for query argument $1: connection is closed")),
    (Failure.BUG, httpx2.UnsupportedProtocol("ftp")),
    (Failure.BUG, FileNotFoundError(2, "no template")),
    (Failure.BUG, PermissionError(13, "no")),
    (Failure.BUG, wrapped(ValueError("no state"))),
    (Failure.BUG, KeyError("x")),
    (Failure.BUG, AssertionError()),
    (Failure.BUG, type("TimeoutError", (Exception,), {})()),
    (Failure.BUG, raised(RuntimeError(), Refused())),
    (Failure.REFUSED, raised(Refused(), ConnectionResetError())),
]


@pytest.mark.parametrize(("fate", "exc"), KINDS, ids=lambda one: repr(one)[:60])
def test_an_exception_has_one_fate(fate: Failure, exc: BaseException) -> None:
    assert failure(exc) is fate


def test_a_bug_met_while_handling_an_outage_is_a_bug() -> None:
    exc = KeyError("handler")
    exc.__context__ = ConnectionResetError()
    assert failure(exc) is Failure.BUG


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = RuntimeError(), RuntimeError()
    first.__cause__, second.__cause__ = second, first
    assert failure(first) is Failure.BUG


@pytest.mark.parametrize(
    ("members", "fate"),
    [
        ([Refused(), Refused()], Failure.REFUSED),
        ([Refused(), state("40001")], Failure.AGAIN),
        ([state("40001"), ConnectionResetError()], Failure.UNAVAILABLE),
        ([ConnectionResetError(), KeyError()], Failure.BUG),
        ([ExceptionGroup("inner", [KeyError()]), Refused()], Failure.BUG),
    ],
    ids=["refused", "again", "unavailable", "bug", "nested"],
)
def test_a_group_shares_the_worst_fate(members: list[Exception], fate: Failure) -> None:
    assert failure(ExceptionGroup("tasks", members)) is fate
