"""What charges, their states and their moves are called, and how a charge is paid without a provider."""

from __future__ import annotations

from payment.charge.commands import Pay, TakeCash
from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("khoản thu", "charge"),
    states={
        "open": Name("chưa nộp", "is unpaid"),
        "asking": Name("đang mở giao dịch thanh toán", "is waiting for the provider"),
        "paying": Name("đang chờ thanh toán", "is being paid"),
        "expiring": Name("đã hết hạn nộp và đang được đối chiếu", "is past its time and being checked"),
        "expired": Name("đã hết hạn nộp", "has expired"),
        "settled": Name("đã thu", "has been paid"),
        "cancelled": Name("đã hủy", "has been cancelled"),
        "owed": Name("phải hoàn trả", "is owed back"),
    },
    moves={
        Pay: Name("thanh toán trực tuyến", "pay online"),
        TakeCash: Name("thu tiền mặt", "take cash"),
    },
)

CASH = Name("bằng tiền mặt", "in cash")
