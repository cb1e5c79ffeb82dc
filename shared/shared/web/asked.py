"""What a request may ask in its query: what its route does not take, or takes once and finds twice, is refused by name.

A filter that is misspelt or given twice would otherwise be dropped, and its list would show what was not asked for.
Routes without a token are not checked: a counterpart adds parameters of its own to a callback, a mail program to a
link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from shared.kernel.errors import FieldError, Invalid

UNKNOWN = "unknown_parameter"
REPEATED = "repeated_parameter"
MOST = 20  # are named in one answer
LONGEST = 60  # characters of a name that are repeated


def parameters(dependant: Dependant) -> dict[str, bool]:
    """The names of all query parameters of an endpoint and of its dependencies, and whether each may be repeated."""
    found: dict[str, bool] = {}
    for parameter in dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= {field.alias or name: _is_list(field.annotation) for name, field in kind.model_fields.items()}
        else:
            found[parameter.alias] = _is_list(kind)
    for below in dependant.dependencies:
        found |= parameters(below)
    return found


def _is_list(kind: object) -> bool:
    return get_origin(kind) is list


def check(request: Request, known: Mapping[str, bool]) -> None:
    """Raises Invalid with each name that is not known, and with each that is repeated though its route takes one."""
    counts = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [
        _unknown(name) if name not in known else _repeated(name)
        for name, count in counts.items()
        if name not in known or (count > 1 and not known[name])
    ]
    if wrong:
        raise Invalid(errors=wrong[:MOST])


def _repeated(name: str) -> FieldError:
    return FieldError(f"?{name}", REPEATED, "Tham số này chỉ được nêu một lần.", "This parameter is given once only.")


def _unknown(name: str) -> FieldError:
    """Only what looks like a parameter's name is repeated: anything else may be personal data."""
    told = name if name.isidentifier() and name.isascii() and len(name) <= LONGEST else ""
    return FieldError(
        f"?{told}", UNKNOWN, "Tham số này không được chấp nhận ở đây.", "This parameter is not accepted here."
    )
