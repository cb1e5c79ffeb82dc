"""How an upload is taken in: first everything that may refuse it, then its bytes go into the store, then its row.

Each step may be the last one a process does (`jobs` describes what becomes of the rest).
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from intake.application.rules import asked_now, check_component
from intake.document import rules, store
from intake.document.errors import AnotherDocument, EmptyFile
from intake.document.models import Seal
from intake.document.store import Documents, Received
from intake.document.tables import ANYWHERE, COUNT, KEY, UNTIL
from intake.dossier.context import Context
from intake.dossier.errors import no_component
from intake.dossier.facts import Facts
from intake.dossier.handlers import not_theirs
from intake.dossier.views import acted_on
from intake.quota.errors import TooMany
from intake.quota.rules import Limits
from intake.quota.store import UnderWay, charge, foresee
from intake.version.errors import Erased
from shared.contracts.names import MEDIA
from shared.contracts.reference import Component
from shared.contracts.reference.words import Code
from shared.contracts.spelled import alternatives
from shared.kernel import failpoints
from shared.kernel.db import Tx
from shared.kernel.errors import Unavailable, UnsupportedMedia
from shared.kernel.journal import begin
from shared.kernel.node import Node
from shared.kernel.sealing import Masters
from shared.web.auth import Caller, Role, by
from shared.web.bodies import announced
from shared.web.parts import part_of
from shared.web.served import ServedNode


async def receive(
    request: Request,
    sender: Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER))],
    dossier: UUID,
    document: UUID,
    component: Annotated[Code, Query()],
) -> Received:
    """Takes the body in, before the request's transaction is open: a slow sender holds up no other.

    Kept at the request: a transaction that is tried again finds it here, a body comes only once.
    """
    if not hasattr(request.state, "received"):
        asked = await _expect(request, sender, dossier, document, component)
        look = partial(_media, asked, request.headers.get("content-type", ""))
        with part_of(request, UnderWay).one(sender.subject):
            incoming = await store.receive(request.stream(), asked.max_bytes, look)
            with incoming.file:
                if incoming.size == 0:
                    raise EmptyFile()
                await _keep(request, sender, dossier, document, component, incoming)
        request.state.received, request.state.digest = incoming, bytes.fromhex(incoming.sha256)
    received: Received = request.state.received
    return received


async def _expect(request: Request, sender: Caller, dossier: UUID, document: UUID, component: str) -> Component:
    """What this is for, if it may come as it is announced. Nothing of the body is read, nothing is counted."""
    node = part_of(request, ServedNode)
    size = announced(request)
    async with node.database.begin() as tx:
        asked = await wanted(tx, node, sender, dossier, component)
        store.fits(size, asked.max_bytes)
        if await tx.row(ANYWHERE, document) is None:  # else it is a repetition, which takes no room
            limits = part_of(request, Limits)
            await has_room(tx, dossier, document, limits.dossier_documents)
            await foresee(tx, sender, dossier, size, limits)
    return asked


def _media(asked: Component, claimed: str, head: bytes) -> str:
    """What these first bytes are, if the component takes it. Raises UnsupportedMedia."""
    media = rules.media_of(head, claimed)
    if media not in asked.media:
        vi, en = alternatives(MEDIA[each] for each in asked.media)
        raise UnsupportedMedia(
            f'For "{asked.title.en}" send a {en}.', f'Thành phần "{asked.title.vi}" chỉ nhận tệp {vi}.'
        )
    return media


async def _keep(
    request: Request, sender: Caller, dossier: UUID, document: UUID, component: str, incoming: Received
) -> None:
    """Counts the file, then puts it into the store; not if it is there already. Raises what refuses it."""
    node = part_of(request, ServedNode)
    documents, limits = part_of(request, Documents), part_of(request, Limits)
    incoming.most, incoming.masters = limits.dossier_documents, part_of(request, Masters)
    async with node.database.begin() as tx:
        await wanted(tx, node, sender, dossier, component)
        found = await tx.row(ANYWHERE, document)
        if found is not None:  # this file, or another one: the request's own transaction answers, after its key
            return
        await has_room(tx, dossier, document, incoming.most)
        await charge(tx, sender, dossier, incoming.size, limits)
        incoming.until = await tx.value(UNTIL, documents.grace / 2)
        incoming.seal = await _seal(tx, incoming.masters, dossier)
    incoming.object = await documents.put(incoming)
    failpoints.reach("store.after_put")


async def _seal(tx: Tx, masters: Masters, dossier: UUID) -> Seal:
    """What seals the files of a dossier. Raises Erased."""
    key = await tx.row(KEY, dossier)
    if key["wrapped"] is None:
        raise Erased()
    return Seal(key["subject"], masters.box(key["master"], key["wrapped"]))


async def has_room(tx: Tx, dossier: UUID, document: UUID, most: int) -> None:
    """Raises TooMany if the dossier can hold no document beside those it has."""
    if await tx.value(COUNT, dossier, document) >= most:
        raise TooMany()


def same_file(found: Any, dossier: UUID, component: str, sha256: str) -> None:
    """Raises AnotherDocument if what was kept under this id before is another file, or elsewhere, or superseded.

    Raises Unavailable if there is none.
    """
    if found is None:  # its time was over, or it was taken away just now
        raise Unavailable("documents", retry_after=1)
    same = (dossier, component, sha256, None)
    if (found["dossier"], found["component"], found["sha256"], found["superseded_at"]) != same:
        raise AnotherDocument()


async def wanted(tx: Tx, node: Node, caller: Caller, dossier: UUID, code: str) -> Component:
    """The component this is for, if it may come now; the dossier is locked until the end, so that it stays so."""
    facts = await facts_of(tx, node, caller, dossier)
    for component in facts.procedure.components:
        if component.code == code:
            check_component(facts.dossier, facts.progress, code)
            return component
    raise no_component(code, "?component")


async def facts_of(tx: Tx, node: Node, caller: Caller, dossier: UUID) -> Facts:
    """The dossier, locked, for who writes it and while it can be changed. Raises NotFound, Forbidden, NotEditable."""
    if not (await acted_on(tx, caller, dossier))["writes"]:
        raise not_theirs()
    uow = await begin(tx, node.registry.producer, {dossier})
    context: Context = await node.registry.load(tx, uow, [])
    facts = context.facts(context.dossiers[dossier], uow.now)
    asked_now(facts.dossier, facts.progress)
    return facts
