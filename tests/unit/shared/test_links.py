"""References into nothing, a second directory, a second default calendar: refused with the place, in two languages."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from shared.contracts.intake import ProcedurePublished
from shared.contracts.reference import DOCUMENTS
from shared.contracts.reference.links import clashes, ends_badly, missing
from shared.contracts.reference.words import Place
from shared.kernel.errors import Invalid, NotYet
from shared.kernel.ids import named
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Ambiguous, Documents
from shared.reference.publication import Publish, publish
from tests.support.documents import documents
from tests.support.reference import Document, agencies, agency, calendar, places, procedure, route, step
from tests.support.workflow_facts import NOON

FIXED: Document = {"agency": {"fixed": "H99.03"}}
STRANGE: Document = {"agency": {"fixed": "H99.99"}}
STEPS = (step("a", "appraise", "s", **FIXED), step("s", "sign", "r"), step("r", "return"))
THERE: list[tuple[str, Document]] = [
    ("calendar", calendar()),
    ("agencies", agencies(agency("H99"), agency("H99.03", "H99"))),
    ("route", route(*STEPS)),
    ("procedure", procedure()),
    ("places", places()),
]


def in_force(*more: tuple[str, Document], without: str = "") -> dict[str, dict[str, Any]]:
    """A small province, and these documents; one of the same kind and code replaces what was there."""
    known: dict[str, dict[str, Any]] = {kind: {} for kind in DOCUMENTS}
    for kind, content in [each for each in THERE if each[0] != without] + list(more):
        known[kind][content["code"]] = DOCUMENTS[kind].model_validate(content)
    return known


@pytest.mark.parametrize(("kind", "content"), THERE)
def test_a_province_that_fits_together_may_be_published_again(kind: str, content: Document) -> None:
    document = DOCUMENTS[kind].model_validate(content)
    assert not [*clashes(document, in_force()), *missing(document, in_force())]


CLASHES: list[tuple[str, Document, str, Place]] = [
    ("agencies", agencies(agency("H99"), agency("H99.03", "H99"), code="H30"), "second", ("default",)),
    ("agencies", agencies(agency("H99"), agency("H99.03", "H99"), default=False), "last", ("default",)),
    ("agencies", agencies(agency("H99")), "still_named", ("agencies",)),
    ("places", places(code="02", communes=places()["communes"][:1], former=[]), "listed", ("communes", 0, "code")),
    ("calendar", calendar(code="other"), "second", ("default",)),
    ("calendar", calendar(default=False), "last", ("default",)),
    ("route", route(step("a", "appraise", "s", **STRANGE), *STEPS[1:]), "unknown", ("steps", 0, "agency", "fixed")),
]


@pytest.mark.parametrize(("kind", "content", "code", "place"), CLASHES)
def test_what_clashes_with_what_is_in_force(kind: str, content: Document, code: str, place: Place) -> None:
    found = list(clashes(DOCUMENTS[kind].model_validate(content), in_force()))
    assert {(fault.code, fault.place) for fault in found} == {(code, place)}
    assert all(fault.vi != fault.en for fault in found)


@pytest.mark.parametrize(
    ("kind", "second"), [("agencies", agencies(agency("A00"), code="A")), ("calendar", calendar(code="a"))]
)
def test_a_second_one_from_before_is_given_up(kind: str, second: Document) -> None:
    """Two were in force when a second one was not refused yet: one of them is published as not the default."""
    known = in_force((kind, second))
    assert [fault.code for fault in clashes(DOCUMENTS[kind].model_validate(second), known)][:1] == ["second"]
    assert not list(clashes(DOCUMENTS[kind].model_validate(second | {"default": False}), known))
    [(_, first)] = [each for each in THERE if each[0] == kind]
    after = in_force((kind, second | {"default": False}))
    assert not list(clashes(DOCUMENTS[kind].model_validate(first), after)), "and the other one goes on"


def test_a_directory_may_not_leave_out_what_a_route_and_a_procedure_name() -> None:
    found = clashes(DOCUMENTS["agencies"].model_validate(agencies(agency("H99"))), in_force())
    told = [fault.en for fault in found]
    assert told == [
        "Agency H99.03 is missing, and route one names it.",
        "Agency H99.03 is missing, and procedure 2.000004 names it.",
    ]


def test_a_route_may_not_give_up_what_its_procedures_need() -> None:
    fee = {"code": "LP1", "kind": "le-phi", "title": {"vi": "Phí", "en": "Fee"}, "amount": 8_000}
    known = in_force(("procedure", procedure(fees=[fee])))
    [fault] = clashes(DOCUMENTS["route"].model_validate(route(*STEPS)), known)
    assert (fault.code, fault.place) == ("never_collected", ("steps",))
    assert "2.000004" in fault.en
    assert "2.000004" in fault.vi


MISSING: list[tuple[str, Document, str, Place]] = [
    ("procedure", procedure(), "route", ("route",)),
    ("procedure", procedure(), "agencies", ("agency", "fixed")),
    (
        "agencies",
        agencies(agency("H99"), agency("H99.03", "H99", calendar="hills")),
        "",
        ("agencies", 1, "calendar"),
    ),
]


@pytest.mark.parametrize(("kind", "content", "without", "place"), MISSING)
def test_what_another_service_owns_may_still_come(kind: str, content: Document, without: str, place: Place) -> None:
    [fault] = missing(DOCUMENTS[kind].model_validate(content), in_force(without=without))
    assert (fault.code, fault.place) == ("unknown", place)
    assert fault.vi != fault.en


def test_a_calendar_of_its_own_is_named_by_its_agencies() -> None:
    hills = ("calendar", calendar(code="hills", default=False))
    directory = agencies(agency("H99"), agency("H99.03", "H99", calendar="hills"))
    document = DOCUMENTS["agencies"].model_validate(directory)
    assert not [*clashes(document, in_force(hills)), *missing(document, in_force(hills))]


NEXT = ("procedure", procedure(code="2.000005"))
ENDED = ("procedure", procedure(code="2.000005", retired_on="2026-11-20"))
TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("changes", "more", "found"),
    [
        ({}, [], []),
        ({"retired_on": "2026-11-10"}, [], []),
        ({"retired_on": "2026-11-09"}, [], [("past", ("retired_on",))]),
        ({"retired_on": "2026-11-09"}, [("procedure", procedure(retired_on="2026-11-09"))], []),
        (
            {"retired_on": "2026-11-08"},
            [("procedure", procedure(retired_on="2026-11-09"))],
            [("past", ("retired_on",))],
        ),
        ({"retired_on": "2026-11-20", "successor": "2.000005"}, [], [("unknown", ("successor",))]),
        ({"retired_on": "2026-11-20", "successor": "2.000005"}, [NEXT], []),
        ({"retired_on": "2026-11-20", "successor": "2.000005"}, [ENDED], [("retired", ("successor",))]),
        ({"retired_on": "2026-11-19", "successor": "2.000005"}, [ENDED], []),
    ],
)
def test_how_a_procedure_ends(
    changes: Document, more: list[tuple[str, Document]], found: list[tuple[str, Place]]
) -> None:
    document = DOCUMENTS["procedure"].model_validate(procedure(**changes))
    faults = list(ends_badly(document, in_force(*more), TODAY))
    assert [(fault.code, fault.place) for fault in faults] == found
    assert all(fault.vi != fault.en for fault in faults)


# ---- which one counts


def province(*more: tuple[str, Document]) -> Documents:
    known = in_force(*more)
    read = {(kind, code, 1): found for kind, codes in known.items() for code, found in codes.items()}
    return Documents({(kind, code): 1 for kind, code, _ in read}, read, {})


def test_a_calendar_counts_for_the_agencies_that_name_it() -> None:
    hours = {"monday": [{"from": "08:00", "to": "09:00"}]}
    hills = ("calendar", calendar(code="a-first-one", default=False, hours=hours, working_days=[]))
    own = ("agencies", agencies(agency("H99"), agency("H99.03", "H99", calendar="a-first-one")))
    known = province(hills, own)
    assert known.calendar("H99") is known.calendar() is known.calendar(None)
    assert known.calendar("H99.03") is not known.calendar()
    assert known.only("calendar").code == "vn", "never the first by alphabet"


def test_two_of_what_a_province_has_one_of_are_ambiguous() -> None:
    """They were published before a second one was refused; an operator is told, and none is chosen."""
    known = province(("calendar", calendar(code="a-first-one")), ("agencies", agencies(agency("H99"), code="A")))
    for kind in ("calendar", "agencies"):
        with pytest.raises(Ambiguous):
            known.only(kind)


@pytest.mark.parametrize("kind", ["calendar", "agencies"])
def test_what_has_not_come_is_waited_for(kind: str) -> None:
    with pytest.raises(NotYet):
        documents(without=kind).only(kind)


# ---- publishing


@pytest.mark.parametrize(
    ("kind", "content", "refused", "pointer"),
    [
        ("calendar", calendar(code="other"), Invalid, "/default"),
        ("route", route(step("a", "appraise", "s", **STRANGE), *STEPS[1:]), Invalid, "/steps/0/agency/fixed"),
        ("procedure", procedure(route="nowhere"), NotYet, "/route"),
        ("procedure", procedure(retired_on="2020-01-01"), Invalid, "/retired_on"),
    ],
)
def test_publishing_says_where(kind: str, content: Document, refused: type[Invalid | NotYet], pointer: str) -> None:
    whole = DOCUMENTS[kind].model_validate(content).model_dump(mode="json", by_alias=True)
    message = Publish(ProcedurePublished, kind, content["code"], whole)
    incoming = Incoming(message=message, dossier=named(kind, content["code"]), actor="operator:one", role="operator")
    context, uow = SimpleNamespace(documents=province()), UnitOfWork("intake", {}, NOON)
    with pytest.raises(refused) as told:
        publish(context, uow, incoming)
    assert [each.pointer for each in told.value.errors] == [pointer]
