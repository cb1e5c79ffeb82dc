"""What is told of a loss: a JSON document with everything, and tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console

from motcua.observe.lines import short
from motcua.observe.screen import print_note, print_rows
from shared.contracts import intake

Json = dict[str, Any]
SHOWN = 40  # rows of a table on the terminal


def report(service: str, events: Sequence[Json], closed: Mapping[str, int], loss: Json | None) -> Json:
    """Everything about one loss; without `loss` it is a dry run, and `closed` counts what would be closed."""
    return {
        "service": service,
        "accepted": loss is not None,
        "loss": loss,
        "events": len({(one["dossier"], one["sequence"], one["digest"]) for one in events}),
        "dossiers": _dossiers(events),
        "outside": _outside(events, comes_back=service != intake.PRODUCER),
        "closed": dict(closed),
    }


def _dossiers(events: Sequence[Json]) -> list[Json]:
    """What is lost, by dossier, as the topic and the subscribers know it."""
    found: dict[str, list[Json]] = {}
    for one in events:
        found.setdefault(one["dossier"], []).append(one)
    return [
        {
            "dossier": dossier,
            "codes": _distinct(one["code"] for one in some),
            "kept": some[0]["kept"],
            "sequences": sorted({one["sequence"] for one in some}),
            "events": _distinct(one["event"] for one in sorted(some, key=lambda one: one["sequence"])),
            "known_by": _distinct(known for one in some for known in one["known_by"]),
        }
        for dossier, some in sorted(found.items())
    ]


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(value for value in values if value is not None))


def _outside(events: Sequence[Json], *, comes_back: bool) -> list[Json]:
    """What counterparts have done. It may be done again where the service has the dossier, or receives it again.

    Dossiers begin in intake: one that intake has lost does not come back.
    """
    names = ("event", "outside", "dossier", "code", "at")
    done = [one for one in events if one["outside"] is not None]
    return [{name: one[name] for name in names} | {"may_be_repeated": comes_back or one["kept"] > 0} for one in done]


def show(console: Console, told: Json) -> None:
    """Prints it, as much as fits."""
    print_note(console, f"{told['events']} events of {told['service']} are lost, of {len(told['dossiers'])} dossiers.")
    _table(
        console,
        "Lost, by dossier",
        ("dossier", "codes", "kept up to", "lost", "events", "known by"),
        [
            (
                one["dossier"],
                ", ".join(one["codes"]),
                str(one["kept"] or "nothing"),
                _span(one["sequences"]),
                ", ".join(one["events"]),
                ", ".join(one["known_by"]),
            )
            for one in told["dossiers"]
        ],
    )
    _table(
        console,
        "Done outside: a counterpart has done it, and this service does not know",
        ("event", "reference", "dossier", "at", "may be repeated"),
        [
            (
                one["event"],
                one["outside"],
                one["dossier"],
                short(one["at"]) if one["at"] else "",
                "yes" if one["may_be_repeated"] else "no",
            )
            for one in told["outside"]
        ],
    )
    verb = "closed" if told["accepted"] else "to be closed"
    for subscriber, count in told["closed"].items():
        print_note(console, f"{subscriber}: {count} gaps {verb}.")
    if told["loss"]:
        raised = told["loss"]["raised"]
        print_note(console, f"Counters stand at: {', '.join(raised) or 'there are none'}")


def _table(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    print_note(console, f"{title}:")
    print_rows(console, columns, rows[:SHOWN])
    if len(rows) > SHOWN:
        print_note(console, f"  and {len(rows) - SHOWN} more in the report")


def _span(sequences: Sequence[int]) -> str:
    return str(sequences[0]) if len(sequences) == 1 else f"{sequences[0]} to {sequences[-1]}"
