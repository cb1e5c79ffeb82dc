"""What a dossier waits for, and why: the first thing its page says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from motcua_console.moves import Thing
from motcua_console.words import Words


class Names(NamedTuple):
    """What codes are called: agencies, steps, papers of the procedure; and officers by subject."""

    agencies: Mapping[str, Any]
    steps: Mapping[str, Any]
    papers: Mapping[str, Any]
    officers: Mapping[str, Any]


class Pending(NamedTuple):
    """Something that is waited for. `colour`: as remaining time has it; `rest`: how long it may still take."""

    what: str
    more: str
    rest: str
    colour: str


def pending(things: Sequence[Thing], as_of: str, names: Names, words: Words) -> list[Pending]:
    """All that is waited for; empty: nothing is."""
    return [
        each for thing in things if thing.noun in WAITS for each in WAITS[thing.noun](thing.body, as_of, names, words)
    ]


def _task(body: Mapping[str, Any], as_of: str, names: Names, words: Words) -> Iterator[Pending]:
    step = words.text(names.steps.get(body["step"]), body["step"])
    agency = words.text(names.agencies.get(body["agency"]), body["agency"])
    officer = names.officers.get(body["officer"] or "", {}).get("name", body["officer"])
    what = words.say("%(officer)s works on it", officer=officer) if officer else words.say("Nobody has taken it yet")
    rest = words.remaining(body["due_at"], as_of, body["minutes_left"])
    late = words.late(body["due_at"], as_of)
    yield Pending(f"{step}: {what}", agency, rest, "red" if late else "green" if body["due_at"] else "grey")


def _dossier(body: Mapping[str, Any], as_of: str, names: Names, words: Words) -> Iterator[Pending]:
    if body["state"] == "draft":
        yield Pending(words.say("It has not been handed in yet."), "", "", "grey")
    if body["state"] == "submitted":
        desk = words.text(names.agencies.get(body["desk"]), body["desk"])
        yield Pending(words.say("The desk has to accept it, ask for papers or refuse it"), desk, "", "blue")
    if body["state"] == "supplementing":
        yield _papers(body, as_of, names, words)


def _case(body: Mapping[str, Any], as_of: str, names: Names, words: Words) -> Iterator[Pending]:
    if body["state"] == "supplementing":
        yield _papers(body, as_of, names, words)


def _papers(body: Mapping[str, Any], as_of: str, names: Names, words: Words) -> Pending:
    asked = "; ".join(words.text(names.papers.get(each), each) for each in body["asked"] or ())
    until = body["supplement_until"]
    rest = words.remaining(until, as_of, None)
    return Pending(
        words.say("The applicant has to hand in papers"), asked, rest, "red" if words.late(until, as_of) else "orange"
    )


def _charge(body: Mapping[str, Any], as_of: str, _names: Names, words: Words) -> Iterator[Pending]:
    if body["state"] in ("open", "asking", "paying", "expiring"):
        rest = words.remaining(body["until"], as_of, None)
        what = words.say("A fee has to be paid: %(amount)s", amount=words.money(body["amount"]))
        yield Pending(what, "", rest, "red" if words.late(body["until"], as_of) else "orange")


def _consignment(body: Mapping[str, Any], _as_of: str, _names: Names, words: Words) -> Iterator[Pending]:
    if body["state"] in ("requested", "created", "travelling"):
        yield Pending(words.say("The result is on its way by post"), body.get("waybill") or "", "", "blue")


WAITS: Mapping[str, Callable[[Mapping[str, Any], str, Names, Words], Iterator[Pending]]] = {
    "task": _task,
    "dossier": _dossier,
    "case": _case,
    "charge": _charge,
    "consignment": _consignment,
}
