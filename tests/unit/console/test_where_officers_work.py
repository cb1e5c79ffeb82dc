"""What a dossier waits for, how long nothing happened, what was written, and the bars of a board."""

from __future__ import annotations

from typing import Any

from motcua_console.moves import Thing
from motcua_console.staff.board import parts_of
from motcua_console.staff.pending import Names, pending
from motcua_console.staff.tasks import Asked
from motcua_console.words import words_of
from motcua_console.written import blocks

NOW, SOON, BEFORE = "2026-11-29T10:00:00Z", "2026-12-01T09:00:00Z", "2026-11-20T10:00:00Z"
NAMES = Names(
    agencies={"H99.03": {"vi": "Sở Công Thương", "en": "Department"}, "H99.01": {"vi": "Trung tâm", "en": "Centre"}},
    steps={"appraise": {"vi": "Thẩm định", "en": "Appraisal"}},
    papers={"TP01": {"vi": "Tờ khai", "en": "Form"}},
    officers={"officer:one": {"name": "Nguyễn Hải Yến"}},
)
TASK = {"step": "appraise", "agency": "H99.03", "officer": None, "due_at": SOON, "minutes_left": None}


def waits(noun: str, **body: Any) -> list[tuple[str, str, str, str]]:
    return [(*each,) for each in pending([Thing(noun, "1", body, "*")], NOW, NAMES, words_of("vi"))]


def test_what_it_waits_for_is_said_with_who_and_how_long() -> None:
    assert waits("task", **TASK) == [("Thẩm định: chưa có người nhận", "Sở Công Thương", "còn 47 giờ", "green")]
    held = TASK | {"officer": "officer:one", "due_at": BEFORE}
    assert waits("task", **held) == [
        ("Thẩm định: Nguyễn Hải Yến đang xử lý", "Sở Công Thương", "quá hạn 9 ngày", "red")
    ]
    assert waits("task", **TASK | {"due_at": None, "minutes_left": 500})[0][3] == "grey"
    asked = {"state": "supplementing", "asked": ["TP01"], "supplement_until": SOON}
    assert waits("case", **asked) == [("Chủ hồ sơ cần bổ sung giấy tờ", "Tờ khai", "còn 47 giờ", "orange")]
    assert waits("dossier", **asked) == waits("case", **asked)
    assert waits("dossier", state="submitted", desk="H99.01")[0][1] == "Trung tâm"
    assert waits("charge", state="open", amount=8000, until=BEFORE) == [
        ("Cần nộp phí, lệ phí: 8.000 đồng", "", "quá hạn 9 ngày", "red")
    ]
    assert waits("consignment", state="travelling", waybill="W1")[0][:2] == (
        "Kết quả đang được gửi qua bưu chính công ích",
        "W1",
    )
    for noun, state in (("dossier", "accepted"), ("case", "returned"), ("charge", "settled"), ("exchange", "level")):
        assert waits(noun, state=state) == []


def test_idle_time_is_folded_from_a_day_on() -> None:
    words = words_of("vi")
    assert words.idle(None, NOW) == words.idle("2026-11-28T10:00:01Z", NOW) == ""
    assert words.idle(BEFORE, NOW) == "9 ngày không có thay đổi"


def test_a_bar_is_as_wide_as_its_share_of_the_longest() -> None:
    counts = {"open": 10, "late": 2, "near": 3, "suspended": 1}
    assert [(*each,) for each in parts_of(counts, 20)] == [
        ("late", 0.0, 10.0),
        ("near", 10.0, 15.0),
        ("rest", 25.0, 20.0),
        ("suspended", 45.0, 5.0),
    ]
    assert parts_of({"open": 0, "late": 0, "near": 0, "suspended": 0}, 0) == []


def test_a_page_of_the_queue_is_its_address() -> None:
    ask = Asked(tab="late", code=" H99 ", step="sign", after="a=b")
    assert ask.to() == "/queue?tab=late&code=H99&step=sign&after=a%3Db"
    assert ask.to(tab="open", after=None) == "/queue?tab=open&code=H99&step=sign"


def test_what_was_written_is_told_in_the_order_of_the_form() -> None:
    home = {"line": "Số 7", "province": "24", "commune": "07210"}
    someone = {"name": "Bà <b>", "identity": {"kind": "citizen-id", "number": "099"}, "phone": "0912", "address": home}
    form = {"properties": {"b": {"title": "Hai", "format": "date"}, "a": {"title": "Một", "x-title-en": "One"}}}
    answers = {"a": 1_000_000, "gone": True, "b": "2027-03-01", "empty": ""}
    applicant = {"kind": "person", **someone, "submitter": someone}
    told = blocks(
        {"applicant": applicant, "answers": answers}, form, {"07210": "Bắc Giang", "24": "Bắc Ninh"}, words_of("vi")
    )
    assert [each.title for each in told] == ["Chủ hồ sơ · Cá nhân", "Người nộp hồ sơ", "Nội dung khai"]
    assert ("Địa chỉ", "Số 7, Bắc Giang, Bắc Ninh") in told[0].rows
    assert told[2].rows == [("Hai", "01/03/2027"), ("Một", "1.000.000"), ("gone", "có")]
