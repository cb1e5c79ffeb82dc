"""How consignments are answered. Only its carrier moves one, so no command does."""

from __future__ import annotations

from postal.consignment.machine import CONSIGNMENT
from postal.consignment.schemas import ConsignmentView
from postal.consignment.tables import READABLE, consignments, select
from shared.web.views import Views

CONSIGNMENTS = Views(
    view=ConsignmentView,
    entity_type=CONSIGNMENT,
    table=consignments,
    select=select,
    readable=READABLE,
    missing=("There is no such consignment for this account.", "Tài khoản này không có bưu gửi được yêu cầu."),
)
