"""Under which version of its procedure a dossier is submitted, and what an applicant is told has changed since."""

from __future__ import annotations

from typing import Any

import pytest

from intake.catalogue.rules import changes
from intake.catalogue.store import listed
from intake.dossier import commands as ask
from intake.dossier import conditions as when
from intake.dossier import rules
from intake.dossier.errors import NotOffered, ProcedureChanged, ProcedureRetired
from intake.dossier.machine import DOSSIER
from shared.contracts import intake as events
from shared.contracts.reference import Procedure
from shared.kernel.errors import Invalid
from tests.support import reference
from tests.support.documents import changed, documents
from tests.support.intake_facts import NOON, PAPERS, SOUND, dossier, facts

DRAFT = dossier(state="draft")
PLAIN = documents().get("procedure", "2.000004").model_dump(mode="json", by_alias=True)
PAPER = reference.component("TP09", title={"vi": "Bản cam kết", "en": "Commitment"})
FIELD = {"type": "integer", "title": "Số", "x-title-en": "Number"}
FEE = {"code": "LP1", "kind": "le-phi", "title": {"vi": "Lệ phí", "en": "Fee"}, "amount": 8_000}


def procedure(**more: Any) -> Procedure:
    """A required and an optional paper, a required and an optional field, a fee."""
    form = {"type": "object", "additionalProperties": False, "required": ["a"]}
    plain = {
        "components": [PAPER, PAPER | {"code": "TP10", "required": False}],
        "form": form | {"properties": {"a": FIELD, "b": FIELD}},
        "fees": [FEE],
    }
    return Procedure.model_validate(reference.procedure(**plain | more))


def form(**more: Any) -> dict[str, Any]:
    return {"form": procedure().form | more}


def told(before: Procedure, now: Procedure) -> list[tuple[str, str]]:
    found = list(changes(before, now))
    assert all(each.vi != each.en and each.vi and each.en for each in found)
    return [(each.pointer, each.code) for each in found]


CHANGES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"legal_basis": "Nghị định khác", "route": "two", "agency": {"rule": "receiving"}}, []),
    ({"title": reference.text("Tên khác"), "retired_on": "2027-01-01"}, []),
    ({"components": [PAPER]}, [("/components/TP10", "removed")]),
    (
        {"components": [PAPER | {"code": code} for code in ("TP10", "TP09", "TP11")]},
        [("/components/TP10", "required"), ("/components/TP11", "added")],
    ),
    (
        {"components": [PAPER | {"required": False}, PAPER | {"code": "TP10", "required": False, "max_bytes": 2}]},
        [("/components/TP09", "optional"), ("/components/TP10", "changed")],
    ),
    ({"components": [PAPER | {"title": reference.text("Tên khác")}, PAPER | {"code": "TP10", "required": False}]}, []),
    (form(properties={"a": FIELD, "c": FIELD}), [("/form/properties/c", "added"), ("/form/properties/b", "removed")]),
    (form(required=["b"]), [("/form/properties/a", "optional"), ("/form/properties/b", "required")]),
    (form(properties={"a": FIELD | {"minimum": 1}, "b": FIELD}), [("/form/properties/a", "changed")]),
    (form(properties={"b": FIELD, "a": FIELD | {"title": "Chữ"}}), []),
    (form(minProperties=2, title="Tờ khai"), [("/form", "changed")]),
    ({"fees": []}, [("/fees/LP1", "removed")]),
    ({"fees": [FEE | {"amount": 9_000}, FEE | {"code": "LP2"}]}, [("/fees/LP1", "changed"), ("/fees/LP2", "added")]),
    ({"channels": ["online", "counter"]}, []),
    ({"channels": ["online"], "returns": ["desk", "post"]}, [("/channels", "changed"), ("/returns", "changed")]),
    (
        {"limits": reference.limits(80), "supplement_limit": reference.limit(8), "fee_limit": reference.limit(8)},
        [("/limits", "changed"), ("/supplement_limit", "changed"), ("/fee_limit", "changed")],
    ),
]


