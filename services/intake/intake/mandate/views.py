"""How mandates are answered."""

from __future__ import annotations

from intake.mandate.machine import MANDATE
from intake.mandate.schemas import MandateView
from intake.mandate.tables import LISTING, READABLE
from shared.web.views import Views

MANDATES = Views(
    view=MandateView,
    entity_type=MANDATE,
    readable=READABLE,
    listing=LISTING,
    missing=("There is no such mandate for this account.", "Tài khoản này không có căn cứ đại diện được yêu cầu."),
)
