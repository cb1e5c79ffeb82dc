"""What intake asks of a procedure beyond its shape: a form it can hold answers against. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema_rs import ValidationError

from shared.contracts.reference import Procedure
from shared.kernel.errors import FieldError, Invalid, pointer


def has_a_usable_form(procedure: Procedure) -> None:
    """A JSON Schema (2020-12) that refers to nothing outside of itself. Raises Invalid."""
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


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (str(part[key]) for key in ("$ref", "$dynamicRef", "$id") if key in part)
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inside:
        yield from _references(one)