@pytest.mark.parametrize(("more", "found"), CHANGES)
def test_what_an_applicant_must_know(more: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert told(procedure(), procedure(**more)) == found


def test_a_change_is_a_sentence() -> None:
    [found] = changes(procedure(), procedure(components=[PAPER]))
    assert (found.vi, found.en) == ("Bỏ: Bản cam kết", "Removed: Commitment")


def test_a_draft_is_told_what_has_changed_and_is_submitted_once_that_is_confirmed() -> None:
    known = {"dossier": DRAFT, "documents": changed(limits=reference.limits(80))}
    for seen in (None, 1, 3):
        with pytest.raises(ProcedureChanged) as refused:
            when.is_aware(facts(**known), ask.Submit(procedure_version=seen))
        assert [each.pointer for each in refused.value.more["changes"]] == ["/limits"]  # type: ignore[attr-defined]
        assert (refused.value.more["drafted_under"], refused.value.more["procedure_version"]) == (1, 2)
    assert when.is_aware(facts(**known), ask.Submit(procedure_version=2))
    assert when.is_submittable(facts(**known))
    assert DOSSIER.machine.may("draft", facts(**known), ask.Submit) == ("procedure_version",)


def test_a_change_that_does_not_concern_the_applicant_needs_no_word() -> None:
    known = facts(dossier=DRAFT, documents=changed(legal_basis="Luật mới"))
    assert when.is_aware(known, ask.Submit())
    assert DOSSIER.machine.may("draft", known, ask.Submit) == ()


def test_a_draft_is_held_against_the_version_in_force() -> None:
    components = [*PLAIN["components"][1:], PAPER]
    known = facts(dossier=DRAFT, documents=changed(components=components))
    with pytest.raises(Invalid) as refused:
        when.is_submittable(known)
    assert [(each.pointer, each.code) for each in refused.value.errors] == [
        ("/documents/TP09", "missing"),
        ("/documents/TP01", "unknown"),
    ]
    told: Any = refused.value.more
    assert [(each.pointer, each.code) for each in told["changes"]] == [
        ("/components/TP09", "added"),
        ("/components/TP01", "removed"),
    ]
    assert told["procedure_version"] == 2, "what is missing is told together with why"
    assert "TP09" in {each.code for each in known.procedure.components}, "so that it can be uploaded"


def test_what_was_submitted_stays_with_its_version() -> None:
    said = rules.submitted(
        facts(dossier=DRAFT, documents=changed(limits=reference.limits(80))), ask.Submit(procedure_version=2)
    )
    assert isinstance(said, events.DossierSubmitted)
    row = dossier(state="draft")
    DOSSIER.apply(row, said)
    assert (said.version, row.version) == (2, 2)
    DOSSIER.apply(row, events.DossierSubmitted(papers=[*PAPERS]))
    assert row.version == 2, "an event from before names none"
    later = facts(dossier=dossier(state="submitted"), documents=changed(limits=reference.limits(80)))
    assert [each.kept.hours for each in later.procedure.limits] == [40]
    accepted = rules.accepted(later, ask.Accept())
    assert isinstance(accepted, events.DossierAccepted)
    assert accepted.version == 1


@pytest.mark.parametrize("more", [{"channels": ["counter"]}, {"returns": ["post"]}])
def test_what_is_not_offered_any_more_is_not_submitted(more: dict[str, Any]) -> None:
    with pytest.raises(NotOffered):
        when.is_submittable(facts(dossier=DRAFT, documents=changed(**more)))


def test_a_retired_procedure_names_its_successor() -> None:
    known = documents(retired_on="2026-11-10", successor="2.000635")
    asked: Any = (lambda found: when.is_offered(found, SOUND[ask.Draft]), when.is_submittable)
    for may in asked:
        with pytest.raises(ProcedureRetired) as refused:
            may(facts(documents=known))
        assert refused.value.more == {"retired_on": NOON.date(), "successor": "2.000635"}
        assert "10/11/2026" in refused.value.detail_vi
        assert "2.000635: Cấp bản sao trích lục hộ tịch" in refused.value.detail_vi
        assert may(facts(documents=documents(retired_on="2026-11-11")))


def test_the_list_says_what_is_open() -> None:
    short = {
        **{"code": "2.000004", "version": 1, "title": reference.text(), "channels": ["online"], "hours": 8},
        **{"sector": {"code": "G02-XT01", "title": reference.text()}, "fees": 0, "successor": None, "limit": None},
    }
    shown = listed([short | {"retired_on": day} for day in (None, "2026-11-11", "2026-11-10")], NOON.date())
    assert all('"vi":"8 giờ làm việc"'.encode() in each for each in shown.split(b"},{")[:1])
    assert [b'"open":true' in each for each in shown.split(b"},{")] == [True, True, False]
