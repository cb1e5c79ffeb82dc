"""Routes of the dossier: begin, submit, supply, withdraw; and the desk's accept, ask for a supplement and refuse."""

from __future__ import annotations

import secrets
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from intake.applicant.errors import NotTheApplicant
from intake.applicant.proof import Pepper
from intake.applicant.rules import check, held_by, key_of, proof_of
from intake.dossier import commands as ask
from intake.dossier.context import Context
from intake.dossier.errors import AssuranceTooLow, NotOffered, ProcedureChanged, ProcedureRetired
from intake.dossier.schemas import AskedDossiers, Dossiers, DossierView, Found
from intake.dossier.tables import APPLY, BY_CODE
from intake.dossier.views import DOSSIER_VIEWS
from intake.key.store import holder
from intake.mandate.rules import asked_for
from intake.mandate.store import begun_with_draft, check_covered
from intake.tracking.schemas import Timeline
from intake.tracking.views import happenings, past
from intake.version.rules import Text, canonical, sealed
from intake.version.store import masked_names
from shared.contracts.names import CHANNELS
from shared.contracts.reference import Return
from shared.kernel.errors import FieldError, Forbidden, Invalid, NotFound, UnlistedMove
from shared.kernel.ids import uuid7
from shared.kernel.sealing import Masters
from shared.reference.officers import Officers, Purpose
from shared.web.auth import READERS, Caller, Role, by
from shared.web.beside import begin_beside
from shared.web.bodies import FORM
from shared.web.edge import BEGUN, SEEN, TAGGED, Edge, acting, asking
from shared.web.group_commit import Member, asking_grouped
from shared.web.lists import Typed
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers", tags=["dossiers"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, *READERS))]
Keys = Annotated[Masters, Depends(part(Masters))]
Peppered = Annotated[Pepper, Depends(part(Pepper))]
Sealing = tuple[Masters, Pepper]
Writer = Annotated[Edge, Depends(acting(Role.APPLICANT, Role.OFFICER))]

SUBMITTED = SEEN | responses(UnlistedMove, NotOffered, ProcedureRetired, ProcedureChanged, AssuranceTooLow)


@router.post(
    "",
    status_code=201,
    responses=BEGUN | responses(NotOffered, ProcedureRetired, AssuranceTooLow, NotTheApplicant),
    max_body_size=FORM,
)
async def draft_dossier(
    edge: Annotated[Edge, Depends(asking(ask.Draft))],
    command: ask.Draft,
    masters: Keys,
    pepper: Peppered,
    response: Response,
) -> DossierView:
    """Begins a dossier. Applicants apply online for themselves; officers at their own desk for who stands there."""
    _may_draft(edge.caller, command)
    dossier, mandate = uuid7(), uuid7() if command.authority else command.mandate
    context: Context = await edge.receive(command, dossier)
    token = secrets.token_hex(16)
    assert edge.uow is not None, "it has just moved"
    places, posted = context.places(edge.uow.now), command.returns == Return.POST
    check("/application/applicant", command.application.applicant, places, posted=posted)
    number, proof = known_by(command.application, pepper)
    who = await holder(edge.tx, masters, number)
    held = await _held_by(edge, context, command, who.id, (masters, pepper), mandate)
    context.begun(dossier, (held, proof), token, command.application.answers)
    key, box = who.make(masters)
    kept = sealed(box, dossier, dossier, 0, written(command.application))
    edge.before_end(_keep_application, dossier, token, kept, key, who.id, proof, command.desk, held)
    response.headers["Location"] = f"/v1/dossiers/{dossier}"
    return DOSSIER_VIEWS.moved(edge, context, dossier, response)


def _may_draft(caller: Caller, command: ask.Draft) -> None:
    if caller.role is Role.OFFICER and caller.agency != command.desk:
        raise Forbidden(
            "Officers begin dossiers at their own desk.", "Công chức chỉ lập hồ sơ tại Bộ phận Một cửa nơi công tác."
        )
    if command.authority and (command.mandate or caller.role is not Role.APPLICANT):
        en, vi = "is made online, and instead of another", "Chỉ lập khi nộp trực tuyến và không kèm căn cứ khác"
        raise Invalid(errors=[FieldError("/authority", "authority", vi, en)])
    if (caller.role is Role.APPLICANT) != (command.channel == "online"):
        vi, en = CHANNELS[command.channel]
        told = f"This account hands in no dossiers {en}.", f"Tài khoản này không nộp hồ sơ theo hình thức {vi}."
        raise NotOffered.at("/channel", *told)


async def _held_by(
    edge: Edge, context: Context, command: ask.Draft, id_: UUID, sealing: Sealing, mandate: UUID | None
) -> str:
    """Under which id it is held; none at a counter. Raises NotTheApplicant, NoMandate, Invalid."""
    assert edge.uow is not None, "it has just moved"
    applicant, who = command.application.applicant, edge.caller.who
    if edge.caller.role is not Role.APPLICANT:
        return ""
    account = context.accounts[who.actor]
    if mandate is None:
        return held_by(account, who.actor, applicant, id_, sealing[1])
    if command.authority:
        made = asked_for(command.authority, applicant, command.desk)
        make = await begun_with_draft(edge.tx, sealing, mandate, made, account, who)
        await begin_beside(edge, context, make, mandate)
    else:
        await check_covered(edge.tx, mandate, account, id_, edge.uow.now)
    return str(mandate)


