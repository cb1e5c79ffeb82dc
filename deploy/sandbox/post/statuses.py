"""The statuses of a MyVNPost order, and the plans by which a parcel moves through them.

Numbers and names are those of the MyVNPost customer API; an older numeric set exists and is not used here.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

CREATED: Final = 1
CANCELLED: Final = 9
DELIVERED: Final = 14
FAILED: Final = 15
CANCELLABLE: Final = frozenset({1, 2, 3, 4, 5})

NAMES: Final = {
    0: "Lưu nháp",
    1: "Đã tạo",
    2: "Bưu tá nhận yêu cầu thu gom",
    3: "Chờ xác nhận",
    4: "Đang lấy hàng",
    5: "Lấy hàng không thành công",
    6: "Đã lấy hàng",
    7: "Bưu cục đã nhận hàng",
    8: "Lấy hàng thất bại",
    9: "Hủy thu gom",
    10: "Đang vận chuyển",
    11: "Đã đến bưu cục phát",
    12: "Đang giao hàng",
    13: "Chuyển tiếp",
    14: "Đã giao hàng",
    15: "Giao không thành công",
    16: "Chờ để chuyển hoàn",
    17: "Đã duyệt hoàn",
    18: "Bắt đầu chuyển hoàn",
    19: "Trả hàng thành công",
    20: "Đã trả hàng một phần",
    21: "Đã trả tiền COD",
    22: "Hủy giao hàng",
    23: "Giao hàng thành công một phần",
    24: "Đang chuyển hoàn",
    28: "Đã trả cước",
    29: "Đã trả phí hủy đơn hàng",
}


class Stage(StrEnum):
    """The stages of a plan, after collection and transport."""

    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    LOST = "lost"
    HELD = "held"


COLLECTED: Final = (2, 6, 7, 10, 11)
MEANS: Final = {
    Stage.DELIVERED: (12, 14),
    Stage.FAILED: (12, 15),
    Stage.RETURNED: (16, 17, 18, 24, 19),
    Stage.LOST: (),
    Stage.HELD: (),
}


def road(plan: Iterable[Stage]) -> list[int]:
    """The statuses a parcel takes by this plan. `held` leaves it to scripts, `lost` collects it and reports no more."""
    stages = list(plan)
    if not stages or stages[0] is Stage.HELD:
        return []
    return [*COLLECTED, *(status for stage in stages for status in MEANS[stage])]
