"""The pages of officers and heads."""

from __future__ import annotations

from motcua_console.staff import board, counter, dossier, officers, received, requests, search, tasks

FOR_OFFICERS = (
    *(tasks.router, board.router, received.router, search.router, dossier.router),
    *(requests.router, officers.router, counter.router),
)
