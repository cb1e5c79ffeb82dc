"""Moves as forms: what a service offers the caller becomes fields, and what comes back becomes the command's body."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua_client.base import Answer, Question, Refused
from motcua_client.models.shared import Move, MoveField
from motcua_console.calls import Services, seen
from motcua_console.words import Words
from shared.contracts.spelled import PROVINCE

Read = Callable[[Services, str], Coroutine[Any, Any, Answer[Any]]]
#: By noun: its service, and how one is read.
NOUNS: Mapping[str, tuple[str, Read]] = {
    "dossier": ("intake", lambda services, one: services.intake.read_dossier(one)),
    "request": ("intake", lambda services, one: services.intake.read_request(one)),
    "case": ("workflow", lambda services, one: services.workflow.read_case(one)),
    "task": ("workflow", lambda services, one: services.workflow.read_task(one)),
    "charge": ("payment", lambda services, one: services.payment.read_charge(one)),
    "consignment": ("postal", lambda services, one: services.postal.read_consignment(one)),
    "exchange": ("sync-gateway", lambda services, one: services.sync_gateway.read_exchange(one)),
}


@dataclass(frozen=True)
class Thing:
    """An entity as the caller sees it. `tag`: what a command has to have seen."""

    noun: str
    id: str
    body: Mapping[str, Any]
    tag: str

    @property
    def moves(self) -> list[Move]:
        """What may be asked of it, and what may not and why."""
        return list(self.body["moves"])

    def move(self, name: str) -> Move | None:
        """The move of this name, if its state offers it."""
        return next((each for each in self.moves if each["move"] == name), None)


async def read(services: Services, noun: str, one: str) -> Thing | None:
    """One entity; None for what is not there, or not for this caller. Raises Refused, Away."""
    if noun not in NOUNS:
        return None
    answer = await seen(NOUNS[noun][1](services, one))
    return Thing(noun, one, answer.body, answer.tag or "*") if answer else None


async def make(services: Services, thing: Thing, move: Move, told: Mapping[str, Any]) -> Answer[Any]:
    """Sends the command of a filled form. Raises Refused, Away."""
    method, _, path = move["path"].partition(" ")
    fields = move["fields"]
    body = body_of(fields, told) if fields else None
    asked = Question(method=method, path=path, body=body, seen=told.get("seen"), key=told.get("key"))
    return await services.lines[NOUNS[thing.noun][0]](asked)


def body_of(fields: list[MoveField], told: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in; what was left empty is left out."""
    found = {each["name"]: _value(each, told.get(each["name"])) for each in fields}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _value(field: MoveField, given: Any) -> Any:
    if field["type"] == "array":
        return given if isinstance(given, list) else [given] if given else []
    match field["format"] or field["type"]:
        case "date-time" if given:
            return datetime.fromisoformat(given).replace(tzinfo=PROVINCE).isoformat()
        case "integer" if given:
            return int(given) if str(given).isdecimal() else given
        case "boolean":
            return given == "on" if given is not None else None
    return given


def wrong(refused: Refused, words: Words) -> list[tuple[str, str]]:
    """What is wrong at which field of a form, and for all of it together with an empty name."""
    problem = refused.problem
    errors = problem.get("errors") or []
    found = [(str(each.get("pointer", "")).rpartition("/")[2], str(each.get(words.language, ""))) for each in errors]
    return found or [("", told(problem, words))]


def told(problem: Mapping[str, Any], words: Words) -> str:
    """A problem as a sentence."""
    text = problem.get(words.language) or {}
    return str(text.get("detail") or text.get("title") or problem.get("title") or "")
