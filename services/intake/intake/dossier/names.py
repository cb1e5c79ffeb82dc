"""What dossiers, their states and their moves are called."""

from __future__ import annotations

from intake.dossier import commands as ask
from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("hồ sơ", "dossier"),
    states={
        "draft": Name("chưa nộp", "has not been handed in"),
        "submitted": Name("đã nộp", "has been handed in"),
        "supplementing": Name("chờ bổ sung giấy tờ", "is waiting for a supplement"),
        "accepted": Name("đã tiếp nhận", "has been accepted"),
        "refused": Name("không được tiếp nhận", "has been refused"),
        "withdrawn": Name("đã rút", "has been withdrawn"),
    },
    moves={
        ask.Draft: Name("lập hồ sơ", "begin the dossier"),
        ask.Submit: Name("nộp hồ sơ", "hand in the dossier"),
        ask.HandIn: Name("nộp bổ sung", "hand in the supplement"),
        ask.Withdraw: Name("rút hồ sơ", "withdraw"),
        ask.Accept: Name("tiếp nhận", "accept"),
        ask.AskSupplement: Name("yêu cầu bổ sung", "ask for a supplement"),
        ask.Refuse: Name("từ chối tiếp nhận", "refuse"),
    },
)
