"""What is answered to one who works here about themselves."""

from __future__ import annotations

from pydantic import BaseModel

from shared.contracts.reference import Text
from workflow.officer.models import WorkRole


class Choice(BaseModel):
    """A role to work in: `scope` asks for it at `POST /v1/token`. `title`: of the agency, null without one."""

    scope: str
    role: WorkRole
    agency: str | None
    title: Text | None


class OwnAccount(BaseModel):
    """Who calls: name and title as the table of officers has them, null for who is not in it.

    `scope`: the role of this token. `choices`: the roles held now; an issuer may give fewer.
    """

    actor: str
    name: str | None
    title: Text | None
    scope: str
    choices: list[Choice]
