"""Validation errors of pydantic in Vietnamese and English. Never repeats what was sent.

The value may be personal data, and several of pydantic's own messages quote it; so the sentences of both languages are
ours, and only our own limits are filled in. A validator of ours gives both languages with
`PydanticCustomError("code", "{en}", {"vi": "...", "en": "..."})`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from shared.contracts.names import (
    CHANNELS,
    DOCUMENTS,
    FACTS,
    FEES,
    LANGUAGES,
    MEDIA,
    ON_SUPPLEMENT,
    RETURNS,
    ROLES,
    RULES,
    STEPS,
    TIERS,
    UNITS,
    WEEKDAYS,
    Choice,
    Name,
)
from shared.contracts.reference.words import EXAMPLES
from shared.contracts.relation import WORDS
from shared.kernel.entity import EntityType
from shared.kernel.errors import FieldError, pointer

_MOST: Final = 100  # errors in one answer; a hostile body could have millions
_LONGEST: Final = 200  # characters of Accept-Language that are read
_OTHER: Final = ("Giá trị không hợp lệ.", "This value is not valid.")

CODE: Final = re.compile(r"'([^']*)'")
_WAYS: Final = {
    "due": Name("hạn giải quyết", "due date"),
    "received": Name("thời điểm tiếp nhận", "when it was received"),
    "changed": Name("thời điểm thay đổi", "when it changed"),
}
SORTS: Final[Choice] = {
    **_WAYS,
    **{f"-{code}": Name(f"{vi}, muộn nhất trước", f"{en}, the latest first") for code, (vi, en) in _WAYS.items()},
}


class Called(NamedTuple):
    """Names of codes that callers send: a table for each of what may be chosen.

    Two tables may have a code in common: a task is open when nobody has it, a charge when nobody has paid.
    """

    tables: Sequence[Choice]

    def of(self, codes: Collection[str]) -> Choice:
        """The names of these codes, from the smallest table that has all of them."""
        return min((table for table in self.tables if table.keys() >= {*codes}), key=len, default={})

    @classmethod
    def by(cls, nouns: Iterable[EntityType[Any]], own: Iterable[Choice]) -> Called:
        """What one service names: the states of its nouns, and its own tables."""
        named = (each.machine.noun for each in nouns)
        states = ({code: name.title for code, name in noun.states.items()} for noun in named if noun is not None)
        return cls((*SHARED.tables, *states, *own))


#: What every service names; each adds the states of its nouns, and what else only it names.
SHARED: Final = Called(
    (
        *(CHANNELS, RETURNS, ROLES, MEDIA, DOCUMENTS, LANGUAGES, SORTS),
        *(ON_SUPPLEMENT, FEES, STEPS, RULES, TIERS, UNITS, FACTS, WEEKDAYS),
        {str(relation): Name(*words) for relation, words in WORDS.items()},
    )
)

# By pydantic's error type, or by its first word for a whole family.
_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "missing": ("Thiếu thông tin bắt buộc.", "This is required."),
    "extra_forbidden": ("Trường thông tin này không được chấp nhận.", "This field is not accepted."),
    "json": ("Nội dung không phải là JSON hợp lệ.", "This is not valid JSON."),
    "string": ("Giá trị phải là chuỗi ký tự.", "This must be text."),
    "string_too_short": ("Cần ít nhất {min_length} ký tự.", "At least {min_length} characters are needed."),
    "string_too_long": ("Tối đa {max_length} ký tự.", "At most {max_length} characters are allowed."),
    "string_pattern_mismatch": (
        "Không đúng định dạng quy định{as_in}.",
        "This does not have the required format{as_in}.",
    ),
    "uuid": ("Mã định danh (UUID) không hợp lệ.", "This is not a valid UUID."),
    "int": ("Giá trị phải là số nguyên.", "This must be a whole number."),
    "float": ("Giá trị phải là số.", "This must be a number."),
    "finite_number": ("Giá trị phải là số hữu hạn.", "This must be a finite number."),
    "decimal": ("Giá trị phải là số thập phân hợp lệ.", "This must be a valid decimal number."),
    "decimal_max_digits": ("Tối đa {max_digits} chữ số.", "At most {max_digits} digits are allowed."),
    "decimal_max_places": (
        "Tối đa {decimal_places} chữ số thập phân.",
        "At most {decimal_places} decimal places are allowed.",
    ),
    "bool": ("Giá trị phải là true (đúng) hoặc false (sai).", "This must be true or false."),
    "date": ("Ngày không hợp lệ; ví dụ đúng: 2024-06-01.", "This is not a date such as 2024-06-01."),
    "date_past": ("Ngày phải ở trong quá khứ.", "The date must be in the past."),
    "date_future": ("Ngày phải ở trong tương lai.", "The date must be in the future."),
    "time": ("Giờ không hợp lệ; ví dụ đúng: 08:30:00.", "This is not a time such as 08:30:00."),
    "time_delta_type": ("Khoảng thời gian không hợp lệ.", "This is not a valid duration."),
    "time_delta_parsing": ("Khoảng thời gian không hợp lệ.", "This is not a valid duration."),
    "datetime": (
        "Thời điểm không hợp lệ; ví dụ đúng: 2024-06-01T08:30:00+07:00.",
        "This is not a date and time such as 2024-06-01T08:30:00+07:00.",
    ),
    "datetime_past": ("Thời điểm phải ở trong quá khứ.", "The time must be in the past."),
    "datetime_future": ("Thời điểm phải ở trong tương lai.", "The time must be in the future."),
    "timezone_aware": ("Thời điểm phải kèm múi giờ.", "The time zone is missing."),
    "timezone_naive": ("Thời điểm không được kèm múi giờ.", "A time zone is not accepted here."),
    "enum": ("Chỉ chấp nhận: {expected}.", "Accepted here: {expected}."),
    "literal_error": ("Chỉ chấp nhận: {expected}.", "Accepted here: {expected}."),
    "greater_than": ("Giá trị phải lớn hơn {gt}.", "This must be greater than {gt}."),
    "greater_than_equal": ("Giá trị phải từ {ge} trở lên.", "This must be at least {ge}."),
    "less_than": ("Giá trị phải nhỏ hơn {lt}.", "This must be less than {lt}."),
    "less_than_equal": ("Giá trị không được vượt quá {le}.", "This must be at most {le}."),
    "multiple_of": ("Giá trị phải là bội số của {multiple_of}.", "This must be a multiple of {multiple_of}."),
    "too_short": ("Cần ít nhất {min_length} mục.", "At least {min_length} items are needed."),
    "too_long": ("Tối đa {max_length} mục.", "At most {max_length} items are allowed."),
    "list": ("Giá trị phải là một danh sách.", "This must be a list."),
    "tuple": ("Giá trị phải là một danh sách.", "This must be a list."),
    "set": ("Giá trị phải là một danh sách không trùng lặp.", "This must be a list without repetitions."),
    "dict": ("Giá trị phải là một đối tượng JSON.", "This must be a JSON object."),
    "model": ("Giá trị phải là một đối tượng JSON.", "This must be a JSON object."),
    "dataclass": ("Giá trị phải là một đối tượng JSON.", "This must be a JSON object."),
    "none_required": ("Mục này phải để trống (null).", "This must be null."),
    "union_tag_not_found": (
        "Thiếu trường phân loại {discriminator}.",
        "The field {discriminator} is missing.",
    ),
    "union_tag_invalid": (
        "Trường {discriminator} chỉ chấp nhận: {expected_tags}.",
        "Accepted in the field {discriminator}: {expected_tags}.",
    ),
    "url": ("Địa chỉ liên kết (URL) không hợp lệ.", "This is not a valid URL."),
}


def language(accepted: str) -> str:
    """`en` if Accept-Language (RFC 9110 section 12.5.4) prefers it, else `vi`; of equal weights the first wins."""
    best, weight = "vi", 0.0
    for item in accepted[:_LONGEST].lower().split(","):
        tag, _, quality = item.replace(" ", "").partition(";q=")
        name = tag.partition("-")[0]
        given = float(quality or 1) if re.fullmatch(r"(0(\.\d*)?|1(\.0*)?)?", quality) else 0.0
        if name in {"vi", "en", "*"} and given > weight:
            best, weight = name, given
    return "en" if best == "en" else "vi"


def field_errors(errors: Iterable[Mapping[str, Any]], body: object = None, called: Called = SHARED) -> list[FieldError]:
    """Translate pydantic's errors (`type`, `loc`, `ctx`), at most 100, each once; `body` is the parsed body."""
    found = (_field_error(error, body, called) for error, _ in zip(errors, range(_MOST), strict=False))
    return list(dict.fromkeys(found))


