"""What may be asked of a list of entities, and what is told of its pages (decision 25). `walks` finds them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

MOST_COUNTED = 1000

Times = Literal["received", "-received", "changed", "-changed"]
Sorts = Literal["due", "-due", "received", "-received", "changed", "-changed"]
SORTED = (
    "The order: by due date, by the time it was received or by the time of its last change; with `-` the latest comes "
    "first. What has no due date comes last in either. Rows of one time are in the order of their ids."
)
Time = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]
Code = Annotated[str, Field(min_length=1, max_length=60)]


def as_given_out(code: Any) -> Any:
    """A dossier's code as it was given out, where a person has typed it: in capitals, with no blanks around."""
    return code.strip().upper() if isinstance(code, str) else code


Typed = BeforeValidator(as_given_out)
DossierCode = Annotated[Code | None, Typed, Field(description="The whole code of the dossier, in capitals or not.")]


class Asked(BaseModel):
    """What every list may be asked. Times are RFC 3339, with a zone."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=200, description="Rows of a page, at most.")
    after: str | None = Field(
        None, max_length=200, description="`after` of the page before, with the same `sort` and filters; opaque."
    )
    count: bool = Field(False, description=f"Also count the rows of all pages, exactly up to {MOST_COUNTED:,}.")
    received_from: Time | None = Field(None, description="Received at this time or later.")
    received_to: Time | None = Field(None, description="Received before this time.")
    changed_since: Time | None = Field(
        None,
        description="Changed at this time or later, and before `as_of` of the answer. Send that `as_of` here the next "
        "time: no change is missed, and none comes twice.",
    )


class AskedByTime(Asked):
    """A list whose rows have no due date."""

    sort: Times = Field("received", description=SORTED)


class AskedByDue(Asked):
    """A list whose rows have a due date."""

    sort: Sorts = Field("received", description=SORTED)
    due_before: Time | None = Field(None, description="Due before this time.")


class Paged(BaseModel):
    """One page of a list. `after` asks for the next one; None: this is the last.

    as_of: when this walk began; what appears or changes from then on, `changed_since` with this time shows. count: the
    rows of all pages, if that was asked for; `more`: there are more than that.
    """

    after: str | None
    as_of: datetime
    count: int | None
    more: bool


def filters_of(ask: Asked) -> dict[str, Any]:
    """The filters that were given."""
    return {
        name: value
        for name, value in ask
        if name not in ("limit", "after", "count", "sort") and value is not None and value != []
    }
