"""The story of one dossier as a picture: who says what to whom, across all services, as a mermaid sequence diagram.

Drawn from a recording (`docs/story.json`, made by `motcua story CODE --record`), so that it is the same every time; an
end-to-end test plays the same scenario and holds the recording against what the services really say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from motcua.observe.story import Move
from motcua.stack.folders import PROJECT

FILE = PROJECT / "docs" / "story.json"
NAMES = {"applicant": "Applicant", "officers": "Officers", "clock": "Clock"}
SERVICES = ("intake", "workflow", "payment", "postal", "sync-gateway")
BEYOND = {"intake": "mailbox", "payment": "bank", "postal": "post", "sync-gateway": "portal"}
#: What is left out: it only follows the dossier, and there is much of it.
UNTOLD = ("notice",)
#: It comes before or after the answer to our own question, which decides.
EITHER_WAY = ("PaymentReported",)
#: Of the exchange only this is drawn; how often the portal is told depends on how fast it is.
TOLD = ("ExchangeOpened", "PortalTold")

Line = Mapping[str, str]


def recorded(moves: Sequence[Move]) -> list[Line]:
    """A scenario as it is kept: no ids, no dates, no people."""
    said = {move.id: move for move in moves}
    lines: list[Line] = []
    for move, before in zip(moves, [None, *moves], strict=False):
        again = before is not None and before.cause == move.cause and before.producer == move.producer
        source = move.producer if again else _source(move, said.get(move.cause))
        lines.append({"from": source, "to": move.producer, "event": move.event, "arrow": move.arrow})
    return [line for line in lines if not line["arrow"].startswith(UNTOLD) and line["event"] not in EITHER_WAY]


def _source(move: Move, cause: Move | None) -> str:
    """Another service whose event was received; else a person, the clock, or a counterpart that answered or called."""
    if cause is not None:
        return cause.producer
    if move.actor == "clock":
        return "clock"
    who = {"applicant": "applicant", "officer": "officers", "supervisor": "officers"}
    return who.get(move.role, BEYOND.get(move.producer, move.producer))


def record(moves: Sequence[Move]) -> None:
    """Keeps this scenario as the one that is drawn."""
    FILE.write_text(json.dumps(recorded(moves), indent=0, ensure_ascii=False) + "\n", "utf-8")


def steady(lines: Iterable[Line]) -> dict[str, list[str]]:
    """What is the same every time this scenario is played: each service's own moves, in their order."""
    told = list(lines)
    names = [name for name in SERVICES if name != "sync-gateway"]
    return {name: [f"{line['event']}, {line['arrow']}" for line in told if line["to"] == name] for name in names}


def drawn() -> str:
    """`docs/story.md`."""
    lines: list[Line] = json.loads(FILE.read_text("utf-8"))
    shown = [line for line in lines if line["to"] != "sync-gateway" or line["event"] in TOLD]
    present = {name for line in shown for name in (line["from"], line["to"])}
    order = ("applicant", "officers", "clock", *SERVICES, *BEYOND.values())
    head = [
        *("# A building permit, from draft to the applicant's door", ""),
        "Two agencies at once, one supplement, the fee after the appraisal, the result by post. Solid arrows: requests",
        "and answers, dashed ones events a service has received. Drawn by `make map` from `docs/story.json`, which",
        "`motcua story CODE --record` keeps; an end-to-end test holds it against what the services say today.",
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
