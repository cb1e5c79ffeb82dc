"""What tasks, their states, moves and outcomes are called."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name, Noun
from workflow.task import commands as ask

NAMES = Noun(
    Name("công việc", "task"),
    states={
        "open": Name("chưa có người nhận", "is in the queue"),
        "claimed": Name("đang được xử lý", "is in hand"),
        "done": Name("đã hoàn thành", "has been completed"),
        "cancelled": Name("đã hủy", "has been cancelled"),
    },
    moves={
        ask.Claim: Name("nhận việc", "claim the task"),
        ask.Release: Name("trả về danh sách chờ", "put the task back"),
        ask.Complete: Name("hoàn thành", "complete the task"),
    },
)

OUTCOMES: Mapping[str, Name] = {
    ask.Outcome.APPROVED: Name("đồng ý", "approved"),
    ask.Outcome.REFUSED: Name("không đồng ý", "refused"),
}