async def _keep_application(edge: Edge, dossier: UUID, token: str, *kept: Any) -> None:
    """The subject of what is written is its dossier."""
    await edge.tx.do(APPLY, dossier, edge.caller.subject, token, dossier, *kept)


def written(application: ask.Application) -> Text:
    """Applicant and answers, before they are sealed."""
    applicant = application.applicant.model_dump(mode="json", exclude_none=True)
    return Text("", canonical(applicant, application.answers))


def known_by(application: ask.Application, pepper: Pepper) -> tuple[bytes | None, bytes | None]:
    """The keyed hash of who applies, by their number, and what a sign-in must prove to be them."""
    who = application.applicant
    return key_of(who, pepper), proof_of(who, pepper)


@router.get("")
async def list_dossiers(
    node: Here,
    masters: Keys,
    caller: Reader,
    ask: Annotated[AskedDossiers, Query()],
    request: Request,
    response: Response,
) -> Dossiers:
    """One's own dossiers; for officers those handed in at their desk and those their agency works on."""
    views, paged = await DOSSIER_VIEWS.page(node, caller, ask, request, response)
    async with node.database.begin() as tx:
        names = await masked_names(tx, masters, [view.id for view in views])
    for view in views:
        view.masked_name = names.get(view.id)
    return Dossiers(dossiers=views, **paged)


@router.get("/by-code/{code}")
async def find_dossier(
    node: Here,
    _caller: Annotated[Caller, Depends(by(Role.OPERATOR))],
    code: Annotated[str, Path(max_length=60), Typed],
) -> Found:
    """Which dossier has this code. Operators see no dossiers, but they follow their journals."""
    async with node.database.begin() as tx:
        dossier = await tx.value(BY_CODE, code)
    if dossier is None:
        raise NotFound("No dossier has this code.", "Không có hồ sơ nào mang mã này.")
    return Found(id=dossier, code=code)


@router.get("/{dossier}", responses=TAGGED)
async def read_dossier(node: Here, caller: Reader, dossier: UUID, response: Response) -> DossierView:
    """One dossier; its ETag is what If-Match wants."""
    return await DOSSIER_VIEWS.one(node, caller, dossier, response)


@router.get("/{dossier}/timeline")
async def read_timeline(
    node: Here, officers: Annotated[Officers, Depends(part(Officers))], caller: Reader, dossier: UUID
) -> Timeline:
    """What has happened to the dossier, when, by which agency and which officer."""
    async with node.database.begin() as tx:
        await DOSSIER_VIEWS.found(tx, caller, dossier)
        happened = await past(tx, dossier)
    called = await officers.called_at_once(Purpose.TIMELINE, happened.acts)
    return Timeline(happened=happenings(happened, called, actors=caller.role is not Role.APPLICANT))


@router.post("/{dossier}/submission", responses=SUBMITTED)
async def submit_dossier(
    member: Annotated[Member, Depends(asking_grouped(ask.Submit))],
    dossier: UUID,
    response: Response,
    command: Annotated[ask.Submit | None, Body()] = None,
) -> DossierView:
    """Hands the dossier in. 422 lists what is missing; 409 `procedure-changed` what is different since the draft.

    It is held against the version of the procedure in force, and stays with it. Changes are confirmed by sending their
    `procedure_version`.
    """
    asked = command or ask.Submit()
    context: Context | None = await member.receive_grouped(asked, dossier, DOSSIER_VIEWS.readable, DOSSIER_VIEWS.mark)
    if context is None:
        async with member.node.database.begin() as tx:
            raise await DOSSIER_VIEWS.absent(tx, member.caller, dossier)
    return DOSSIER_VIEWS.moved(member, context, dossier, response)


@router.post("/{dossier}/supplement", responses=SEEN)
async def hand_in_supplement(
    edge: Annotated[Edge, Depends(asking(ask.HandIn))], dossier: UUID, response: Response
) -> DossierView:
    """Hands in what the desk has asked for."""
    return await DOSSIER_VIEWS.move(edge, ask.HandIn(), dossier, response)


@router.post("/{dossier}/withdrawal", responses=SEEN)
async def withdraw_dossier(
    edge: Annotated[Edge, Depends(asking(ask.Withdraw))], dossier: UUID, response: Response
) -> DossierView:
    """Takes the dossier back; after acceptance it asks workflow to let it go."""
    return await DOSSIER_VIEWS.move(edge, ask.Withdraw(), dossier, response)


@router.post("/{dossier}/acceptance", responses=SEEN)
async def accept_dossier(
    edge: Annotated[Edge, Depends(asking(ask.Accept))], dossier: UUID, response: Response
) -> DossierView:
    """Accepts the dossier: it gets its code and its due date (form 01)."""
    return await DOSSIER_VIEWS.move(edge, ask.Accept(), dossier, response)


@router.post("/{dossier}/supplement-request", responses=SEEN)
async def ask_supplement(
    edge: Annotated[Edge, Depends(asking(ask.AskSupplement))],
    dossier: UUID,
    command: ask.AskSupplement,
    response: Response,
) -> DossierView:
    """Asks for everything that is missing, once (form 02)."""
    return await DOSSIER_VIEWS.move(edge, command, dossier, response)


@router.post("/{dossier}/refusal", responses=SEEN)
async def refuse_dossier(
    edge: Annotated[Edge, Depends(asking(ask.Refuse))], dossier: UUID, command: ask.Refuse, response: Response
) -> DossierView:
    """Refuses the dossier, with a reason of its procedure (form 03)."""
    return await DOSSIER_VIEWS.move(edge, command, dossier, response)
