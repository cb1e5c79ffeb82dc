"""What codes are called where a person reads them, in both languages. Pure: tables of words, and nothing of a service.

A state, a move or a reason is named by its noun, in the room `names` of its package; here stands what several services
name. No sentence holds a code itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shared.contracts.reference import Channel, Coded, Component, OnSupplement, Return


class Name(NamedTuple):
    """One thing as it stands inside a sentence."""

    vi: str
    en: str

    @property
    def title(self) -> Name:
        """The same by itself: `Đã rút`, `Withdrawn`."""
        en = self.en.removeprefix("has been ").removeprefix("is ")
        return Name(*(f"{words[:1].upper()}{words[1:]}" for words in (self.vi, en)))


#: What one of several codes may be, and how each is called.
Choice = Mapping[str, Name]


def titled(listed: Iterable[Coded | Component]) -> Choice:
    """What documents list, by code."""
    return {each.code: Name(each.title.vi, each.title.en) for each in listed}


@dataclass(frozen=True, slots=True)
class Noun:
    """The names of an entity type. `states`: what is said of it (đã rút, has been withdrawn). `moves`: by command, as
    what is done (tiếp nhận, accept).
    """

    name: Name
    states: Mapping[str, Name]
    moves: Mapping[type[Any], Name] = field(default_factory=dict)

    def refusal(self, state: str | None, message: type[Any]) -> Name:
        """Why this is not done in this state: `Không thể tiếp nhận vì hồ sơ đã rút.`"""
        vi, en = self.moves.get(message, HANDLED)
        if state is None:
            return Name(f"Không thể {vi} vì chưa có {self.name.vi}.", f"Cannot {en}: there is no {self.name.en} yet.")
        there = self.states[state]
        return Name(
            f"Không thể {vi} vì {self.name.vi} {there.vi}.", f"Cannot {en} because the {self.name.en} {there.en}."
        )


#: Any message that is no command: no caller asks for it by a name.
HANDLED = Name("xử lý thông điệp này", "handle this message")

ROLES: Mapping[str, Name] = {
    "applicant": Name("người dân", "applicants"),
    "officer": Name("công chức", "officers"),
    "supervisor": Name("lãnh đạo", "supervisors"),
    "clerk": Name("văn thư", "records clerks"),
    "cashier": Name("thủ quỹ", "cashiers"),
    "editor": Name("biên tập danh mục", "catalogue editors"),
    "inspector": Name("thanh tra", "inspectors"),
    "operator": Name("quản trị hệ thống", "operators"),
    "service": Name("dịch vụ", "services"),
}

CHANNELS: Mapping[str, Name] = {
    Channel.COUNTER: Name("trực tiếp", "at the counter"),
    Channel.ONLINE: Name("trực tuyến", "online"),
    Channel.POST: Name("qua bưu chính công ích", "by post"),
}

RETURNS: Mapping[str, Name] = {
    Return.DESK: Name("tại Bộ phận Một cửa", "at the desk"),
    Return.POST: Name("qua bưu chính công ích", "by post"),
}

MEDIA: Mapping[str, Name] = {
    "application/pdf": Name("PDF", "PDF"),
    "image/png": Name("PNG", "PNG"),
    "image/jpeg": Name("JPEG", "JPEG"),
}

DOCUMENTS: Mapping[str, Name] = {
    "calendar": Name("lịch làm việc", "calendar"),
    "agencies": Name("danh mục cơ quan", "directory of agencies"),
    "procedure": Name("thủ tục", "procedure"),
    "route": Name("quy trình", "route"),
    "places": Name("danh mục đơn vị hành chính", "list of places"),
}

LANGUAGES: Mapping[str, Name] = {"vi": Name("tiếng Việt", "Vietnamese"), "en": Name("tiếng Anh", "English")}

# ---- what documents say of procedures, routes, agencies and calendars

ON_SUPPLEMENT: Mapping[str, Name] = {
    OnSupplement.RESTART: Name("tính lại từ đầu", "begins anew"),
    OnSupplement.SUSPEND: Name("tạm dừng", "is suspended"),
}

FEES: Mapping[str, Name] = {"phi": Name("phí", "charge for a service"), "le-phi": Name("lệ phí", "statutory fee")}

STEPS: Mapping[str, Name] = {
    "appraise": Name("thẩm định", "appraisal"),
    "consult": Name("lấy ý kiến", "consultation"),
    "collect": Name("thu phí, lệ phí", "collection of the fee"),
    "sign": Name("ký", "signature"),
    "return": Name("trả kết quả", "return of the result"),
}

#: Which agency a step is at, by a rule.
RULES: Mapping[str, Name] = {
    "receiving": Name("cơ quan tiếp nhận", "the agency that received the dossier"),
    "competent": Name("cơ quan có thẩm quyền giải quyết", "the agency that decides"),
}

TIERS: Mapping[str, Name] = {
    "province": Name("cấp tỉnh", "province"),
    "department": Name("sở, ngành", "department"),
    "commune": Name("cấp xã", "commune"),
}

#: What a time limit is counted in.
UNITS: Mapping[str, Name] = {
    "working_hours": Name("giờ làm việc", "working hours"),
    "working_days": Name("ngày làm việc", "working days"),
    "calendar_days": Name("ngày", "calendar days"),
    "at_once": Name("giải quyết ngay", "at once"),
    "same_day": Name("trong ngày làm việc", "the same working day"),
}
#: Of which form an answer is that time limits ask.
FACTS: Mapping[str, Name] = {
    "choice": Name("chọn trong danh sách", "one of a list"),
    "number": Name("số", "a number"),
    "boolean": Name("có hoặc không", "yes or no"),
    "date": Name("ngày", "a day"),
    "code": Name("mã", "a code"),
}
WEEKDAYS: Mapping[str, Name] = {
    "monday": Name("thứ Hai", "Monday"),
    "tuesday": Name("thứ Ba", "Tuesday"),
    "wednesday": Name("thứ Tư", "Wednesday"),
    "thursday": Name("thứ Năm", "Thursday"),
    "friday": Name("thứ Sáu", "Friday"),
    "saturday": Name("thứ Bảy", "Saturday"),
    "sunday": Name("Chủ nhật", "Sunday"),
}
