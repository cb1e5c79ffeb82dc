"""What may be asked about a dossier. A POST body is one of these, and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from intake.applicant.models import Applicant
from intake.mandate.commands import Authority
from shared.contracts.message import Command
from shared.contracts.reference import Channel, Return
from shared.contracts.reference.words import AgencyId, Code, Fault, Place, ProcedureCode, insist, unseen
from shared.contracts.relation import Relation

#: What commits the applicant: the applicant, or the desk for those alone who came to its counter.
APPLYING = {"applicant": (Relation.OWNER,), "officer": (Relation.COUNTER,)}


def _composed(value: Any) -> Any:
    """Every text in NFC, so that lengths, patterns and choices mean what a person sees."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [_composed(each) for each in value]
        case dict():
            named = {_composed(name): _composed(each) for name, each in value.items()}
            if len(named) < len(value):
                raise ValueError("two names that look the same")
            return named
        case _:
            return value


def _seen(answers: dict[str, Any]) -> dict[str, Any]:
    """As in a name, nothing invisible; a text may have lines and tabs."""
    insist(_unseen((), answers))
    return answers


def _unseen(place: Place, value: Any) -> Iterator[Fault]:
    match value:
        case str():
            yield from unseen(place, value, allowed="\n\r\t")
        case list():
            for number, each in enumerate(value):
                yield from _unseen((*place, number), each)
        case dict():
            for name, each in value.items():
                yield from unseen((*place, name), name)
                yield from _unseen((*place, name), each)


class Application(BaseModel):
    """What a person writes: who applies, and the answers to the procedure's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    applicant: Applicant
    answers: Annotated[dict[str, Any], Field(max_length=500), AfterValidator(_composed), AfterValidator(_seen)]


class Draft(Command):
    """Begin a dossier. `desk` is the one-stop desk that receives it, `returns` how the result shall come back.

    `mandate`: under which one acts for the applicant; null, if one applies for oneself. `authority`: a new one instead,
    which is made with the draft.
    """

    by: ClassVar = APPLYING

    procedure: ProcedureCode
    desk: AgencyId
    channel: Channel
    returns: Return
    mandate: UUID | None = None
    authority: Authority | None = None
    application: Application


class Submit(Command):
    """Hand the dossier in. It must be complete, by the version of its procedure that is in force.

    `procedure_version`: the version whose changes the applicant has seen. Without it, only what has not changed since
    the draft was begun is handed in.
    """

    by: ClassVar = APPLYING

    procedure_version: Annotated[int, Field(ge=1, le=2**31)] | None = None


class HandIn(Command):
    """Hand in what the desk has asked for (form 02)."""

    by: ClassVar = APPLYING


class Withdraw(Command):
    """Take the dossier back. After acceptance this is a request that workflow grants or declines."""

    by: ClassVar = APPLYING


class Accept(Command):
    """Accept the dossier: it gets its code and due date (form 01)."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}


class AskSupplement(Command):
    """Ask for everything that is missing, once (form 02; NĐ 61/2018 Đ15.3)."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}

    components: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]


class Refuse(Command):
    """Refuse the dossier at the desk, with a reason of its procedure (form 03; NĐ 61/2018 Đ17)."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}

    reason: Code
