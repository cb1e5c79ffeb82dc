"""What mandates, their states and moves are called."""

from __future__ import annotations

from intake.mandate import commands as ask
from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("căn cứ đại diện", "mandate"),
    states={
        "claimed": Name("chưa được xác nhận", "has not been confirmed"),
        "confirmed": Name("đã được xác nhận", "has been confirmed"),
        "revoked": Name("đã bị chấm dứt", "has been revoked"),
        "expired": Name("đã hết thời hạn", "has expired"),
    },
    moves={
        ask.ConfirmMandate: Name("xác nhận căn cứ đại diện", "confirm the mandate"),
        ask.RevokeMandate: Name("chấm dứt việc đại diện", "revoke the mandate"),
    },
)
