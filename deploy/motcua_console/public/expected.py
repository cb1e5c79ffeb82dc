"""What is expected of an applicant: to go on with a draft, to supplement, to pay, to fetch a result. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

UNPAID = ("open", "asking", "paying")
What = Literal["draft", "supplement", "pay", "fetch"]
#: What ends soonest, and worst, stands first.
ORDER: tuple[What, ...] = ("supplement", "pay", "fetch", "draft")


@dataclass(frozen=True)
class Expected:
    """One thing of one dossier. `until`: what is late after that comes to nothing; `charge`: what is to be paid."""

    what: What
    dossier: Mapping[str, Any]
    until: str | None = None
    charge: Mapping[str, Any] | None = None


def expected(dossier: Mapping[str, Any], charges: Iterable[Mapping[str, Any]] = ()) -> list[Expected]:
    """Of one dossier; `charges` may be those of others too."""
    found = []
    case = dossier["case"] or {}
    if dossier["state"] == "draft":
        found.append(Expected("draft", dossier))
    if until := asked_until(dossier):
        found.append(Expected("supplement", dossier, until))
    for charge in charges:
        if charge["dossier"] == dossier["id"] and charge["state"] in UNPAID:
            found.append(Expected("pay", dossier, charge["until"], charge))
    if case.get("stage") == "decided" and dossier["returns"] == "desk":
        found.append(Expected("fetch", dossier))
    return found


def asked_until(dossier: Mapping[str, Any]) -> str | None:
    """Until when papers are awaited; None if none are."""
    case = dossier["case"] or {}
    if dossier["state"] == "supplementing":
        return str(dossier["supplement_until"])
    return str(case["supplement_until"]) if case.get("stage") == "supplementing" else None


def asked_of(dossier: Mapping[str, Any]) -> list[str]:
    """The components that are awaited, by their codes."""
    if dossier["state"] == "supplementing":
        return list(dossier["asked"] or ())
    return list((dossier["case"] or {}).get("asked") or ())


def in_order(found: Iterable[Expected]) -> list[Expected]:
    """What ends first stands first."""
    return sorted(found, key=lambda each: (each.until or "9", ORDER.index(each.what)))