def _field_error(error: Mapping[str, Any], body: object, called: Called) -> FieldError:
    code: str = error["type"]
    vi, en = _sentences(code, error.get("ctx") or {}, called)
    return FieldError(_pointer(error["loc"], body, absent=code == "missing"), code, vi, en)


def _sentences(code: str, limits: Mapping[str, Any], called: Called) -> tuple[str, str]:
    known = _SENTENCES.get(code) or _SENTENCES.get(code.partition("_")[0])
    if known is None:
        vi, en = limits.get("vi"), limits.get("en")
        return (vi, en) if isinstance(vi, str) and isinstance(en, str) else _OTHER
    try:
        vietnamese, english = ({**limits, **dict(_listed(limits, called, tongue))} for tongue in ("vi", "en"))
        if (example := EXAMPLES.get(str(limits.get("pattern")))) is not None:
            vietnamese["as_in"], english["as_in"] = f"; ví dụ đúng: {example}", f", such as {example}"
        return known[0].format_map(Filled(vietnamese)), known[1].format_map(Filled(english))
    except KeyError:  # a known type raised by hand, without its limits
        return _OTHER


class Filled(dict[str, Any]):
    """Without an example nothing is said of one."""

    def __missing__(self, name: str) -> str:
        if name != "as_in":
            raise KeyError(name)
        return ""


