"""Facts: what of an applicant's answers routes, time limits and fees may ask. Typed, and never free text.

They travel with events, so a fact is nothing that a person could be found by: which answers become facts is vetted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from shared.contracts.reference.words import Code, Fault, Place, Reference, Text

Fields = Mapping[str, JsonValue]
LONGEST_CODE = 32


class FactKind(StrEnum):
    """What an answer must be to become a fact: one of a list, a number, yes or no, a day, or a code of some form."""

    CHOICE = "choice"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    CODE = "code"


class Fact(Reference):
    """field: the property of the form whose answer it is."""

    code: Code
    kind: FactKind
    field: str
    title: Text


def facts_of(facts: Iterable[Fact], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers say, by the code of the fact; of what was not answered nothing."""
    return {fact.code: answers[fact.field] for fact in facts if fact.field in answers}


def unfit(facts: Iterable[Fact], form: Fields) -> Iterator[Fault]:
    """Facts whose field is not in the form, or is asked for in another way."""
    fields = form.get("properties")
    known = fields if isinstance(fields, dict) else {}
    for n, fact in enumerate(facts):
        place: Place = ("facts", n, "field")
        asked = known.get(fact.field)
        if not isinstance(asked, dict):
            yield Fault(
                place, "reference", f"{fact.field} is no field of the form", f"biểu mẫu không có trường {fact.field}"
            )
        elif not _is_asked(fact.kind, asked):
            en = f"{fact.field} is not asked for as a {fact.kind}"
            yield Fault(place, "kind", en, f"trường {fact.field} không thuộc kiểu {KINDS[fact.kind]}")


KINDS = {
    FactKind.CHOICE: "chọn trong danh sách",
    FactKind.NUMBER: "số",
    FactKind.BOOLEAN: "có hoặc không",
    FactKind.DATE: "ngày",
    FactKind.CODE: "mã",
}


def _is_asked(kind: FactKind, asked: Fields) -> bool:
    match kind:
        case FactKind.CHOICE:
            return isinstance(asked.get("enum"), list)
        case FactKind.NUMBER:
            return asked.get("type") in ("number", "integer")
        case FactKind.BOOLEAN:
            return asked.get("type") == "boolean"
        case FactKind.DATE:
            return asked.get("type") == "string" and asked.get("format") == "date"
        case FactKind.CODE:
            longest = asked.get("maxLength")
            return asked.get("type") == "string" and "pattern" in asked and _short(longest)


def _short(longest: object) -> bool:
    return isinstance(longest, int) and longest <= LONGEST_CODE


def unmet(when: Mapping[str, tuple[Any, ...]], facts: Iterable[Fact], place: Place) -> Iterator[Fault]:
    """Conditions on facts that there are not."""
    known = {fact.code for fact in facts}
    for code in when:
        if code not in known:
            yield Fault((*place, code), "reference", f"{code} is not a fact", f"{code} không phải là một dữ kiện")
