"""Routes of what people write: read it, change it while that is open, and read each version that was handed in.

Who writes the dossier sees what is written; everybody else what was handed in last. Which changes are open when is the
dossier's business (`dossier/rules`).
"""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from intake.application import store
from intake.application.rules import asked_now, check_applicant
from intake.application.schemas import ApplicationView, VersionText, VersionView
from intake.dossier import commands as ask
from intake.dossier.api import Reader, Writer, written
from intake.dossier.context import Context
from intake.dossier.errors import NotEditable, SameApplicant
from intake.dossier.handlers import not_theirs
from intake.dossier.views import DOSSIER_VIEWS, acted_on
from shared.kernel.db import Tx
from shared.kernel.errors import NotFound
from shared.kernel.journal import begin
from shared.web.auth import Caller
from shared.web.bodies import FORM
from shared.web.edge import SEEN, TAGGED
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers/{dossier}", tags=["dossiers"], route_class=TransactionalRoute)

CHANGED: dict[int | str, Any] = SEEN | responses(NotEditable, SameApplicant)


@router.get("/application", responses=TAGGED)
async def read_application(node: Here, caller: Reader, dossier: UUID, response: Response) -> ApplicationView:
    """What was written; those who do not write it see what was handed in last. The ETag is not the dossier's."""
    async with node.database.begin() as tx:
        row = await store.read(tx, dossier, caller.who)
    if row is None:
        raise DOSSIER_VIEWS.not_found()
    which = "" if row["writes"] else "_handed_in"
    return _application(row[f"applicant{which}"], row[f"answers{which}"], row["revision"], response)


@router.put("/application", responses=CHANGED, max_body_size=FORM)
async def edit_application(
    edge: Writer, dossier: UUID, application: ask.Application, response: Response
) -> ApplicationView:
    """Changes what was written, while the dossier is a draft or something is asked for. If-Match: its own ETag.

    Once the dossier was handed in, this counts when it is handed in again, and name and identity stay.
    """
    await acted_on(edge.tx, edge.caller, dossier)
    uow = await begin(edge.tx, edge.node.registry.producer, {dossier})
    context: Context = await edge.node.registry.load(edge.tx, uow, [])
    row, before = context.dossiers[dossier], await store.read(edge.tx, dossier, edge.caller.who)
    if not before["writes"]:
        raise not_theirs()
    asked_now(row, context.progress.get(dossier))
    check_applicant(row, _told(before["applicant"], before["answers"]).applicant, application.applicant)
    edge.match_tag(f'"r{before["revision"]}"')
    applicant, answers = written(application)
    return _application(applicant, answers, await store.edit(edge.tx, dossier, applicant, answers), response)


def _application(applicant: str, answers: str, revision: int, response: Response) -> ApplicationView:
    response.headers["ETag"] = f'"r{revision}"'
    return _told(applicant, answers)


def _told(applicant: str, answers: str) -> ApplicationView:
    return ApplicationView.model_validate({"applicant": json.loads(applicant), "answers": json.loads(answers)})


@router.get("/versions")
async def list_versions(node: Here, caller: Reader, dossier: UUID) -> list[VersionView]:
    """Each time the dossier was handed in, in order: by which event, with which documents, under which digest."""
    async with node.database.begin() as tx:
        rows = await _versions(tx, caller, dossier)
    return [VersionView(**_plain(row)) for row in rows]


@router.get("/versions/{number}")
async def read_version(
    node: Here, caller: Reader, dossier: UUID, number: Annotated[int, Path(ge=0, le=2**31)]
) -> VersionText:
    """One version with what was written, as it was handed in, and the salt with which its digest can be proved."""
    async with node.database.begin() as tx:
        rows = await _versions(tx, caller, dossier, number)
    if not rows:
        raise NotFound("It was not handed in so often.", "Không có lần nộp này.")
    return VersionText(**_plain(rows[0]) | _as_now(rows[0]))


async def _versions(tx: Tx, caller: Caller, dossier: UUID, number: int | None = None) -> Any:
    """Raises NotFound for a dossier that the caller may not see."""
    await DOSSIER_VIEWS.found(tx, caller, dossier)
    return await store.versions(tx, dossier, number)


def _as_now(row: Any) -> dict[str, Any]:
    """What was written, in today's form; nothing once a person was erased."""
    return {"applicant": json.loads(row["applicant"] or "null"), "answers": json.loads(row["answers"] or "{}")}


def _plain(row: Any) -> dict[str, Any]:
    return dict(row) | {"documents": json.loads(row["documents"])}
