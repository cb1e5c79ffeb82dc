"""What dossiers, their states and their moves are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intake.dossier import commands as ask
from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("hồ sơ", "dossier"),
    states={
        "draft": Name("chưa nộp", "has not been handed in"),
        "submitted": Name("đã nộp", "has been handed in"),
        "supplementing": Name("chờ bổ sung giấy tờ", "is waiting for a supplement"),
        "accepted": Name("đã tiếp nhận", "has been accepted"),
        "refused": Name("không được tiếp nhận", "has been refused"),
        "withdrawn": Name("đã rút", "has been withdrawn"),
    },
    moves={
        ask.Draft: Name("lập hồ sơ", "begin the dossier"),
        ask.Submit: Name("nộp hồ sơ", "hand in the dossier"),
        ask.HandIn: Name("nộp bổ sung", "hand in the supplement"),
        ask.Withdraw: Name("rút hồ sơ", "withdraw"),
        ask.Accept: Name("tiếp nhận", "accept"),
        ask.AskSupplement: Name("yêu cầu bổ sung", "ask for a supplement"),
        ask.Refuse: Name("từ chối tiếp nhận", "refuse"),
    },
)

#: What is wrong with an answer, by the keyword of JSON Schema that it does not fit.
MISFITS: Mapping[str, Name] = {
    "required": Name("thiếu thông tin bắt buộc", "something required is missing"),
    "additionalProperties": Name("có thông tin không được hỏi", "something was not asked for"),
    "type": Name("không đúng kiểu dữ liệu", "this is not the right kind of value"),
    "enum": Name("không thuộc các giá trị được chọn", "this is not one of the values to choose from"),
    "const": Name("không đúng giá trị quy định", "this is not the prescribed value"),
    "pattern": Name("không đúng định dạng quy định", "this is not in the prescribed format"),
    "format": Name("không đúng định dạng quy định", "this is not in the prescribed format"),
    "minLength": Name("quá ngắn", "this is too short"),
    "maxLength": Name("quá dài", "this is too long"),
    "minimum": Name("nhỏ hơn mức cho phép", "this is too small"),
    "maximum": Name("lớn hơn mức cho phép", "this is too large"),
    "minItems": Name("có quá ít mục", "there are too few"),
    "maxItems": Name("có quá nhiều mục", "there are too many"),
}
MISFIT = Name("không đúng yêu cầu của biểu mẫu", "this does not fit the form")


def title_of(form: Mapping[str, Any], place: Sequence[str | int]) -> Name:
    """What the field at this place of the answers is called: `title`, and in English `x-title-en` if there is one."""
    found: Any = form
    for part in place:
        inside = found.get("properties", {}).get(part) if isinstance(part, str) else found.get("items")
        found = inside if isinstance(inside, dict) else {}
    vi = str(found.get("title") or "Biểu mẫu")
    return Name(vi, str(found.get("x-title-en") or vi))
