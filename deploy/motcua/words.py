"""What each event means, in plain words of both languages, for stories. The braces are fields of the event.

A test holds this table against the contracts: whatever can be said has words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.lines import short

#: Event -> (Vietnamese, English).
WORDS: dict[str, tuple[str, str]] = {
    "DossierDrafted": ("Bắt đầu lập hồ sơ cho {desk}", "The dossier is begun, for the desk {desk} ({channel})"),
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
    "CaseReceived": ("Chuyển đến {agency} giải quyết", "Its case arrives at the agency {agency}"),
    "ProcessingStarted": ("Bắt đầu giải quyết", "The work on it begins"),
    "DueDateNear": ("Sắp đến hạn {due_at}", "Warning: it is due soon, on {due_at}"),
    "DueDatePassed": ("Quá hạn {due_at}", "It is overdue since {due_at}"),
    "ApologyGiven": (
        "Xin lỗi và hẹn lại {due_at}: {reason} (mẫu 04)",
        "The agency apologises ({reason}) and promises {due_at} (form 04)",
    ),
    "CaseDecided": ("Đã ký kết quả {result}", "It is decided: {result} is signed (on time: {on_time})"),
    "CaseRefused": ("Từ chối giải quyết: {reason} (mẫu 03)", "The agency refuses it: {reason} (form 03)"),
    "CaseWithdrawn": ("Cho rút hồ sơ", "The withdrawal is granted"),
    "WithdrawalDeclined": ("Không cho rút: đã có kết quả", "The withdrawal is declined: it is decided already"),
    "ResultReturned": ("Trả kết quả cho người nộp", "The result is in the applicant's hands"),
    "TaskOpened": ("Việc {step} vào hàng đợi của {agency}", "The task '{step}' waits for a {role} of {agency}"),
    "TaskClaimed": ("Nhận việc", "Somebody takes the task"),
    "TaskReleased": ("Trả việc về hàng đợi", "The task goes back to the queue"),
    "TaskCompleted": ("Xong việc: {outcome}", "The task is done: {outcome}"),
    "TaskCancelled": ("Hủy việc", "The task is cancelled"),
}


class _Fields(dict[str, str]):
    """Fields of an event as text; one that an old version does not have is a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def told(name: str, body: Mapping[str, Any]) -> tuple[str, str]:
    """The two sentences for an event; its bare name if nobody has found words for it yet."""
    values = _Fields({key: short(value) for key, value in body.items() if value is not None})
    vi, en = WORDS.get(name, (name, name))
    return vi.format_map(values), en.format_map(values)
