"""What may be changed when, the canonical text of a version, and what invariant 10 finds."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest

from intake.application.rules import asked_now, check_applicant, check_component
from intake.dossier import commands as ask
from intake.dossier.conditions import SUPPLEMENTING
from intake.dossier.errors import NotAskedFor, NotEditable, SameApplicant
from intake.dossier.machine import MACHINE, State
from intake.version.rules import Text, canonical, digest_of, masked, opened, sealed
from motcua.verify.handed_in import differs
from shared.kernel.errors import NotYet
from shared.kernel.sealing import Box
from tests.support import dossiers
from tests.support.intake_facts import ID, PLACES, SOUND, WRITTEN, applicant, dossier, facts, progress


@pytest.mark.parametrize(
    ("state", "told", "asked"),
    [
        ("draft", None, None),
        ("supplementing", None, {"TP03"}),
        ("accepted", progress(SUPPLEMENTING, asked=["TP04"]), {"TP04"}),
        ("accepted", progress(SUPPLEMENTING), set()),
    ],
)
def test_what_is_open(state: str, told: Any, asked: set[str] | None) -> None:
    row = dossier(state=state, asked=["TP03"])
    assert asked_now(row, told) == asked
    for component in ("TP01", "TP03", "TP04"):
        if asked is None or component in asked:
            check_component(row, told, component)
        else:
            with pytest.raises(NotAskedFor):
                check_component(row, told, component)


@pytest.mark.parametrize("state", ["submitted", "accepted", "refused", "withdrawn"])
def test_what_is_closed(state: str) -> None:
    for told in (None, progress("processing", asked=["TP03"])):
        with pytest.raises(NotEditable):
            asked_now(dossier(state=state, asked=["TP03"]), told)


@pytest.mark.parametrize("state", ["draft", "supplementing", "accepted"])
def test_who_applies_stays_after_the_draft(state: str) -> None:
    before = applicant()
    moved = applicant(phone="0199000042", address=dossiers.home("Nơi khác"), email=None, language="en")
    check_applicant(dossier(state=state), before, moved, PLACES)
    for change in ({"name": "Người Khác"}, {"identity": {"kind": "citizen-id", "number": "099176543211"}}):
        other = applicant(**change)
        if state == "draft":
            check_applicant(dossier(state=state), before, other, PLACES)
        else:
            with pytest.raises(SameApplicant):
                check_applicant(dossier(state=state), before, other, PLACES)


def test_one_content_is_one_text() -> None:
    one = canonical({"name": "Lê", "phone": "1"}, {"b": [1, 2.5, None, True], "a": {"d": 1, "c": "x"}})
    other = canonical({"phone": "1", "name": "Lê"}, {"a": {"c": "x", "d": 1}, "b": [1, 2.5, None, True]})
    assert one == other
    assert one == '{"answers":{"a":{"c":"x","d":1},"b":[1,2.5,null,true]},"applicant":{"name":"Lê","phone":"1"}}'
    assert canonical({}, {"a": [1, 2]}) != canonical({}, {"a": [2, 1]})


def test_the_digest_covers_the_salt_and_the_text() -> None:
    assert digest_of("0a" * 32, "Lê") == hashlib.sha256(bytes([10] * 32) + "Lê".encode()).hexdigest()


@pytest.mark.parametrize(
    ("state", "kind", "told"),
    [
        (State.DRAFT, ask.Submit, None),
        (State.SUPPLEMENTING, ask.HandIn, None),
        (State.ACCEPTED, ask.HandIn, progress(SUPPLEMENTING)),
    ],
)
def test_the_event_names_the_version(state: State, kind: type[Any], told: Any) -> None:
    step = MACHINE.decide(state, facts(progress=told), SOUND[kind])
    assert step is not None
    said: Any = step.event
    assert (said.number, said.digest) == (WRITTEN.number, WRITTEN.digest)
    with pytest.raises(NotYet):
        MACHINE.decide(state, facts(progress=told, written=None), SOUND[kind])


TEXT = Text("0a" * 32, "{}")
PAPERS = [{"document": "d", "component": "TP01", "sha256": "00"}]
BODY = {"number": 1, "digest": digest_of(*TEXT), "papers": PAPERS}


def both(said: Any = BODY, **changes: Any) -> dict[str, Any]:
    """A line and its version, side by side."""
    version = {"number": 1, "digest": BODY["digest"], "papers": json.dumps(PAPERS)}
    body = said if said is None or isinstance(said, str) else json.dumps(said)
    return {"body": body, "lost": 0, **version, **changes}


NONE: dict[str, Any] = dict.fromkeys(("number", "digest", "papers", "lost"))


@pytest.mark.parametrize(
    "row",
    [
        both(),
        both({"papers": PAPERS}, **NONE),  # said before there were versions
        both("garbage", **NONE),  # invariant 2 tells of that
    ],
)
def test_a_version_that_stands(row: dict[str, Any]) -> None:
    assert differs(row, TEXT) is None
    assert differs(row, None) is None  # a person was erased


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (both(**NONE), "its version is missing"),
        (both(None), "the version differs from the journal"),
        (both(number=2), "the version differs from the journal"),
        (both(digest="22" * 32), "the version differs from the journal"),
        (both(papers="[]"), "the version differs from the journal"),
        (both(lost=1), "one of its documents is missing or differs"),
        (both("garbage"), "its journal entry is unreadable"),
        (both([1]), "its journal entry is unreadable"),
        (both({"papers": PAPERS}), "its journal entry is unreadable"),
    ],
)
def test_a_version_that_does_not(row: dict[str, Any], what: str) -> None:
    assert differs(row, TEXT) == what


@pytest.mark.parametrize("text", [Text("0a" * 32, '{"a":1}'), Text("0b" * 32, "{}"), Text("", "")])
def test_a_text_that_is_another(text: Text) -> None:
    assert differs(both(), text) == "the text differs from what was handed in"


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ({"kind": "person", "name": "Đỗ Thị  Tìm Kiếm"}, "Đ. T. T. Kiếm"),
        ({"kind": "person", "name": "Ama"}, "A."),
        ({"kind": "group", "contact": {"name": "Lê An"}}, "L. An"),
        ({"kind": "organisation", "form": "enterprise", "name": "Công ty Sen"}, "Công ty Sen"),
        ({"kind": "organisation", "form": "household-business", "name": "Hộ Lê An"}, "H. L. An"),
    ],
)
def test_a_list_shows_initials(who: dict[str, Any], shown: str) -> None:
    assert masked(who) == shown


def test_a_text_opens_as_what_it_was_sealed_as() -> None:
    """Neither as another version, nor as a draft."""
    box, one, other = Box(bytes(32)), ID, UUID(int=1)
    kept, draft = sealed(box, one, one, 1, TEXT), sealed(box, one, one, 0, Text("", "{}"))
    assert opened(box, one, one, 1, kept) == TEXT
    assert opened(box, one, one, 0, draft) == Text("", "{}")
    assert opened(None, one, one, 1, kept) is None
    for subject, whole, number in ((one, one, 2), (one, one, 0), (one, other, 1), (other, one, 1)):
        assert opened(box, subject, whole, number, kept) is None
