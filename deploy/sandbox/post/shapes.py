"""The format of an order on the wire: in the response to CreateOrder, in getOrder, in the history, in a webhook.

Names are those two public clients of the MyVNPost API read; `failedReason` and `actualReceiver` are this sandbox's
names for two things the webhook is known to carry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sandbox.post.parcels import Change, Parcel
from sandbox.post.statuses import NAMES
from sandbox.times import slashed

FEE: Final = 30_000  # VND, for every parcel
ECHOED: Final = [
    "senderName",
    "senderPhone",
    "senderAddress",
    "senderProvinceCode",
    "senderDistrictCode",
    "senderCommuneCode",
    "receiverName",
    "receiverPhone",
    "receiverAddress",
    "receiverProvinceCode",
    "receiverDistrictCode",
    "receiverCommuneCode",
    "serviceCode",
    "contentNote",
    "weight",
    "sendType",
    "vehicle",
    "deliveryTime",
    "deliveryRequire",
    "deliveryInstruction",
]


def brief(parcel: Parcel, change: Change) -> dict[str, Any]:
    """An item of a webhook: one change of one parcel."""
    return {
        "itemCode": parcel.code,
        "originalItemCode": parcel.code,
        "originalID": parcel.original,
        "saleOrderCode": parcel.reference,
        "senderCode": parcel.customer,
        "status": change.status,
        "statusName": NAMES[change.status],
        "totalFee": FEE,
        "updatedDate": slashed(datetime.fromisoformat(change.at)),
        "failedReason": change.reason,
        "actualReceiver": change.receiver,
    }


def whole(parcel: Parcel) -> dict[str, Any]:
    """An order as CreateOrder and getOrder answer it."""
    echoed = {name: parcel.order.get(name) for name in ECHOED}
    created = slashed(datetime.fromisoformat(parcel.created))
    return {"orderHdrID": parcel.original, **brief(parcel, parcel.last), **echoed, "createdDate": created}


def history(parcel: Parcel) -> dict[str, Any]:
    """One entry of GetStatusHistoryOrder: dates and hours apart, oldest first."""
    lines = []
    for change in parcel.changes:
        date, hour = slashed(datetime.fromisoformat(change.at)).split()
        name = NAMES[change.status]
        lines.append({"statusCode": change.status, "statusName": name, "createdDate": date, "createHour": hour})
    return {"itemCode": parcel.code, "statusHistory": lines}
