"""Reference data: what the province decides once and every dossier then follows.

Calendars, agency directories, procedures and routes are loaded through the API and versioned there; POST
bodies and the files in deploy/data are validated by these models alone. Each knows the shape and inner
sense of one document; no other document, no version number, no table.
"""

from __future__ import annotations

from typing import Any

from shared.contracts.reference.agencies import Agencies, Agency, Tier
from shared.contracts.reference.calendar import Calendar, DayOff, Opening, Weekday, WorkingDay
from shared.contracts.reference.facts import Fact, FactKind
from shared.contracts.reference.fees import Fee, FeeKind
from shared.contracts.reference.limit import Limit, LimitUnit, TimeLimit
from shared.contracts.reference.places import Commune, Former, Places
from shared.contracts.reference.procedure import (
    Channel,
    Component,
    OnSupplement,
    Procedure,
    Return,
    Sector,
    day_of,
)
from shared.contracts.reference.route import Competent, Fixed, Kind, Receiving, Role, Route, Step
from shared.contracts.reference.words import Coded, Reference, Text

__all__ = [
    "Agencies",
    "Agency",
    "Calendar",
    "Channel",
    "Coded",
    "Commune",
    "Competent",
    "Component",
    "DayOff",
    "Fact",
    "FactKind",
    "Fee",
    "FeeKind",
    "Fixed",
    "Former",
    "Kind",
    "Limit",
    "LimitUnit",
    "OnSupplement",
    "Opening",
    "Places",
    "Procedure",
    "Receiving",
    "Reference",
    "Return",
    "Role",
    "Route",
    "Sector",
    "Step",
    "Text",
    "Tier",
    "TimeLimit",
    "Weekday",
    "WorkingDay",
    "day_of",
    "schemas",
]

DOCUMENTS: dict[str, type[Reference]] = {
    "calendar": Calendar,
    "agencies": Agencies,
    "procedure": Procedure,
    "route": Route,
    "places": Places,
}


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every document, by the name its file in deploy/data/schemas has."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: dialect | model.model_json_schema() for name, model in DOCUMENTS.items()}
