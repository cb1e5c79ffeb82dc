"""An event as one line of text."""

from datetime import UTC, datetime
from typing import Any

import pytest

from motcua.observe.lines import CODED, REMEMBERED, Codes, TopicEvent, Wanted, line, trim
from shared.contracts.message import Event
from shared.contracts.published import Published

DOSSIER = "01a20085-4f10-7000-83d9-33a10e39d995"


NOTHING: dict[str, Any] = {}


def event(name: str = "DossierSubmitted", body: Any = NOTHING, **more: Any) -> TopicEvent:
    known: dict[str, Any] = {"producer": "intake", "sequence": 2, "dossier": DOSSIER, "again": False, "body": body}
    known |= {"actor": "officer:desk-1", "role": "officer", "agency": "H99.01.01", "arrived": 0.0}
    known |= {"place": ("motcua.intake", 0, 1)}
    return TopicEvent(name=name, at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC), **{**known, **more})


def test_a_line_has_local_time_producer_dossier_sequence_name_fields_and_actor() -> None:
    text = line(event(body={"papers": [{}, {}], "reason": None}), Codes()).plain
    assert text.split() == [
        *("23/11", "08:02:03", "intake", "…0e39d995", "2", "DossierSubmitted", "papers=2"),
        *("(officer:desk-1", "of", "H99.01.01)"),
    ]


def test_a_known_code_replaces_the_id() -> None:
    codes = Codes()
    assert "H99.01.01-261123-0001 " in line(event("DossierAccepted", {"code": "H99.01.01-261123-0001"}), codes).plain
    assert "H99.01.01-261123-0001 " in line(event("TaskOpened", {}), codes).plain


def test_a_reference_document_gives_no_code_and_its_content_is_not_shown() -> None:
    text = line(event("RoutePublished", {"code": "promotion", "version": 1, "content": {"steps": []}}), Codes()).plain
    assert "code=promotion  version=1" in text
    assert "steps" not in text


def test_a_code_of_the_portal_or_a_provider_is_a_field_and_not_the_dossiers() -> None:
    codes = Codes()
    line(event("DossierAccepted", {"code": "H99.01.01-261123-0001"}), codes)
    for name in ("PortalDeclined", "PortalGivenUp", "PaymentReported", "PaymentFailed"):
        text = line(event(name, {"code": "-99"}), codes).plain
        assert "H99.01.01-261123-0001 " in text
        assert "code=-99" in text


def test_every_event_with_a_code_says_whose_it_is() -> None:
    """The dossier's, or another's: a new one is put into `CODED`."""
    another = {"PortalDeclined", "PortalGivenUp", "PaymentReported", "PaymentFailed"}
    coded = {
        kind.__name__ for kind in every(Event) if "code" in kind.__struct_fields__ and not issubclass(kind, Published)
    }
    assert coded - another == CODED
    assert another <= coded


def every(kind: type[Event]) -> list[type[Event]]:
    return [
        each
        for below in kind.__subclasses__()
        if below.__module__.startswith("shared.")
        for each in (below, *every(below))
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_line_begins_with_time_dossier_and_name_on_any_terminal(width: int) -> None:
    codes = Codes()
    plain = line(event("DossierAccepted", {"code": "H99.01.01-261123-0001"}), codes, width).plain
    assert plain.index("DossierAccepted") + len("DossierAccepted") <= width
    assert ("intake" in plain[:40]) == ("23/11" in plain) == (width >= 100)
    assert "sync-gateway H99" in line(event(producer="sync-gateway"), codes).plain


def test_an_unreadable_body_is_marked() -> None:
    assert "unreadable" in line(event(body=None), Codes()).plain


def test_a_repeated_event_is_marked() -> None:
    assert line(event(again=True), Codes()).plain.endswith("(officer:desk-1 of H99.01.01, again)")


def test_a_filter_accepts_a_code_an_id_its_end_or_part_of_a_name() -> None:
    accepted = event("DossierAccepted", {"code": "H99.01.01-261123-0001"})
    for wanted in ("H99.01.01-261123-0001", "h99.01.01-261123-0001", DOSSIER, DOSSIER[-8:], ""):
        assert Wanted(wanted, "accept")(accepted), wanted
    assert not Wanted("H99.01.01-261123-0002")(accepted)
    assert not Wanted("", "withdraw")(accepted)
    assert Wanted("", "", "intake", "H99.01.01")(accepted)
    assert not Wanted("", "", "workflow")(accepted)
    assert not Wanted("", "", "intake", "H99.03")(accepted)


def test_a_reader_that_runs_for_months_forgets_what_came_first() -> None:
    known = {number: number for number in range(REMEMBERED + 3)}
    trim(known)
    assert (len(known), min(known)) == (REMEMBERED, 3)
