"""Which second factor is right, and the texts of a history. Pure. How often one may guess is `intake.guess`."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from typing import NamedTuple

#: What a guess is compared with where there is no dossier: as long as the real thing.
NO_PHONE, NO_TOKEN = "----", "-" * 32


class Text(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


def knows(phone: str | None, token: str | None, kept_phone: str | None, kept_token: str | None) -> bool:
    """Is either factor the dossier's own? Takes the same time whatever is right; what is not kept is never right."""
    right_phone = compare_digest((phone or "").encode(), (kept_phone or NO_PHONE).encode())
    right_token = compare_digest((token or "").encode(), (kept_token or NO_TOKEN).encode())
    return (right_phone & bool(kept_phone)) | (right_token & bool(kept_token))


#: Event -> what the applicant reads. What is not listed is not shown: it is the agencies' business.
HISTORY: Mapping[str, Text] = {
    "DossierDrafted": Text("Lập hồ sơ", "The dossier was begun"),
    "DossierSubmitted": Text("Nộp hồ sơ", "The dossier was handed in"),
    "SupplementAsked": Text("Yêu cầu bổ sung trước khi tiếp nhận", "A supplement was asked for at the desk"),
    "SupplementHandedIn": Text("Đã nộp bổ sung", "The supplement was handed in"),
    "DossierAccepted": Text("Tiếp nhận hồ sơ, hẹn trả kết quả", "The dossier was accepted and a date was promised"),
    "SupplementSupplied": Text("Đã nộp giấy tờ bổ sung", "What was asked for was supplied"),
    "WithdrawalRequested": Text("Đề nghị rút hồ sơ", "The applicant asked to withdraw it"),
    "CaseReceived": Text("Chuyển đến cơ quan giải quyết", "It came to the agency"),
    "ProcessingStarted": Text("Bắt đầu giải quyết", "The work on it began"),
    "SupplementRequested": Text("Yêu cầu bổ sung, tạm dừng thời hạn", "A supplement was requested, the clock stopped"),
    "ProcessingResumed": Text("Tiếp tục giải quyết", "The work on it went on"),
    "FeeRequested": Text("Yêu cầu nộp phí, lệ phí", "A fee was requested"),
    "FeePaid": Text("Đã nộp phí, lệ phí", "The fee was paid"),
    "ApologyGiven": Text("Xin lỗi và hẹn lại ngày trả kết quả", "The agency apologised and promised a new date"),
    "DueDateMoved": Text("Thay đổi ngày hẹn trả theo lịch làm việc mới", "A new working calendar moved the due date"),
    "CaseDecided": Text("Đã có kết quả", "It was decided"),
    "CaseRefused": Text("Từ chối giải quyết", "It was refused"),
    "CaseStopped": Text("Dừng giải quyết", "The work on it was stopped"),
    "CaseWithdrawn": Text("Đã rút hồ sơ", "It was withdrawn"),
    "WithdrawalDeclined": Text("Không cho rút vì đã có kết quả", "The withdrawal was declined: it was decided"),
    "ConsignmentCreated": Text("Chuyển kết quả cho bưu chính", "The result was given to the post"),
    "ConsignmentCollected": Text("Bưu chính đã nhận kết quả", "The post collected the result"),
    "DeliveryAttempted": Text("Bưu chính phát chưa thành công", "The post tried to deliver it"),
    "ConsignmentDelivered": Text("Bưu chính đã phát kết quả", "The post delivered the result"),
    "ConsignmentReturned": Text("Bưu chính chuyển hoàn kết quả", "The post brought the result back"),
    "DeliveryFailed": Text("Phát không thành công, nhận tại quầy", "Delivery failed: the result waits at the desk"),
    "ResultReturned": Text("Đã trả kết quả", "The result was returned"),
}

#: Stage -> what the applicant reads.
STAGES: Mapping[str, Text] = {
    "accepted": Text("Đã tiếp nhận", "Accepted"),
    "received": Text("Chờ giải quyết", "Waiting at the agency"),
    "processing": Text("Đang giải quyết", "Being worked on"),
    "supplementing": Text("Chờ bổ sung giấy tờ", "Waiting for a supplement"),
    "awaiting_payment": Text("Chờ nộp phí, lệ phí", "Waiting for the fee"),
    "decided": Text("Đã có kết quả, chờ trả", "Decided, to be returned"),
    "returned": Text("Đã trả kết quả", "Returned"),
    "refused": Text("Từ chối giải quyết", "Refused"),
    "withdrawn": Text("Đã rút hồ sơ", "Withdrawn"),
    "stopped": Text("Dừng giải quyết", "Stopped"),
}
