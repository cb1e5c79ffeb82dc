"""Who applies: answered in bulk to the other services, which ask when they need a name and do not keep it.

The one door through which personal data leaves intake; service tokens only.
"""

from __future__ import annotations

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from shared.web.auth import Caller, Role, by
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/people", tags=["people"], route_class=TransactionalRoute)

PEOPLE = "select dossier, applicant from handed_in where dossier = any($1::uuid[])"


class Whose(BaseModel, extra="forbid"):
    """For these dossiers, at most 500."""

    dossiers: Annotated[list[UUID], Field(max_length=500)]


class Person(BaseModel):
    """The applicant of one dossier."""

    dossier: UUID
    name: str
    identity: str
    phone: str
    address: str
    email: str | None = None


@router.post("")
async def list_people(node: Here, _caller: Annotated[Caller, Depends(by(Role.SERVICE))], whose: Whose) -> list[Person]:
    """The applicants of these dossiers as handed in last; unknown ones are left out."""
    async with node.database.begin() as tx:
        rows = await tx.fetch(PEOPLE, whose.dossiers)
    return [Person(dossier=row["dossier"], **json.loads(row["applicant"])) for row in rows]
