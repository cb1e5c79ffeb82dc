"""What may be asked about a dossier. A POST body is one of these, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.message import Command
from shared.contracts.reference import Channel, Return
from shared.contracts.reference.words import AgencyId, Code, ProcedureCode, Words
from shared.contracts.relation import Relation

#: What commits the applicant: the applicant, or the desk for those alone who came to its counter.
APPLYING = {"applicant": (Relation.OWNER,), "officer": (Relation.COUNTER,)}

Short = Annotated[Words, StringConstraints(max_length=200)]


class Applicant(BaseModel):
    """Who applies, and in which language notices are written. Stays in intake: none of it travels in events or logs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Short
    identity: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}([0-9]{3})?$")]
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{9,14}$")]
    address: Short
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$")] | None = None
    language: Literal["vi", "en"] = "vi"


class Application(BaseModel):
    """What a person writes: who applies, and the answers to the procedure's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    applicant: Applicant
    answers: dict[str, Any] = Field(max_length=500)


class Draft(Command):
    """Begin a dossier. `desk` is the one-stop desk that receives it, `returns` how the result shall come back."""

    by: ClassVar = APPLYING

    procedure: ProcedureCode
    desk: AgencyId
    channel: Channel
    returns: Return
    application: Application


class Submit(Command):
    """Hand the dossier in. It must be complete."""

    by: ClassVar = APPLYING


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
