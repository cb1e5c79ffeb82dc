"""MyVNPost's formats: orders, references, and what its status numbers mean (`statuses.json`). Pure."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from uuid import UUID

import msgspec

from postal.carrier.protocol import Order, Status, undocumented

NAME = "myvnpost"
TWO_TIERS = "VNPOST"  # the district code where there are no districts
STATUSES = msgspec.json.decode(
    (files(__package__) / "statuses.json").read_bytes(), type=dict[int, Status], strict=False
)


def status(number: int) -> Status:
    return STATUSES.get(number) or undocumented(number)


def reference(code: str, consignment: UUID) -> str:
    """saleOrderCode: the dossier's code and the end of the consignment's id."""
    return f"{code}-{consignment.hex[-8:]}"


def order(told: Order, province: str, commune: str, service: str, weight: int) -> dict[str, Any]:
    """informationOrder; `province` and `commune` are those of the desk, `weight` is in grams.

    An address written before codes were asked for has none: then it is taken to be in the desk's commune.
    """
    to = told.receiver
    places = {"sender": (province, commune), "receiver": (to.province or province, to.commune or commune)}
    return {
        "senderName": told.sender.name,
        "senderPhone": told.sender.phone,
        "senderAddress": told.sender.address,
        "receiverName": to.name,
        "receiverPhone": to.phone,
        "receiverAddress": to.address,
        **{f"{who}{name}": code for who, place in places.items() for name, code in _codes(*place).items()},
        "serviceCode": service,
        "saleOrderCode": told.reference,
        "contentNote": f"Kết quả giải quyết thủ tục hành chính, hồ sơ {told.code}",
        "weight": str(weight),
        "sendType": "1",
        "vehicle": "BO",
    }


def _codes(province: str, commune: str) -> dict[str, str]:
    return {"ProvinceCode": province, "DistrictCode": TWO_TIERS, "CommuneCode": commune}
