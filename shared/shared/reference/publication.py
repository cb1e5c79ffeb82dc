"""Reference data as an entity: published once, versioned, never changed, and projected by its subscribers.

Procedures, calendars, agencies and routes differ in content only, so they share one machine. A document is
its own dossier; every version is an entity in it. The newest version is in force for what begins now,
what has begun keeps the version it began with.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from shared.contracts.message import Event, Tick
from shared.contracts.names import Name, Noun
from shared.contracts.published import Published
from shared.contracts.reference import DOCUMENTS, Reference, day_of
from shared.contracts.reference.links import InForce, clashes, ends_badly, missing
from shared.contracts.reference.words import Fault
from shared.kernel.db import Read, Records, Tx
from shared.kernel.entity import Entity, EntityType, Projection
from shared.kernel.errors import FieldError, Invalid, NotYet, pointer
from shared.kernel.ids import named
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.machine import Machine, Transition
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents, Key
from shared.reference.working_calendar import WorkCalendar


class State(StrEnum):
    PUBLISHED = "published"


@dataclass(slots=True, kw_only=True)
class Publication(Entity):
    """One version of one document. `kind` is calendar, agencies, procedure or route."""

    kind: str = ""
    code: str = ""
    version: int = 0
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publish:
    """What is asked: a new version of a document."""

    event: type[Published]
    kind: str
    code: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """The version that comes next."""

    version: int


def published(facts: Facts, publish: Publish) -> Event:
    return publish.event(code=publish.code, version=facts.version, content=publish.content)


def apply(row: Publication, event: Published) -> None:
    row.kind = KINDS[type(event).__name__]
    row.code, row.version, row.content = event.code, event.version, event.content


KINDS = {f"{kind.title()}Published": kind for kind in DOCUMENTS}

NAMES = Noun(Name("bản công bố", "publication"), {"published": Name("đã công bố", "has been published")})
MACHINE: Machine[State, Facts] = Machine(
    State, final={State.PUBLISHED}, transitions=[Transition(None, Publish, State.PUBLISHED, published)], noun=NAMES
)
PUBLICATION = EntityType("publication", "publications", Publication, MACHINE, apply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Projection):
    """One version of a document that another service has published."""

    table: ClassVar[str] = "copies"
    key: ClassVar[tuple[str, ...]] = ("kind", "code", "version")
    kind: str
    code: str
    version: int
    content: dict[str, Any]


def project(_context: Any, uow: UnitOfWork, incoming: Incoming[Published]) -> None:
    """Keeps a copy of what another service has published."""
    event = incoming.message
    uow.project(Copy(kind=KINDS[type(event).__name__], code=event.code, version=event.version, content=event.content))


class Shelf:
    """The documents a process has read. A version never changes, so it is read and validated once."""

    def __init__(self) -> None:
        self._read: dict[Key, Reference] = {}
        self._calendars: dict[int, WorkCalendar] = {}

    async def take(self, tx: Tx, pinned: Collection[Key] = (), in_force: Records | None = None) -> Documents:
        """All versions that are in force, and these pinned ones. `in_force`: the rows of IN_FORCE, if known."""
        rows = await tx.fetch(LATEST) if in_force is None else in_force
        latest = {(row["kind"], row["code"]): row["version"] for row in rows}
        wanted = {*pinned, *((kind, code, version) for (kind, code), version in latest.items())}
        missing = sorted(wanted - self._read.keys())
        if missing:
            for row in await tx.fetch(CONTENT, *map(list, zip(*missing, strict=True))):
                key = row["kind"], row["code"], row["version"]
                self._read[key] = DOCUMENTS[row["kind"]].model_validate_json(row["content"])
        return Documents(latest, self._read, self._calendars)


def publish(context: Any, uow: UnitOfWork, incoming: Incoming[Publish]) -> Reference | None:
    """The document, if it makes a new version: not if this content is in force already, in this order of its fields.

    Raises as `_fits`.
    """
    asked, documents = incoming.message, context.documents
    version = documents.versions.get((asked.kind, asked.code), 0)
    document = DOCUMENTS[asked.kind].model_validate(asked.content)
    if version and documents.get(asked.kind, asked.code).model_dump_json() == document.model_dump_json():
        return None
    _fits(document, {kind: documents.every(kind) for kind in DOCUMENTS}, day_of(uow.now))
    row = Publication(id=named(asked.kind, f"{asked.code}@{version + 1}"), dossier=incoming.dossier)
    advance(uow, PUBLICATION, row, Facts(version + 1), incoming)
    return document


def recount(documents: Documents, uow: UnitOfWork, tick: type[Tick], newer: Reference) -> None:
    """This tick soon fires where limits count by what a new calendar, or a new directory, changes."""
    if about := documents.recounts(newer):
        uow.fan_out(tick, about)


def counts_by(*agencies: str) -> str:
    """SQL, for the select of such a fan-out: is one of these columns an agency that it is about?"""
    listed = "any(array(select jsonb_array_elements_text($2::jsonb -> 'agencies')))"
    return " or ".join(f"(({one} = {listed}) <> ($2::jsonb ->> 'except')::boolean)" for one in agencies)


def _fits(document: Reference, known: InForce, today: date) -> None:
    """Does it fit all that is in force here? What another service publishes may not have been received yet: NotYet."""
    if found := [_told(fault) for fault in (*clashes(document, known), *ends_badly(document, known, today))]:
        raise Invalid("It does not go with what is in force.", "Không phù hợp với dữ liệu đang có hiệu lực.", found)
    if found := [_told(fault) for fault in missing(document, known)]:
        en = "It names what is not known here: publish that first, or wait until it has come."
        vi = "Có nội dung chưa được biết đến: hãy công bố nội dung đó trước, hoặc chờ đến khi nhận được."
        raise NotYet(en, vi, errors=found)


def _told(fault: Fault) -> FieldError:
    return FieldError(pointer(fault.place), fault.code, fault.vi, fault.en)


LATEST = "select kind, code, max(version) as version from reference group by kind, code"
IN_FORCE: Read = (LATEST, ())
#: jsonb keeps no order of keys. What was published here has it in the journal; a copy does without.
CONTENT = """
select d.kind, d.code, d.version, coalesce(j.body::json -> 'content', d.content::json) as content
from reference d join unnest($1::text[], $2::text[], $3::bigint[]) u(kind, code, version) using (kind, code, version)
    left join publications p using (kind, code, version)
    left join journal j on j.dossier = p.dossier and j.sequence = p.revision
"""
