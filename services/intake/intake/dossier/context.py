"""What intake loads to decide about a batch of messages, set-based: dossiers, what people wrote, reference data."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from intake.applicant.proof import Pepper
from intake.applicant.rules import NOBODY, Account
from intake.applicant.store import accounts_in, asking
from intake.catalogue.rules import years_left_out
from intake.dossier.commands import Accept, HandIn, Submit
from intake.dossier.conditions import ENDED
from intake.dossier.facts import Facts
from intake.dossier.involved import Agencies, progress_of
from intake.dossier.machine import DOSSIER
from intake.dossier.models import Dossier, Progress
from intake.dossier.rules import day_of_code
from intake.dossier.tables import DOSSIERS, INVOLVED, KEYS, NEEDED, NUMBERS, WRITTEN
from intake.dossier.whose import APPLICANT, stands
from intake.erasure import context as erasure
from intake.erasure.context import Erasures
from intake.mandate import whose as of_mandate
from intake.mandate.commands import ConfirmMandate, RevokeMandate
from intake.mandate.machine import MANDATE, MandateExpires
from intake.mandate.models import Mandate
from intake.mandate.rules import Facts as OfMandate
from intake.mandate.tables import MANDATES
from intake.notice import context as notice
from intake.notice.context import Notices
from intake.places.rules import InForce
from intake.request import context as request
from intake.request.context import Requests
from intake.version.models import Before, Written
from intake.version.rules import SALT, Text, digest_of, opened, sealed
from shared.contracts.intake import Paper
from shared.contracts.message import Command, Look
from shared.contracts.reference import Calendar, day_of
from shared.contracts.relation import Relation, those
from shared.kernel.db import Read, Tx
from shared.kernel.entity import Concerned, Entity
from shared.kernel.incoming import Incoming
from shared.kernel.sealing import Masters, SubjectKeys
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents
from shared.reference.publication import IN_FORCE, Publish, Shelf

Held = tuple[str, bytes | None]
CONCERNING = (Look, ConfirmMandate, RevokeMandate, MandateExpires)  # a mandate, perhaps
HANDING_IN = (Submit, HandIn)
MARK = 12  # digits
WRITING = frozenset({Relation.OWNER, Relation.COUNTER})


@dataclass(slots=True)
class Context:
    """What was loaded, by dossier; `accounts` by subject. `held`: under which id, and what proves whose it is."""

    documents: Documents
    dossiers: dict[UUID, Dossier]
    progress: dict[UUID, Progress]
    notices: Notices
    keys: SubjectKeys
    papers: dict[UUID, list[Paper]] = field(default_factory=dict)
    answers: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    handed_in: set[UUID] = field(default_factory=set)
    owners: dict[UUID, str] = field(default_factory=dict)
    held: dict[UUID, Held] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    mandates: dict[UUID, Mandate] = field(default_factory=dict)
    parties: dict[UUID, str] = field(default_factory=dict)
    edits: dict[UUID, int] = field(default_factory=dict)
    tokens: dict[UUID, str] = field(default_factory=dict)
    numbers: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    written: dict[UUID, Written] = field(default_factory=dict)
    before: dict[UUID, Before] = field(default_factory=dict)
    needed: dict[int, int] = field(default_factory=dict)
    requests: Requests = field(default_factory=Requests)
    marks: dict[UUID, list[str]] = field(default_factory=dict)
    erasures: Erasures = field(default_factory=Erasures)
    erased: set[UUID] = field(default_factory=set)
    involved: Agencies = field(default_factory=Agencies)

    def find(self, entity: UUID) -> Entity | None:
        others = self.requests.rows.get(entity) or self.erasures.rows.get(entity)
        return self.dossiers.get(entity) or self.mandates.get(entity) or others

    def relations(self, incoming: Incoming[Any]) -> frozenset[Relation]:
        """How the caller stands to the dossier, the mandate or the request."""
        key, account = incoming.dossier, self.accounts.get(incoming.actor, NOBODY)
        if key in self.requests.rows:
            return self.requests.relations(incoming, account.parties)
        if (mandate := self.mandates.get(key)) is not None:
            return of_mandate.relations(mandate, account.parties, incoming)
        held, proved = self.held[key][0] in account.parties, self.held[key][1] in account.proofs
        return those(stands(self.dossiers[key], held, proved, key in self.handed_in, incoming))

    def mark(self, looking: Incoming[Any]) -> str:
        """What who writes the dossier sees of it beside its revision: which text, and which documents."""
        if self.relations(looking).isdisjoint(WRITING):
            return ""
        seen = self.edits[looking.dossier], self.papers.get(looking.dossier, [])
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:MARK]

    def concerns(self, _kind: type[Any], incoming: Incoming[Any], now: datetime) -> tuple[Concerned]:
        """The dossier, the mandate or the request."""
        if incoming.dossier in self.requests.rows:
            return (self.requests.concerned(incoming.dossier, self.documents, now),)
        if (mandate := self.mandates.get(incoming.dossier)) is not None:
            return (Concerned(MANDATE, mandate, OfMandate(now)),)
        dossier = self.dossiers[incoming.dossier]
        return (Concerned(DOSSIER, dossier, self.facts(dossier, now, incoming.level)),)

    def begun(self, dossier: UUID, held: tuple[str, bytes | None], tracking: str, answers: dict[str, Any]) -> None:
        """What is written with a new dossier."""
        self.held[dossier], self.tokens[dossier], self.answers[dossier] = held, tracking, answers
        self.edits[dossier] = 1

    def places(self, now: datetime) -> InForce:
        """The code list of places today."""
        return InForce(self.documents.every("places"), day_of(now))

    def facts(self, dossier: Dossier, now: datetime, level: int = 0) -> Facts:
        """The facts of one dossier."""
        return Facts(
            dossier=dossier,
            now=now,
            documents=self.documents,
            papers=tuple(self.papers.get(dossier.id, ())),
            answers=self.answers.get(dossier.id),
            progress=self.progress.get(dossier.id),
            owner=self.owners.get(dossier.id, ""),
            held_by=self.held.get(dossier.id, ("", None))[0],
            applicant=self.parties.get(dossier.id, ""),
            number=self.numbers.get(dossier.id),
            written=self.written.get(dossier.id),
            level=level,
            before=self.before.get(dossier.id),
        )


class Load:
    """The loader of one process; its shelf keeps the documents it has read. `keep_trying`: see `Notices`.

    `masters` open what people wrote.
    """

    def __init__(
        self,
        masters: Masters | None = None,
        keep_trying: timedelta | None = None,
        shelf: Shelf | None = None,
        pepper: Pepper | None = None,
    ) -> None:
        self._shelf = shelf or Shelf()
        self._masters = masters or Masters()
        self._notices = notice.Load(keep_trying)
        self._requests = request.Load(pepper)

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        notices = await self._notices(tx, incoming)
        if incoming and all(isinstance(each.message, notice.RECEIVED) for each in incoming):
            return Context(Documents({}, {}, {}), {}, {}, notices, SubjectKeys(self._masters, ()))
        ids = list(uow.streams)
        asked = any(isinstance(each.message, Command | Look) for each in incoming)
        actors = {each.actor for each in incoming if each.role == APPLICANT}
        more: list[Read] = [(WRITTEN, [ids]), (KEYS, [ids]), asking(actors)] if asked else []
        more += [(MANDATES, [ids])] if any(isinstance(each.message, CONCERNING) for each in incoming) else []
        rows, involved, in_force, *found = await tx.fetch_all((DOSSIERS, [ids]), (INVOLVED, [ids]), IN_FORCE, *more)
        mandates = found.pop() if len(more) % 3 else []
        written, keys, accounts = found or ([], [], [])
        dossiers = {row["id"]: DOSSIER.of(row) for row in rows}
        progress = {row["id"]: progress_of(row) for row in rows if row["case_dossier"]}
        pinned = {("procedure", row.procedure, row.version) for row in dossiers.values()}
        shelf = await self._shelf.take(tx, pinned, in_force)
        context = Context(shelf, dossiers, progress, notices, SubjectKeys(self._masters, keys))
        context.erasures = await erasure.load(tx, incoming)
        context.mandates = {row["id"]: MANDATE.of(row) for row in mandates}
        context.accounts = accounts_in(accounts)
        context.requests = await self._requests(tx, incoming, dossiers)
        context.involved = Agencies.of(rows, involved)
        handing_in = {each.dossier for each in incoming if isinstance(each.message, HANDING_IN)}
        context.marks = {row["id"]: row["marks"] for row in rows}
        for row in written:
            _add_written(context, row, handing_in=row["dossier"] in handing_in)
        await _take_numbers(tx, context, incoming, uow.now)
        for each in incoming:
            if isinstance(each.message, Publish):
                context.needed |= await _needed(tx, context.documents, each.message, uow.now)
        return context


def _add_written(context: Context, row: Mapping[str, Any], *, handing_in: bool) -> None:
    """What people wrote and uploaded; its text with a salt of its own, if it is being handed in."""
    dossier, subject = row["dossier"], row["subject"]
    box = context.keys.find(subject)
    now = opened(box, subject, dossier, 0, row["sealed"])
    context.owners[dossier], context.held[dossier] = row["owner"], (row["held_by"], row["proof"])
    context.parties[dossier] = row["party"]
    context.tokens[dossier], context.edits[dossier] = row["tracking"], row["revision"]
    if row["versions"]:
        context.handed_in.add(dossier)
        context.before[dossier] = _before(context, row)
    context.papers[dossier] = [
        Paper(document=UUID(id_), component=component, sha256=digest)
        for id_, component, digest in json.loads(row["papers"] or "[]")
    ]
    if box is None or now is None:  # its key was destroyed
        context.erased.add(dossier)
        return
    context.answers[dossier] = now.parts["answers"]
    if handing_in:
        number, text = row["versions"] + 1, Text(secrets.token_hex(SALT), now.text)
        kept = sealed(box, subject, dossier, number, text)
        context.written[dossier] = Written(number, subject, kept, digest_of(*text))


def _before(context: Context, row: Mapping[str, Any]) -> Before:
    papers = frozenset((paper["component"], paper["sha256"]) for paper in json.loads(row["papers_before"]))
    subject, kept = row["subject_before"], row["sealed_before"]
    text = opened(context.keys.find(subject), subject, row["dossier"], row["versions"], kept)
    return Before(papers, text and text.parts["answers"])


async def _needed(tx: Tx, documents: Documents, publish: Publish, now: datetime) -> dict[int, int]:
    """How many open dossiers need each year that a calendar leaves out."""
    if publish.kind != "calendar":
        return {}
    calendar = Calendar.model_validate(publish.content)
    if not (years := years_left_out(calendar, documents.every("calendar"))):
        return {}
    about = json.dumps(documents.recounts(calendar))
    rows = await tx.fetch(NEEDED, years, about, list(ENDED), calendar.zone, now)
    return {row["year"]: row["dossiers"] for row in rows}


async def _take_numbers(tx: Tx, context: Context, incoming: Sequence[Incoming[Any]], now: datetime) -> None:
    """The next numbers of the desks' day, for what may be accepted."""
    accepting = [each.dossier for each in incoming if isinstance(each.message, Accept)]
    accepting = [dossier for dossier in accepting if dossier in context.dossiers]
    day = day_of_code(now)
    numbers = await NUMBERS.take(tx, [(context.dossiers[dossier].desk, day) for dossier in accepting])
    context.numbers |= {dossier: (day, number) for dossier, number in zip(accepting, numbers, strict=True)}
