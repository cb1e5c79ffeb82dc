"""How requests are answered."""

from __future__ import annotations

from intake.request.errors import MISSING
from intake.request.machine import REQUEST
from intake.request.schemas import RequestView
from intake.request.tables import LISTING, READABLE
from shared.web.views import Views

REQUEST_VIEWS = Views(
    view=RequestView,
    entity_type=REQUEST,
    readable=READABLE,
    listing=LISTING,
    missing=MISSING,
)
