"""What applicants are told: every template in both languages, filled with what its event gives."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from string import Template
from typing import Any, cast

import msgspec
import pytest

from intake.dossier.handlers import ON_THE_WAY, STAGES
from intake.notice.commands import Tell
from intake.notice.rules import TOLD, notice_of, telling
from intake.notice.store import LANGUAGES, TEMPLATES, Matter, text
from motcua.generate.map import events_of
from shared.contracts import intake, personal, postal, workflow
from shared.contracts.message import Event
from shared.contracts.published import Published
from shared.contracts.reference import Agencies, Procedure
from shared.kernel.ids import uuid7
from tests.support.documents import documents

UNTIL = datetime(2026, 11, 17, 2, 30, tzinfo=UTC)
FEES = [
    workflow.Fee(code="PH01", kind="phi", amount=1_000_000),
    workflow.Fee(code="LP01", kind="le-phi", amount=200_000),
]
GIVEN: dict[type[Event], dict[str, Any]] = {
    intake.SupplementAsked: {"components": ["TP01", "TP02"], "until": UNTIL},
    intake.DossierRefused: {"reason": "prohibited"},
    workflow.SupplementRequested: {"components": ["TP01"], "until": UNTIL, "left": 60},
    workflow.FeeRequested: {"step": "collect", "fees": FEES, "until": UNTIL, "left": 60},
    workflow.ApologyGiven: {"reason": "too-many", "due_at": UNTIL, "warn_at": UNTIL},
    workflow.DueDateMoved: {"due_at": UNTIL, "warn_at": UNTIL, "calendar": "vn", "version": 2},
    intake.SupplementTimeExtended: {"until": UNTIL, "calendar": "vn", "version": 2},
    workflow.SupplementTimeMoved: {"until": UNTIL, "calendar": "vn", "version": 2},
    workflow.FeeTimeMoved: {"step": "collect", "until": UNTIL, "calendar": "vn", "version": 2},
    workflow.CaseDecided: {"result": "KQ01", "on_time": True},
    workflow.CaseRefused: {"reason": "not-competent"},
    workflow.CaseStopped: {"reason": "fee-late"},
    postal.DeliveryAttempted: {"attempt": 1, "at": UNTIL},
    intake.DossierSubmitted: {"papers": []},
    personal.RequestMade: {
        **dict.fromkeys(("asked_at", "answer_by", "decide_by", "due_at"), UNTIL),
        **{"asks": "see", "desk": "H99.01.01", "channel": "online"},
    },
    personal.RequestTaken: {"due_at": UNTIL},
    personal.RequestGranted: {"decided_at": UNTIL},
    personal.RequestPartlyGranted: {"decided_at": UNTIL, "ground": "kept-by-law"},
    personal.RequestRefused: {"decided_at": UNTIL, "ground": "kept-by-law"},
}
ACCEPTED = {name: "x" for name in ("code", "procedure", "route", "desk", "agency", "channel")}


def said(kind: type[Event], **changes: Any) -> Event:
    """One of each."""
    dates = {"accepted_at": UNTIL, "due_at": UNTIL, "warn_at": UNTIL}
    known = {**ACCEPTED, "version": 1, **dates} if kind is intake.DossierAccepted else GIVEN.get(kind, {})
    return kind(**{**known, **changes})


def matter(tell: Tell, **changes: Any) -> Matter:
    known, asks = documents(), "see" if tell.template.startswith("request-") else ""
    ground = "parent" if tell.template.startswith("mandate-") else ""
    plain = {
        "template": tell.template,
        "addressee": "person",
        "code": "H99.01.01-261110-0001",
        "desk": "H99.01.01",
        "agency": "H99.03",
        "date": tell.date,
        "amount": tell.amount,
        "codes": tell.codes,
        "procedure": None if asks or ground else cast(Procedure, known.get("procedure", "2.000004")),
        "asks": asks,
        "ground": ground,
        "directory": cast(Agencies, known.only("agencies")),
        "deeds": (),
    }
    return Matter(**{**plain, **changes})


def written(event: Event, language: str = "vi", **changes: Any) -> str:
    (tell,) = telling(event)
    return text(matter(tell, **changes), language).body


TEXTS = [(template, language) for template in TEMPLATES for language in LANGUAGES]
ALL = [tell for kind in TOLD for tell in telling(said(kind))] + [*telling(said(workflow.CaseDecided, returns="post"))]


def test_every_template_is_somebodys() -> None:
    assert {tell.template for tell in ALL} == TEMPLATES.keys()


@pytest.mark.parametrize(("template", "language"), TEXTS)
def test_a_text_is_there_in_both_languages(template: str, language: str) -> None:
    assert TEMPLATES[template].keys() == set(LANGUAGES)
    told = TEMPLATES[template][language]
    assert told.keys() == {"subject", "message", "body"}
    both = {lang: set(Template(" ".join(TEMPLATES[template][lang].values())).get_identifiers()) for lang in LANGUAGES}
    assert both["vi"] - {"you"} == both["en"], "both languages tell the same"
    assert unicodedata.is_normalized("NFC", "".join(told.values()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tell", ALL, ids=lambda tell: tell.template)
def test_every_event_fills_its_text(tell: Tell, language: str) -> None:
    body = text(matter(tell), language).body
    assert "$" not in body
    assert "  " not in body
    assert "\n" not in body
    assert ": ." not in body
    assert ": ," not in body


def test_what_an_acceptance_tells() -> None:
    body = written(said(intake.DossierAccepted))
    assert "Trung tâm Phục vụ hành chính công tỉnh đã tiếp nhận hồ sơ H99.01.01-261110-0001" in body
    assert "09 giờ 30 ngày 17/11/2026" in body


def test_titles_stand_for_codes() -> None:
    title = documents().get("procedure", "2.000004").components[0].title
    assert title.vi in written(said(intake.SupplementAsked))
    assert title.en in written(said(workflow.SupplementRequested), "en")
    reason = {one.code: one.title for one in documents().get("procedure", "2.000004").refusal_reasons}["prohibited"]
    assert reason.vi in written(said(intake.DossierRefused))
    assert "1.200.000 đồng" in written(said(workflow.FeeRequested))
    assert "VND 1,200,000" in written(said(workflow.FeeRequested), "en")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("fee-late", "Lý do: Quá thời hạn nộp phí, lệ phí."),
        ("supplement-late", "Lý do: Quá thời hạn bổ sung hồ sơ."),
        ("whatever", "Lý do: Theo văn bản của cơ quan giải quyết."),
    ],
)
def test_reasons_the_procedure_does_not_know(reason: str, words: str) -> None:
    assert words in written(said(workflow.CaseStopped, reason=reason))


def test_an_agency_no_one_has_named_is_told_by_its_id() -> None:
    assert "H99.99" in written(said(workflow.ApologyGiven), agency="H99.99")


@pytest.mark.parametrize(
    ("procedure", "vi", "en"),
    [
        ("2.000004", "Thời hạn giải quyết được tính lại từ đầu kể từ khi nhận đủ giấy tờ bổ sung.", "begins anew"),
        ("1.009994", "Thời hạn giải quyết tạm dừng cho đến khi nhận đủ giấy tờ bổ sung.", "is suspended"),
    ],
)
def test_a_supplement_tells_what_becomes_of_the_time_limit(procedure: str, vi: str, en: str) -> None:
    asked = said(workflow.SupplementRequested)
    known = {"procedure": cast(Procedure, documents().get("procedure", procedure))}
    assert vi in written(asked, **known)
    assert en in written(asked, "en", **known)
    assert "Quá thời hạn này, hồ sơ sẽ dừng giải quyết." in written(asked, **known)


def test_a_fee_tells_what_follows_if_it_is_not_paid() -> None:
    assert "Quá thời hạn này, hồ sơ sẽ dừng giải quyết." in written(said(workflow.FeeRequested))


def test_an_apology_tells_its_reason_and_until_when() -> None:
    body = written(said(workflow.ApologyGiven, reason="staff-shortage"))
    assert "vì không thể giải quyết xong" in body, "true before the due date and after it"
    assert "Lý do: Cơ quan giải quyết thiếu nhân lực." in body
    assert "Thời gian đề nghị gia hạn: đến 09 giờ 30 ngày 17/11/2026." in body
    assert "Reason: The agency is short of staff." in written(
        said(workflow.ApologyGiven, reason="staff-shortage"), "en"
    )


def test_who_was_not_accepted_is_told_where_to_turn() -> None:
    assert "Đề nghị Ông/Bà liên hệ Trung tâm Phục vụ hành chính công tỉnh" in written(said(intake.DossierRefused))


def test_one_notice_per_event() -> None:
    event = uuid7()
    assert notice_of(event) == notice_of(event) != notice_of(uuid7())
    assert notice_of(event, 1) == notice_of(event, 1) != notice_of(event), "another one for the other side"


#: What is received or said and not told, with the reason.
SILENT = {
    intake.DossierDrafted: "the applicant is writing it",
    intake.SupplementHandedIn: "the applicant has just done it",
    intake.SupplementSupplied: "the same",
    intake.DossierWithdrawn: "the same",
    intake.WithdrawalRequested: "what comes of it is told",
    personal.ApplicantArchived: "nobody is left to be told",
    personal.ApplicantErased: "nobody is left to be told",
    intake.MandateMade: "who acts under it has just made it",
    intake.MandateConfirmed: "who acts under it stands at the desk",
    personal.RequestIdentified: "the person has just shown the paper",
    personal.RequestWithdrawn: "the person has just done it",
    personal.RequestTimeMoved: "the limit binds the desk",
    workflow.CaseReceived: "told by the acceptance",
    workflow.ProcessingStarted: "nothing to do for the applicant",
    workflow.ProcessingResumed: "nothing to do for the applicant",
    workflow.FeePaid: "payment's receipt says so",
    postal.ConsignmentCreated: "told by the decision",
    postal.ConsignmentCollected: "told by the decision",
    postal.ConsignmentDelivered: "workflow says that it is returned",
    postal.ConsignmentReturned: "workflow says that delivery failed",
}


def test_every_event_about_a_dossier_is_told_or_silent_for_a_reason() -> None:
    own = {kind for kind in events_of("intake") if not issubclass(kind, Published)}
    own = {kind for kind in own if not kind.__name__.startswith("Notice")}
    assert own | set(STAGES) | set(ON_THE_WAY) == TOLD.keys() | SILENT.keys()
    assert not TOLD.keys() & SILENT.keys()


def test_no_notice_has_room_for_a_person() -> None:
    known = {"template", "give_up_at", "date", "amount", "codes", "channel", "reason", "at", "until"}
    for kind in events_of("intake"):
        if kind.__name__.startswith("Notice"):
            assert {field.name for field in msgspec.structs.fields(kind)} <= known, kind


def test_an_organisation_is_addressed_otherwise() -> None:
    (tell,) = telling(said(intake.DossierSubmitted))
    texts = {kind: text(matter(tell, addressee=kind), "vi") for kind in ("person", "group", "organisation")}
    assert "Ông/Bà" in texts["person"].body
    assert texts["person"].body == texts["group"].body
    assert texts["organisation"].body == texts["person"].body.replace("Ông/Bà", "Quý đơn vị")


def test_how_a_letter_addresses_its_reader_is_written_once() -> None:
    assert not [name for name, languages in TEMPLATES.items() if "Ông/Bà" in str(languages)]
