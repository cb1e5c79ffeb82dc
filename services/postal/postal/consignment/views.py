"""How consignments are answered. Only its carrier moves one, so no command does."""

from __future__ import annotations

from postal.consignment.context import Context
from postal.consignment.machine import CONSIGNMENT
from postal.consignment.models import Consignment
from postal.consignment.schemas import ConsignmentView
from postal.consignment.tables import APPLIES, LISTING, READABLE
from shared.web.former import ended
from shared.web.views import Row, Views


def _beside(context: Context, consignment: Consignment) -> Row:
    return {"code": context.dossiers[consignment.dossier].code}


CONSIGNMENTS = Views(
    view=ConsignmentView,
    entity_type=CONSIGNMENT,
    readable=READABLE,
    listing=LISTING,
    beside=_beside,
    missing=("There is no such consignment for this account.", "Tài khoản này không có bưu gửi được yêu cầu."),
    why=ended(APPLIES),
)
