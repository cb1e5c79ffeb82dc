"""What a caller may ask of an entity now, and why not what else its state lists (decision 27).

The same functions answer here that decide about the command: whose it is (`entitled`), and what may be in the machines
of all that it concerns. Where a command is asked and with which fields is read off the routes and the commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.contracts.message import Command
from shared.contracts.names import Choice
from shared.contracts.relation import Relation
from shared.kernel.entity import Concerned, Entity, EntityType
from shared.kernel.errors import Named, Refused
from shared.kernel.incoming import Incoming
from shared.web.entitled import entitle
from shared.web.problems import WrongField


class WhyNot(BaseModel):
    """Why a move is not possible: what the command would be refused with, at which fields where that is known."""

    vi: str
    en: str
    errors: list[WrongField] = []


class MoveValue(BaseModel):
    """One code that a field may have, and what it is called."""

    code: str
    vi: str
    en: str


class MoveField(BaseModel):
    """One field of a command's body, as JSON Schema names it; `items` is the type of what an array holds.

    `values`: the codes that it, or each of what it holds, may have here; null where it is no code.
    """

    name: str
    required: bool
    type: str
    enum: list[str] | None
    format: str | None
    pattern: str | None
    items: str | None
    values: list[MoveValue] | None


class Move(BaseModel):
    """A command asked of this entity that its state lists for the caller's role.

    `possible`: for this caller, now; null in a list, which looks at state, role and whose it is alone, and names what
    these leave open. `path`: method and address of the command, which wants If-Match. `fields`: its body; null in a
    list.
    """

    move: str
    possible: bool | None
    why: WhyNot | None
    path: str
    fields: list[MoveField] | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A command by the route that takes it; `path` has one place, for the id of an entity of the type `noun`."""

    kind: type[Command]
    noun: str
    path: str
    fields: list[MoveField]

    def told(self, entity: UUID, why: Named | None, needs: AbstractSet[str], choices: Mapping[str, Choice]) -> Move:
        """For one entity, as it was looked at; `needs` are fields that it requires as things stand."""
        reason = why and _why_not(why)
        path = self.path.format(entity)
        fields = [
            each.model_copy(
                update={"required": each.required or each.name in needs, "values": _values(choices.get(each.name))}
            )
            for each in self.fields
        ]
        return Move(move=self.kind.__name__, possible=why is None, why=reason, path=path, fields=fields)

    def listed(self, entity: UUID) -> Move:
        """For one entity of many, none of which was looked at."""
        path = self.path.format(entity)
        return Move(move=self.kind.__name__, possible=None, why=None, path=path, fields=None)


def _why_not(why: Named) -> WhyNot:
    errors = [WrongField(**asdict(each)) for each in why.errors]
    return WhyNot(vi=why.detail_vi or why.vi, en=why.detail_en or why.en, errors=errors)


def _values(choice: Choice | None) -> list[MoveValue] | None:
    return choice if choice is None else [MoveValue(code=code, vi=vi, en=en) for code, (vi, en) in choice.items()]


Offers = Mapping[type[Command], Offer]


class Context(Protocol):
    """What a service loads to decide.

    relations: those of the caller to the message's entity, by the loaded rows. concerns: all that a command of this
    kind asks to move, in that order, with what is known of each; what it is decided from. Raises Refused.
    """

    def find(self, entity: UUID) -> Entity | None: ...

    def relations(self, incoming: Incoming[Any]) -> AbstractSet[Relation]: ...

    def concerns(self, kind: type[Any], incoming: Incoming[Any], now: datetime) -> Iterable[Concerned]: ...


def moves_of(
    entity_type: EntityType[Any],
    offers: Offers,
    context: Context,
    incoming: Incoming[Any],
    now: datetime,
    barred: Named | None = None,
) -> list[Move]:
    """What the caller may ask of the entity that `incoming` names. `barred`: why the caller may ask nothing at all."""
    assert incoming.entity, "an entity is looked at"
    entity = context.find(incoming.entity)
    offered = _offered(entity_type, offers, entity.state, incoming.role) if entity else []
    found = context.relations(incoming) if offered else frozenset()

    def asked(kind: type[Command]) -> tuple[Refused | None, set[str], dict[str, Choice]]:
        needs: set[str] = set()
        choices: dict[str, Choice] = {}
        try:
            entitle(kind, incoming.role, found)
            for each in context.concerns(kind, incoming, now):
                choices |= each.entity_type.choices(each.facts, kind)
                needs.update(each.may(kind))
        except Refused as refused:
            return refused, needs, choices
        return None, needs, choices

    told = ((each, *asked(each.kind)) for each in offered)
    return [each.told(incoming.entity, barred or why, needs, choices) for each, why, needs, choices in told]


class Candidates:
    """What state, role and whose it is leave open for the rows of a list; rows alike in these are decided once."""

    def __init__(self, entity_type: EntityType[Any], offers: Offers, role: str) -> None:
        self._entity_type, self._offers, self._role = entity_type, offers, role
        self._open: dict[tuple[str, AbstractSet[Relation]], list[Offer]] = {}

    def of(self, row: Mapping[str, Any], found: frozenset[Relation]) -> list[Move]:
        """`found`: how the caller stands to the row."""
        alike = row["state"], found
        if alike not in self._open:
            offered = _offered(self._entity_type, self._offers, row["state"], self._role)
            self._open[alike] = [each for each in offered if not found.isdisjoint(each.kind.by[self._role])]
        return [each.listed(row["id"]) for each in self._open[alike]]


def _offered(entity_type: EntityType[Any], offers: Offers, state: str | None, role: str) -> list[Offer]:
    listed = (offers[kind] for kind in entity_type.machine.commands(state, role) if kind in offers)
    return [each for each in listed if each.noun == entity_type.name]


# ---- read off the routes


def offers_of(routers: Iterable[APIRouter]) -> dict[type[Command], Offer]:
    """Each command that a route takes for one entity. Raises ValueError if two routes take the same."""
    found: dict[type[Command], Offer] = {}
    for route in (route for router in routers for route in router.routes if isinstance(route, APIRoute)):
        for kind in commands_of(route.dependant):
            if kind in found:
                raise ValueError(f"two routes take {kind.__name__}")
            if len(route.param_convertors) == 1:
                (noun,) = route.param_convertors
                method = min(route.methods or ())
                path = route.path.replace(f"{{{noun}}}", "{}")
                found[kind] = Offer(kind, noun, f"{method} {path}", fields_of(kind))
    return found


def commands_of(dependant: Dependant) -> Iterator[type[Command]]:
    """The command that an endpoint takes, if it takes one."""
    for below in dependant.dependencies:
        if (kind := getattr(below.call, "command", None)) is not None:
            yield kind
        yield from commands_of(below)


def fields_of(kind: type[Command]) -> list[MoveField]:
    """What the body of a command asks for."""
    return list(_fields(kind))


def _fields(kind: type[Command]) -> Iterator[MoveField]:
    schema = kind.model_json_schema()
    for name, told in schema.get("properties", {}).items():
        plain = next((each for each in told.get("anyOf", ()) if each.get("type") != "null"), told)
        found = schema.get("$defs", {}).get(plain.get("$ref", "").rpartition("/")[2], plain)
        more = {key: found.get(key) for key in ("enum", "format", "pattern")}
        items = found.get("items", {}).get("type")
        required = name in schema.get("required", ())
        yield MoveField(name=name, required=required, type=found["type"], items=items, values=None, **more)
