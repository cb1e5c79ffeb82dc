"""Routes of what people write: read it, change it while that is open, and read each version that was handed in.

Who writes the dossier sees what is written; everybody else what was handed in last. Which changes are open when is the
dossier's business (`dossier/rules`).
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from intake.applicant.errors import NotTheApplicant
from intake.applicant.proof import Pepper
from intake.applicant.rules import held_by
from intake.applicant.store import account_of
from intake.application import store
from intake.application.rules import asked_now, check_applicant
from intake.application.schemas import ApplicationView, HandedIn, VersionText, VersionView
from intake.dossier import commands as ask
from intake.dossier.api import Keys, Peppered, Reader, Writer, known_by, written
from intake.dossier.context import Context
from intake.dossier.errors import NotEditable, SameApplicant
from intake.dossier.facts import DRAFT
from intake.dossier.handlers import not_theirs
from intake.dossier.models import Dossier
from intake.dossier.views import DOSSIER_VIEWS, acted_on
from intake.key.store import held_anew
from intake.look.store import opened
from intake.version.errors import Erased
from intake.version.rules import Text, sealed
from intake.version.store import name_of, text_of
from shared.kernel.db import Tx
from shared.kernel.errors import NotFound
from shared.kernel.journal import begin
from shared.kernel.sealing import Masters
from shared.web.auth import Caller, Role
from shared.web.bodies import FORM
from shared.web.edge import SEEN, TAGGED, Edge
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers/{dossier}", tags=["dossiers"], route_class=TransactionalRoute)

CHANGED: dict[int | str, Any] = SEEN | responses(NotEditable, SameApplicant, NotTheApplicant, Erased)


@router.get("/application", responses=TAGGED | responses(Erased))
async def read_application(
    node: Here, masters: Keys, caller: Reader, dossier: UUID, response: Response
) -> ApplicationView:
    """What was written; those who do not write it see what was handed in last. The ETag is not the dossier's."""
    async with node.database.begin() as tx:
        row = await store.read(tx, dossier, caller.who)
        if row is None:
            raise await DOSSIER_VIEWS.absent(tx, caller, dossier)
        await opened(tx, caller, dossier, row)
    return _application(_text(masters, row, "" if row["writes"] else "last_"), row["revision"], response)


@router.put("/application", responses=CHANGED, max_body_size=FORM)
async def edit_application(
    edge: Writer, masters: Keys, pepper: Peppered, dossier: UUID, application: ask.Application, response: Response
) -> ApplicationView:
    """Changes what was written, while the dossier is a draft or something is asked for. If-Match: its own ETag.

    Once the dossier was handed in, this counts when it is handed in again, and name and identity stay.
    """
    await opened(edge.tx, edge.caller, dossier, await acted_on(edge.tx, edge.caller, dossier), reading=False)
    uow = await begin(edge.tx, edge.node.registry.producer, {dossier})
    context: Context = await edge.node.registry.load(edge.tx, uow, [])
    row, before = context.dossiers[dossier], await store.read(edge.tx, dossier, edge.caller.who)
    if not before["writes"]:
        raise not_theirs()
    asked_now(row, context.progress.get(dossier))
    check_applicant(row, _told(_text(masters, before)).applicant, application.applicant, context.places(uow.now))
    edge.match_tag(f'"r{before["revision"]}"')
    text, chain = written(application), (before["master"], before["wrapped"])
    kept = sealed(masters.box(*chain), before["subject"], dossier, 0, text)
    number, proof = known_by(application, pepper)
    applicant = await held_anew(edge.tx, masters, dossier, number, chain)
    held = await _held_anew(edge, row, before["applicant"], applicant, application, pepper)
    return _application(text, await store.edit(edge.tx, dossier, kept, applicant, proof, held), response)


async def _held_anew(
    edge: Edge, row: Dossier, before: UUID | None, now: UUID | None, application: ask.Application, pepper: Pepper
) -> str | None:
    """Under which id a draft is held that is written for somebody else now; None: as before. Raises NotTheApplicant."""
    if now in (None, before) or row.state != DRAFT or edge.caller.role is not Role.APPLICANT:
        return None
    assert now is not None, "somebody applies"
    account = await account_of(edge.tx, edge.caller.subject)
    return held_by(account, edge.caller.subject, application.applicant, now, pepper)


def _text(masters: Masters, row: Any, which: str = "") -> Text:
    """What was written. Raises Erased."""
    text = text_of(masters, row, which)
    if text is None:
        raise Erased()
    return text


def _application(text: Text, revision: int, response: Response) -> ApplicationView:
    response.headers["ETag"] = f'"r{revision}"'
    return _told(text)


def _told(text: Text) -> ApplicationView:
    return ApplicationView.model_validate(text.parts)


@router.get("/versions")
async def list_versions(node: Here, masters: Keys, caller: Reader, dossier: UUID) -> list[VersionView]:
    """Each time the dossier was handed in, in order: by which event, with which documents, under which digest."""
    async with node.database.begin() as tx:
        rows, papers = await _versions(tx, caller, dossier)
    return [VersionView(**_plain(masters, row, papers)) for row in rows]


@router.get("/versions/{number}")
async def read_version(
    node: Here, masters: Keys, caller: Reader, dossier: UUID, number: Annotated[int, Path(ge=0, le=2**31)]
) -> VersionText:
    """One version with what was written, as it was handed in, and the salt with which its digest can be proved."""
    async with node.database.begin() as tx:
        rows, papers = await _versions(tx, caller, dossier, number)
    if not rows:
        raise NotFound("It was not handed in so often.", "Không có lần nộp này.")
    text = text_of(masters, rows[0])
    told = text._asdict() | text.parts if text else {"salt": "", "text": "", "applicant": None}
    return VersionText(**_plain(masters, rows[0], papers), **told)


async def _versions(tx: Tx, caller: Caller, dossier: UUID, number: int | None = None) -> Any:
    """A look. Raises NotFound for a dossier that the caller may not see."""
    await opened(tx, caller, dossier, await DOSSIER_VIEWS.found(tx, caller, dossier))
    return await store.versions(tx, dossier, number)


def _plain(masters: Masters, row: Any, papers: Any) -> dict[str, Any]:
    own = [paper for paper in papers if paper["number"] == row["number"]]
    return dict(row) | {"documents": [HandedIn(**paper, name=name_of(masters, paper)) for paper in own]}
