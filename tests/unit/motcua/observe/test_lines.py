"""One event, one line a person can read."""

from datetime import UTC, datetime
from typing import Any

from motcua.commands.watch import Wanted
from motcua.observe.lines import Codes, line
from motcua.observe.wire import TopicEvent

DOSSIER = "01a20085-4f10-7000-83d9-33a10e39d995"


NOTHING: dict[str, Any] = {}


def event(name: str = "DossierSubmitted", body: Any = NOTHING, **more: Any) -> TopicEvent:
    known: dict[str, Any] = {"producer": "intake", "line": 2, "dossier": DOSSIER, "again": False, "body": body}
    known |= {"actor": "officer:desk-1", "role": "officer", "agency": "H99.01.01"}
    return TopicEvent(name=name, at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC), **{**known, **more})


def test_it_tells_when_who_what_and_by_whom_in_local_time() -> None:
    told = line(event(body={"papers": [{}, {}], "reason": None}), Codes()).plain
    assert told.split() == [
        *("23.11.", "08:02:03", "intake", "…0e39d995", "2", "DossierSubmitted", "papers=2"),
        *("(officer:desk-1", "of", "H99.01.01)"),
    ]


def test_a_code_once_said_is_used_from_then_on() -> None:
    codes = Codes()
    assert "H99.01.01-261123-0001 " in line(event("DossierAccepted", {"code": "H99.01.01-261123-0001"}), codes).plain
    assert "H99.01.01-261123-0001 " in line(event("TaskOpened", {}), codes).plain


def test_the_code_of_a_document_is_no_dossier_code_and_its_content_is_not_shown() -> None:
    told = line(event("RoutePublished", {"code": "promotion", "version": 1, "content": {"steps": []}}), Codes()).plain
    assert "code=promotion  version=1" in told
    assert "steps" not in told


def test_a_body_that_cannot_be_read_is_said_so() -> None:
    assert "unreadable" in line(event(body=None), Codes()).plain


def test_what_is_said_again_is_marked() -> None:
    assert line(event(again=True), Codes()).plain.endswith("(officer:desk-1 of H99.01.01, again)")


def test_a_filter_takes_a_code_an_id_or_its_end_and_part_of_a_name() -> None:
    accepted = event("DossierAccepted", {"code": "H99.01.01-261123-0001"})
    for wanted in ("H99.01.01-261123-0001", "h99.01.01-261123-0001", DOSSIER, DOSSIER[-8:], ""):
        assert Wanted(wanted, "accept")(accepted), wanted
    assert not Wanted("H99.01.01-261123-0002")(accepted)
    assert not Wanted("", "withdraw")(accepted)
