"""The story of one dossier across all services as a mermaid sequence diagram.

Drawn from a recording (`docs/story.json`, made by `motcua story CODE --record`), so that it is the same every time; an
end-to-end test plays the same scenario and compares the recording with the events the services emit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from motcua.observe.moves import Move
from motcua.stack.folders import PROJECT

FILE = PROJECT / "docs" / "story.json"
NAMES = {"applicant": "Applicant", "officers": "Officers", "clock": "Clock"}
SERVICES = ("intake", "workflow", "payment", "postal", "sync-gateway")
BEYOND = {"intake": "mailbox", "payment": "bank", "postal": "post", "sync-gateway": "portal"}
#: Entity types left out: their many moves only follow the dossier.
OMITTED = ("notice",)
#: Events whose order is not fixed: they come before or after the answer to our own query, which decides.
EITHER_WAY = ("PaymentReported",)
#: The exchange's events that are drawn; how many others there are depends on the portal's speed.
DRAWN = ("ExchangeOpened", "PortalTold")

Line = Mapping[str, str]


def recorded(moves: Sequence[Move]) -> list[Line]:
    """A scenario as it is stored: without ids, dates and people."""
    by_id = {move.id: move for move in moves}
    lines: list[Line] = []
    for move, before in zip(moves, [None, *moves], strict=False):
        again = before is not None and before.cause == move.cause and before.producer == move.producer
        source = move.producer if again else _source(move, by_id.get(move.cause))
        lines.append({"from": source, "to": move.producer, "event": move.event, "arrow": move.arrow})
    return [line for line in lines if not line["arrow"].startswith(OMITTED) and line["event"] not in EITHER_WAY]


def _source(move: Move, cause: Move | None) -> str:
    """The service whose event caused the move; else a person, the clock, or a counterpart that answered or called."""
    if cause is not None:
        return cause.producer
    if move.actor == "clock":
        return "clock"
    who = {"applicant": "applicant", "officer": "officers", "supervisor": "officers"}
    return who.get(move.role, BEYOND.get(move.producer, move.producer))


def record(moves: Sequence[Move]) -> None:
    """Stores this scenario as the one that is drawn."""
    FILE.write_text(json.dumps(recorded(moves), indent=0, ensure_ascii=False) + "\n", "utf-8")


def steady(lines: Iterable[Line]) -> dict[str, list[str]]:
    """The part that is the same in every run of the scenario: each service's own moves, in order."""
    every = list(lines)
    names = [name for name in SERVICES if name != "sync-gateway"]
    return {name: [f"{line['event']}, {line['arrow']}" for line in every if line["to"] == name] for name in names}


def drawn() -> str:
    """`docs/story.md`."""
    lines: list[Line] = json.loads(FILE.read_text("utf-8"))
    shown = [line for line in lines if line["to"] != "sync-gateway" or line["event"] in DRAWN]
    present = {name for line in shown for name in (line["from"], line["to"])}
    order = ("applicant", "officers", "clock", *SERVICES, *BEYOND.values())
    head = [
        *("# A building permit, from draft to the applicant's door", ""),
        "Two agencies at once, one supplement, the fee after the appraisal, the result by post. Solid arrows: requests",
        "and answers, dashed ones events a service has received. Drawn by `make map` from `docs/story.json`, which",
        "`motcua story CODE --record` keeps; an end-to-end test compares it with the events of today's services.",
        *("", "```mermaid", "sequenceDiagram"),
        *(f"    participant {_id(name)} as {NAMES.get(name, name)}" for name in order if name in present),
    ]
    return "\n".join([*head, *map(_arrow, shown), "```", ""])


def _arrow(line: Line) -> str:
    incoming = line["from"] in SERVICES and line["from"] != line["to"]
    way = "-->>" if incoming else "->>"
    arrow = line["arrow"].replace("->", "to")
    return f"    {_id(line['from'])}{way}{_id(line['to'])}: {line['event']} ({arrow})"


def _id(name: str) -> str:
    return name.replace("-", "_")
