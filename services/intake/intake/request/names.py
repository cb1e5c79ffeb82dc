"""What requests, their states and their moves are called."""

from __future__ import annotations

from intake.request import commands as ask
from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("yêu cầu về dữ liệu cá nhân", "request"),
    states={
        "asked": Name("chưa được xem xét", "has been made"),
        "in_hand": Name("đang được xem xét", "has been taken up"),
        "granted": Name("đã được chấp nhận", "has been granted"),
        "partly": Name("đã được chấp nhận một phần", "has been granted in part"),
        "refused": Name("đã bị từ chối", "has been refused"),
        "withdrawn": Name("đã rút", "has been withdrawn"),
    },
    moves={
        ask.MakeRequest: Name("lập yêu cầu", "make the request"),
        ask.IdentifyRequester: Name("xác minh danh tính", "say who asks"),
        ask.TakeRequest: Name("nhận xem xét", "take it up"),
        ask.GrantRequest: Name("chấp nhận", "grant it"),
        ask.GrantRequestPartly: Name("chấp nhận một phần", "grant it in part"),
        ask.RefuseRequest: Name("từ chối", "refuse it"),
        ask.WithdrawRequest: Name("rút yêu cầu", "withdraw it"),
    },
)
