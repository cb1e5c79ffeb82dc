"""How cases are answered."""

from __future__ import annotations

from shared.web.views import Views
from workflow.case.machine import CASE
from workflow.case.schemas import CaseView
from workflow.case.tables import LISTING, READABLE

CASE_VIEWS = Views(
    view=CaseView,
    entity_type=CASE,
    readable=READABLE,
    listing=LISTING,
    missing=("This agency has no such case.", "Cơ quan không có hồ sơ này."),
)
