"""What intake asks of a procedure beyond its shape: a form it can hold answers against. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from shared.contracts.reference import Procedure
from shared.errors import FieldError, Invalid


def has_a_usable_form(procedure: Procedure) -> None:
    """A JSON Schema (2020-12) that refers to nothing outside of itself. Raises Invalid."""
    faults = list(_faults(procedure.form))
    if faults:
        raise Invalid("The form cannot be used.", "Không dùng được biểu mẫu này.", faults)


def _faults(form: dict[str, Any]) -> Iterator[FieldError]:
    try:
        Draft202012Validator.check_schema(form)
    except SchemaError as error:
        place = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.absolute_path)
        yield FieldError(f"/form{place}", "schema", "Không phải JSON Schema 2020-12", "Not a JSON Schema 2020-12")
    known = {f"#/$defs/{name}" for name in form.get("$defs") or {}}
    if not known.issuperset(_references(form)):
        yield FieldError("/form", "reference", "$ref chỉ được trỏ vào $defs", "$ref may point into $defs only")


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (str(part[key]) for key in ("$ref", "$dynamicRef", "$id") if key in part)
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inside:
        yield from _references(one)
