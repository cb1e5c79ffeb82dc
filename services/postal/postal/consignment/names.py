"""What consignments and their states are called. Nobody moves one by a command."""

from __future__ import annotations

from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("bưu gửi", "consignment"),
    states={
        "requested": Name("chưa đăng ký gửi", "has not been ordered"),
        "created": Name("đã đăng ký gửi", "has been ordered"),
        "travelling": Name("đang vận chuyển", "is on its way"),
        "delivered": Name("đã phát", "has been delivered"),
        "returned": Name("đã được chuyển hoàn", "has been brought back"),
    },
)
