"""What intake asks of a document beyond its shape, a form it can show and check, years that are needed; and what has
changed in a procedure. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema_rs import ValidationError

from shared.contracts.names import Name
from shared.contracts.reference import Agencies, Calendar, Procedure, Reference
from shared.kernel.errors import FieldError, Invalid, pointer

#: Of each field of a form: the Vietnamese title is JSON Schema's own, the English one an annotation beside it.
TITLES = ("title", "x-title-en")


def has_a_usable_form(procedure: Procedure) -> None:
    """A JSON Schema (2020-12) that refers to nothing outside of itself and titles each field twice. Raises Invalid."""
    faults = list(_faults(procedure))
    if faults:
        raise Invalid("The form cannot be used.", "Không dùng được biểu mẫu này.", faults)


def _faults(procedure: Procedure) -> Iterator[FieldError]:
    form: dict[str, Any] = procedure.form
    known = {f"#/$defs/{name}" for name in form.get("$defs") or {}}
    if not known.issuperset(_references(form)):
        yield FieldError("/form", "reference", "$ref chỉ được trỏ vào $defs", "$ref may point into $defs only")
        return
    try:
        procedure.form_validator  # noqa: B018  # it is made here
    except ValidationError as error:
        vi, en = "Không phải JSON Schema 2020-12", "Not a JSON Schema 2020-12"
        yield FieldError(f"/form{pointer(error.instance_path)}", "schema", vi, en)
        return
    yield from _untitled(form, ("form",))


def _untitled(schema: Any, place: tuple[str, ...]) -> Iterator[FieldError]:
    """Fields without a title in one of the languages: `title` is Vietnamese, `x-title-en` English."""
    if not isinstance(schema, dict):
        return
    for name, field in schema.get("properties", {}).items():
        here = (*place, "properties", name)
        for key in TITLES:
            title = field.get(key) if isinstance(field, dict) else None
            if not (isinstance(title, str) and title.strip()):
                vi, en = f"Trường {name} thiếu {key}", f"Field {name} has no {key}"
                yield FieldError(pointer((*here, key)), "untitled", vi, en)
        yield from _untitled(field, here)
    for name, part in schema.get("$defs", {}).items():
        yield from _untitled(part, (*place, "$defs", name))
    yield from _untitled(schema.get("items"), (*place, "items"))


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (str(part[key]) for key in ("$ref", "$dynamicRef", "$id") if key in part)
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inside:
        yield from _references(one)


# ---- what has changed between two versions, for who has begun under the earlier one


class Aspect(NamedTuple):
    """One thing that a procedure asks of an applicant or promises, and what it is called."""

    value: Any
    vi: str
    en: str


#: What is told of a change: code -> Vietnamese and English, before the name.
CHANGES = {
    "added": ("Thêm", "Added"),
    "removed": ("Bỏ", "Removed"),
    "required": ("Nay bắt buộc", "Required now"),
    "optional": ("Không còn bắt buộc", "Not required any more"),
    "changed": ("Thay đổi", "Changed"),
}


def changes(before: Procedure, now: Procedure) -> Iterator[FieldError]:
    """What an applicant must know: components, form, fees, channels, ways of return, times; not wordings."""
    old, new = _aspects(before), _aspects(now)
    for place in dict.fromkeys([*new, *old]):
        if (code := _change(old.get(place), new.get(place))) is not None:
            aspect, (vi, en) = new.get(place) or old[place], CHANGES[code]
            yield FieldError(place, code, f"{vi}: {aspect.vi}", f"{en}: {aspect.en}")


def _change(old: Aspect | None, new: Aspect | None) -> str | None:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if old.value == new.value:
        return None
    match old.value, new.value:
        case (bool() as was, *_), (bool() as is_, *_) if was is not is_:
            return "required" if is_ else "optional"
    return "changed"


def _aspects(procedure: Procedure) -> dict[str, Aspect]:
    """By place. Of a component and a field the value begins with whether it is required."""
    return {
        **{
            pointer(("components", each.code)): Aspect(
                (each.required, each.media, each.max_bytes), each.title.vi, each.title.en
            )
            for each in procedure.components
        },
        **dict(_fields(procedure.form)),
        **{
            pointer(("fees", fee.code)): Aspect((fee.kind, fee.amount), fee.title.vi, fee.title.en)
            for fee in procedure.fees
        },
        "/channels": Aspect({*procedure.channels}, "hình thức nộp hồ sơ", "how it may be handed in"),
        "/assurance": Aspect(procedure.assurance, "mức độ bảo đảm của tài khoản", "the level of assurance online"),
        "/returns": Aspect({*procedure.returns}, "cách nhận kết quả", "how the result is returned"),
        "/limits": Aspect(procedure.limits, "thời hạn giải quyết", "the time limit"),
        "/supplement_limit": Aspect(procedure.supplement_limit, "thời hạn bổ sung", "the time for a supplement"),
        "/fee_limit": Aspect(procedure.fee_limit, "thời hạn nộp phí, lệ phí", "the time to pay"),
    }


def _fields(form: dict[str, Any]) -> Iterator[tuple[str, Aspect]]:
    """Each field of a form by itself, and the rest as a whole."""
    fields, required = form.get("properties", {}), form.get("required", ())
    for name, field in fields.items():
        titles = [str(field[key]) if isinstance(field, dict) and key in field else name for key in TITLES]
        yield pointer(("form", "properties", name)), Aspect((name in required, _untold(field)), *titles)
    rest = {key: part for key, part in _untold(form).items() if key not in ("properties", "required")}
    yield "/form", Aspect(rest, "biểu mẫu điện tử", "the form")


def _untold(schema: Any) -> Any:
    """A schema without its titles."""
    return {key: part for key, part in schema.items() if key not in TITLES} if isinstance(schema, dict) else schema


# ---- the years of a calendar


def years_left_out(document: Reference, in_force: Mapping[str, Calendar]) -> list[int]:
    """The years that this calendar covers in the version in force and no longer in this one."""
    if not isinstance(document, Calendar) or document.code not in in_force:
        return []
    return sorted({*in_force[document.code].years} - {*document.years})


def keeps_needed_years(document: Reference, needed: Mapping[int, int]) -> None:
    """`needed`: how many open dossiers need each year that it leaves out. Raises Invalid."""
    if not isinstance(document, Calendar) or not needed:
        return
    faults = [
        FieldError(
            "/first_year" if year < document.first_year else "/last_year",
            "needed",
            f"Năm {year}: còn {count} hồ sơ chưa giải quyết xong được tính thời hạn theo năm này",
            f"{year}: the time limits of {count} open dossiers are counted in this year",
        )
        for year, count in sorted(needed.items())
    ]
    raise Invalid(
        "It leaves out years that open dossiers need: publish it with them.",
        "Lịch bỏ những năm mà hồ sơ chưa giải quyết xong còn cần: hãy công bố lịch có cả các năm đó.",
        faults,
    )


def no_desk(desk: str, directory: Agencies) -> Name | None:
    """Why this agency is no one-stop desk; None: it is one."""
    for agency in directory.agencies:
        if agency.id == desk:
            vi, en = agency.title.vi, agency.title.en
            return (
                None if agency.desk else Name(f"{vi} không phải là Bộ phận Một cửa.", f"{en} is not a one-stop desk.")
            )
    return Name(f"Không có cơ quan mang mã {desk}.", f"There is no agency with the code {desk}.")
