"""The pages of officers and heads."""

from __future__ import annotations

from motcua_console.staff import dossier, received, search, tasks

FOR_OFFICERS = (tasks.router, received.router, search.router, dossier.router)
