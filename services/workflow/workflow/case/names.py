"""What cases and their moves are called; their states are named with workflow's events, because intake shows them."""

from __future__ import annotations

from shared.contracts.names import Name, Noun
from shared.contracts.workflow import STAGES
from workflow.case import commands as ask
from workflow.task.names import NAMES as TASK

NAMES = Noun(
    Name("hồ sơ", "case"),
    STAGES,
    moves={
        **TASK.moves,
        ask.Apologise: Name("xin lỗi và gia hạn", "apologise"),
        ask.Stop: Name("dừng giải quyết", "stop the processing"),
        ask.RequestSupplement: Name("yêu cầu bổ sung", "request a supplement"),
    },
)
