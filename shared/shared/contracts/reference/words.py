"""The words every reference document is written in: texts, codes, ids, counts.

They know the form of a value (and the decree that requires it), not what a document does with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Place = tuple[str | int, ...]

#: Printable in Python, yet nothing to see: Default_Ignorable_Code_Point of Unicode, and the empty braille pattern.
_ONES = (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)
_EMPTY = frozenset(map(chr, (*_ONES, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_MARKS = 4  # on one letter; Vietnamese needs two, and in NFC hardly any


class Fault(NamedTuple):
    """What is wrong with a document: where (its keys, from the outside in), a code, one sentence in both languages."""

    place: Place
    code: str
    en: str
    vi: str


def insist(faults: Iterable[Fault]) -> None:
    """All faults at once, each with its place. Raises ValidationError."""
    if found := [_told(fault) for fault in faults]:
        raise ValidationError.from_exception_data("document", found)


def _told(fault: Fault) -> InitErrorDetails:
    kind = PydanticCustomError(fault.code, "{en}", {"en": fault.en, "vi": fault.vi})
    return InitErrorDetails(type=kind, loc=fault.place, input=None)


def twice(place: Place, values: Iterable[Any], entity_type: str = "", noun_vi: str = "") -> Iterator[Fault]:
    """A fault for every value that comes more than once in the list at this place."""
    for value in repeated(values):
        en, vi = f"{entity_type} {value} is listed twice", f"{noun_vi} {value} bị lặp lại"
        yield Fault(place, "listed_twice", en.strip(), vi.strip())


def repeated(values: Iterable[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    insist(twice((), values))
    return values


def _tidy(value: object) -> object:
    """NFC, one space between words, nothing invisible: NUL and direction marks forge what a person reads."""
    if not isinstance(value, str):
        return value
    tidied = " ".join(unicodedata.normalize("NFC", value).split())
    insist(unseen((), tidied))
    return tidied


def unseen(place: Place, text: str, allowed: str = "") -> Iterator[Fault]:
    """The first character of a text in NFC that cannot be seen, or the first letter under too many marks."""
    characters = set(text)
    if hidden := {char for char in characters if _is_hidden(char)}.difference(allowed):
        at = min(map(text.index, hidden))
        what = f"U+{ord(text[at]):04X} {unicodedata.name(text[at], '')}".strip()
        en = f"holds a character that cannot be seen: {what}, character {at + 1}"
        yield Fault(place, "invisible", en, f"Có ký tự không nhìn thấy được: {what}, ký tự thứ {at + 1}")
    marks = "".join(char for char in characters if unicodedata.category(char).startswith("M"))
    if marks and (piled := re.search(f"[{marks}]{{{_MARKS + 1}}}", text)):
        en = f"has more than {_MARKS} marks on one letter, from character {piled.start() + 1}"
        yield Fault(place, "marks", en, f"Có hơn {_MARKS} dấu trên một chữ, từ ký tự thứ {piled.start() + 1}")


def _is_hidden(char: str) -> bool:
    return char in _EMPTY or not (char.isprintable() or unicodedata.category(char) == "Zs")


# Before-validators run from right to left: a text is tidied first and measured then. A limit set on `Words` would not
# be one of text any more ("at most 200 items"): a shorter text is a `str` with its limits, tidied.
Tidied = BeforeValidator(_tidy)
Words = Annotated[str, StringConstraints(min_length=1, max_length=500), Tidied]

#: Pattern -> a value that has it; refusals show it.
EXAMPLES: dict[str, str] = {}


def shaped(pattern: str, example: str, longest: int | None = None) -> StringConstraints:
    """Text of this form."""
    EXAMPLES[pattern] = example
    return StringConstraints(pattern=pattern, max_length=longest)


Code = Annotated[str, shaped(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$", "TP01")]

# QĐ 20/2020/QĐ-TTg (H99.15), or QCVN 102:2016 before it (000.00.15.H99), which still travels.
AGENCY = r"^([A-Y][0-9]{2}(\.[0-9A-Z]{1,6}){0,6}|[0-9A-Z]{3}(\.[0-9A-Z]{2}){2}\.[A-Y][0-9]{2})$"
AgencyId = Annotated[str, shaped(AGENCY, "H99.15", 35)]

ProcedureCode = Annotated[str, shaped(r"^[0-9]\.[0-9]{6}(\.[0-9A-Z.]+)?$", "2.000635", 64)]

# TT 01/2018/TT-VPCP Đ20: G03-GD10.
SectorCode = Annotated[str, shaped(r"^[A-Y][0-9]{2}-[0-9A-Z]{1,10}$", "G03-GD10")]

TELEPHONE = r"^\+?[0-9]{9,14}$"
_GROUPING = str.maketrans("", "", " \u00a0.-()")


def dialled(number: str) -> str:
    """A telephone number as it is dialled: people write it with spaces, dots, hyphens and brackets."""
    return number.translate(_GROUPING)


# Strict: "8", 8.0 and true are not 8 hours.
Hours = Annotated[int, Field(strict=True, gt=0, le=10_000)]
Bytes = Annotated[int, Field(strict=True, gt=0)]
Flag = Annotated[bool, Field(strict=True)]

Distinct = AfterValidator(_distinct)


class Reference(BaseModel):
    """Frozen, and nothing beyond what is written here."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Text(Reference):
    """What a person reads, in both languages: 1 to 500 characters each."""

    vi: Words
    en: Words


class Coded(Reference):
    """A code for machines and a title for people: a result, a reason to refuse."""

    code: Code
    title: Text
