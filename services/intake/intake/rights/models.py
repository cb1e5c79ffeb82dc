"""What a person may ask about their own personal data, how long that may take, and why it may be refused."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel

from shared.contracts.reference import Text
from shared.contracts.reference.words import Code, Flag, Words


class Right(StrEnum):
    """What is asked."""

    SEE = "see"
    COPY = "copy"
    CORRECT = "correct"
    RESTRICT = "restrict"
    OBJECT = "object"
    DELETE = "delete"


#: What is granted by giving out a package of what is kept.
GIVEN_OUT = (Right.SEE, Right.COPY)
#: What is granted by a mark that officers see at the person's dossiers.
MARKED = (Right.RESTRICT, Right.OBJECT)


class Clock(BaseModel, extra="forbid"):
    """A right with its time limits and their legal source.

    `answer_hours`: working hours in which a request is taken up. `days`: calendar days in which it is decided; with
    `ends_working` never on a day off.
    """

    code: Right
    title: Text
    answer_hours: int
    days: int
    ends_working: Flag
    source: Words


class Ground(BaseModel, extra="forbid"):
    """Why a request may be refused, or granted in part, by law."""

    code: Code
    title: Text
    source: Words


class Rights(BaseModel):
    """All rights, and all grounds of a refusal."""

    rights: list[Clock]
    grounds: list[Ground]