def _listed(limits: Mapping[str, Any], called: Called, tongue: str) -> Iterator[tuple[str, str]]:
    """The values that are accepted, each with its name if it has one: `online (trực tuyến) hoặc post`.

    pydantic joins the last of them with an English word, or by a comma where it lists tags.
    """
    join = " hoặc " if tongue == "vi" else " or "
    for limit in ("expected", "expected_tags"):
        if (expected := limits.get(limit)) is not None:
            codes = CODE.findall(str(expected))
            names = called.of(codes)
            told = [f"{code} ({getattr(names[code], tongue)})" if code in names else code for code in codes]
            yield limit, join.join([", ".join(told[:-1]), *told[-1:]] if told[:-1] else told)


def _pointer(loc: Sequence[str | int], body: object, *, absent: bool) -> str:
    """The place, as `FieldError.pointer` describes it; `absent`: the body lacks the last part of `loc`."""
    match loc:
        case ["query", name, *_]:
            return f"?{name}"
        case ["header", name, *_]:
            return f"header:{str(name).title()}"
        case ["path" | "cookie" as place, name, *_]:
            return f"{place}:{name}"
        case ["body", *rest] if absent:
            return pointer([*_found(rest[:-1], body), *rest[-1:]])
        case ["body", *rest]:
            return pointer(_found(rest, body))
    return ""


def _found(parts: Sequence[str | int], body: Any) -> Iterable[str | int]:
    """Leave out parts that pydantic adds and the body does not have: the tag of a union, `[key]`, `list[int]`."""
    for part in parts:
        if part in body if isinstance(body, Mapping) else isinstance(body, list) and isinstance(part, int):
            yield part
            body = body[part]
