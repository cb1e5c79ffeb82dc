"""How exchanges are answered."""

from __future__ import annotations

from shared.web.views import Views
from sync_gateway.exchange.machine import EXCHANGE
from sync_gateway.exchange.schemas import ExchangeView
from sync_gateway.exchange.tables import LISTING, READABLE

EXCHANGES = Views(
    view=ExchangeView,
    entity_type=EXCHANGE,
    readable=READABLE,
    listing=LISTING,
    missing=("There is no such exchange.", "Không có phiên đồng bộ này."),
)
