"""What a request may ask in its query: a parameter that its route does not take is refused by name.

A filter that is misspelt would otherwise be dropped, and its list would show what was not asked for. Routes without a
token are not checked: a counterpart adds parameters of its own to a callback, a mail program to a link.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from shared.kernel.errors import FieldError, Invalid

UNKNOWN = "unknown_parameter"
MOST = 20  # are named in one answer
LONGEST = 60  # characters of a name that are repeated


def parameters(dependant: Dependant) -> Iterator[str]:
    """The names of all query parameters of an endpoint and of its dependencies."""
    for parameter in dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (field.alias or name for name, field in kind.model_fields.items())
        else:
            yield parameter.alias
    for below in dependant.dependencies:
        yield from parameters(below)


def check(request: Request, known: frozenset[str]) -> None:
    """Raises Invalid with each name that is not known."""
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise Invalid(errors=[_wrong(name) for name in unknown[:MOST]])


def _wrong(name: str) -> FieldError:
    """Only what looks like a parameter's name is repeated: anything else may be personal data."""
    told = name if name.isidentifier() and name.isascii() and len(name) <= LONGEST else ""
    return FieldError(
        f"?{told}", UNKNOWN, "Tham số này không được chấp nhận ở đây.", "This parameter is not accepted here."
    )
