"""What each event means, in plain words of both languages, for stories. The braces are fields of the event.

A test holds this table against the contracts: whatever can be said has words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.glossary import Names
from motcua.lines import short

#: Values that are words of ours, not codes of a document.
VALUES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("on_time", "True"): {"vi": "đúng hạn", "en": "on time"},
    ("on_time", "False"): {"vi": "quá hạn", "en": "late"},
    ("outcome", "approved"): {"vi": "đồng ý", "en": "approved"},
    ("outcome", "refused"): {"vi": "không đồng ý", "en": "refused"},
    ("role", "officer"): {"vi": "cán bộ", "en": "an officer"},
    ("role", "supervisor"): {"vi": "lãnh đạo", "en": "a supervisor"},
    ("channel", "online"): {"vi": "trực tuyến", "en": "online"},
    ("channel", "counter"): {"vi": "tại quầy", "en": "at the counter"},
    ("channel", "post"): {"vi": "qua bưu chính", "en": "by post"},
    ("reason", "staff-shortage"): {"vi": "thiếu nhân lực", "en": "short of staff"},
}

#: Event -> (Vietnamese, English).
WORDS: dict[str, tuple[str, str]] = {
    "DossierDrafted": ("Lập hồ sơ {channel}, nơi nhận: {desk}", "The dossier is begun {channel}, for the desk: {desk}"),
    "DossierSubmitted": ("Nộp hồ sơ, {papers} giấy tờ", "It is handed in, with {papers} papers"),
    "SupplementAsked": (
        "Yêu cầu bổ sung {components}, hạn {until} (mẫu 02)",
        "Missing: {components}; asked for once, until {until} (form 02)",
    ),
    "SupplementHandedIn": ("Nộp bổ sung, nay có {papers} giấy tờ", "The supplement is handed in; {papers} papers now"),
    "DossierAccepted": (
        "Tiếp nhận, mã {code}, hẹn trả {due_at} (mẫu 01)",
        "It is accepted as {code}, due on {due_at} (form 01)",
    ),
    "DossierRefused": ("Từ chối tiếp nhận: {reason} (mẫu 03)", "It is refused at the desk: {reason} (form 03)"),
    "DossierWithdrawn": ("Rút hồ sơ trước khi tiếp nhận", "It is withdrawn before it was accepted"),
    "WithdrawalRequested": ("Xin rút hồ sơ đã tiếp nhận", "The applicant asks to have it back"),
    "ProcedurePublished": ("Công bố thủ tục {code}, bản {version}", "Procedure {code} is published, version {version}"),
    "CalendarPublished": ("Công bố lịch {code}, bản {version}", "Calendar {code} is published, version {version}"),
    "AgenciesPublished": ("Công bố cơ quan {code}, bản {version}", "Agencies {code} are published, version {version}"),
    "RoutePublished": ("Công bố quy trình {code}, bản {version}", "Route {code} is published, version {version}"),
    "CaseReceived": ("Chuyển đến {agency} giải quyết", "Its case arrives at the agency: {agency}"),
    "ProcessingStarted": ("Bắt đầu giải quyết", "The work on it begins"),
    "DueDateNear": ("Sắp đến hạn {due_at}", "Warning: it is due soon, on {due_at}"),
    "DueDatePassed": ("Quá hạn từ {due_at}", "It is overdue since {due_at}"),
    "ApologyGiven": (
        "Xin lỗi và hẹn lại {due_at}: {reason} (mẫu 04)",
        "The agency apologises ({reason}) and promises {due_at} (form 04)",
    ),
    "CaseDecided": ("Đã ký, {on_time}: {result}", "It is decided, {on_time}; signed: {result}"),
    "CaseRefused": ("Từ chối giải quyết: {reason} (mẫu 03)", "The agency refuses it: {reason} (form 03)"),
    "CaseWithdrawn": ("Cho rút hồ sơ", "The withdrawal is granted"),
    "WithdrawalDeclined": ("Không cho rút: đã có kết quả", "The withdrawal is declined: it is decided already"),
    "ResultReturned": ("Trả kết quả cho người nộp", "The result is in the applicant's hands"),
    "TaskOpened": (
        "Việc mới: {step}, cho {role} của {agency}",
        "New task: {step}; it waits for {role} of the {agency}",
    ),
    "TaskClaimed": ("Nhận việc: {step}", "Taken in hand: {step}"),
    "TaskReleased": ("Trả lại việc: {step}", "Put back into the queue: {step}"),
    "TaskCompleted": ("Xong việc: {step}; {outcome}", "Done: {step}; {outcome}"),
    "TaskCancelled": ("Hủy việc: {step}", "Cancelled: {step}"),
    "NoticeDue": ("Cần báo cho người nộp: {template}", "The applicant is to be told: {template}"),
    "NoticeSent": ("Đã báo cho người nộp ({channel})", "The applicant was told ({channel})"),
    "NoticeGivenUp": ("Không báo được: {reason}", "The applicant could not be told: {reason}"),
}


class _Fields(dict[str, str]):
    """Fields of an event as text; one that an old version does not have is a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def told(name: str, body: Mapping[str, Any], names: Names) -> tuple[str, str]:
    """The two sentences for an event; its bare name if nobody has found words for it yet."""
    vi, en = WORDS.get(name, (name, name))
    return vi.format_map(_spelled(body, names, "vi")), en.format_map(_spelled(body, names, "en"))


def _spelled(body: Mapping[str, Any], names: Names, language: str) -> _Fields:
    """Codes by their names, moments in local time, of papers how many."""
    fields = _Fields()
    for key, value in body.items():
        codes = value if isinstance(value, list) and key != "papers" else [value]
        spelled = [
            VALUES.get((key, short(code)), {}).get(language) or names.of(short(code), language) for code in codes
        ]
        fields[key] = ", ".join(spelled)
    return fields
