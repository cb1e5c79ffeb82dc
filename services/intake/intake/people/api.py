"""Who applies: answered in bulk to the other services, which ask when they need a name and do not keep it.

The one door through which personal data leaves intake; service tokens only.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import TypeAdapter

from intake.applicant.models import Applicant
from intake.correction.rules import corrected
from intake.correction.store import corrections
from intake.people.models import People, Whose
from intake.people.rules import told
from intake.version.store import LAST, text_of
from shared.kernel.sealing import Masters
from shared.web.auth import Caller, Role, by
from shared.web.looks import look
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/people", tags=["people"], route_class=TransactionalRoute)

APPLICANT: TypeAdapter[Applicant] = TypeAdapter(Applicant)


@router.post("")
async def list_people(
    node: Here,
    masters: Annotated[Masters, Depends(part(Masters))],
    caller: Annotated[Caller, Depends(by(Role.SERVICE))],
    whose: Whose,
) -> list[People]:
    """The applicants of these dossiers as handed in last, or corrected since; unknown and erased ones are left out.

    For what they are needed is a purpose of the register, and the question is a look at each.
    """
    async with node.database.begin() as tx:
        rows = await tx.fetch(LAST, whose.dossiers)
        await look(tx, caller, whose.purpose, {row["dossier"] for row in rows})
        changes = await corrections(tx, masters, whose.dossiers)
    found = ((row["dossier"], text_of(masters, row)) for row in rows)
    now = ((dossier, corrected(text.parts["applicant"], changes.get(dossier))) for dossier, text in found if text)
    return [told(dossier, APPLICANT.validate_python(applicant)) for dossier, applicant in now]
