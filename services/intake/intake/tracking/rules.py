"""Which second factor is right, and the words a history is told in. Pure. How often one may guess is `intake.guess`."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from typing import NamedTuple

#: What a guess is compared with where there is no dossier: as long as the real thing.
NO_PHONE, NO_TOKEN = "----", "-" * 32


class Words(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


def knows(phone: str | None, token: str | None, kept_phone: str | None, kept_token: str | None) -> bool:
    """Is either factor the dossier's own? Takes the same time whatever is right; what is not kept is never right."""
    right_phone = compare_digest((phone or "").encode(), (kept_phone or NO_PHONE).encode())
    right_token = compare_digest((token or "").encode(), (kept_token or NO_TOKEN).encode())
    return (right_phone & bool(kept_phone)) | (right_token & bool(kept_token))


#: Event -> what the applicant reads. What is not here is not told: it is the agencies' business.
HISTORY: Mapping[str, Words] = {
    "DossierDrafted": Words("Lập hồ sơ", "The dossier was begun"),
    "DossierSubmitted": Words("Nộp hồ sơ", "The dossier was handed in"),
    "SupplementAsked": Words("Yêu cầu bổ sung trước khi tiếp nhận", "A supplement was asked for at the desk"),
    "SupplementHandedIn": Words("Đã nộp bổ sung", "The supplement was handed in"),
    "DossierAccepted": Words("Tiếp nhận hồ sơ, hẹn trả kết quả", "The dossier was accepted and a date was promised"),
    "SupplementSupplied": Words("Đã nộp giấy tờ bổ sung", "What was asked for was supplied"),
    "WithdrawalRequested": Words("Đề nghị rút hồ sơ", "The applicant asked to withdraw it"),
    "CaseReceived": Words("Chuyển đến cơ quan giải quyết", "It came to the agency"),
    "ProcessingStarted": Words("Bắt đầu giải quyết", "The work on it began"),
    "SupplementRequested": Words("Yêu cầu bổ sung, tạm dừng thời hạn", "A supplement was requested, the clock stopped"),
    "ProcessingResumed": Words("Tiếp tục giải quyết", "The work on it went on"),
    "FeeRequested": Words("Yêu cầu nộp phí, lệ phí", "A fee was requested"),
    "FeePaid": Words("Đã nộp phí, lệ phí", "The fee was paid"),
    "ApologyGiven": Words("Xin lỗi và hẹn lại ngày trả kết quả", "The agency apologised and promised a new date"),
    "DueDateMoved": Words("Thay đổi ngày hẹn trả theo lịch làm việc mới", "A new working calendar moved the due date"),
    "CaseDecided": Words("Đã có kết quả", "It was decided"),
    "CaseRefused": Words("Từ chối giải quyết", "It was refused"),
    "CaseStopped": Words("Dừng giải quyết", "The work on it was stopped"),
    "CaseWithdrawn": Words("Đã rút hồ sơ", "It was withdrawn"),
    "WithdrawalDeclined": Words("Không cho rút vì đã có kết quả", "The withdrawal was declined: it was decided"),
    "ConsignmentCreated": Words("Chuyển kết quả cho bưu chính", "The result was given to the post"),
    "ConsignmentCollected": Words("Bưu chính đã nhận kết quả", "The post collected the result"),
    "DeliveryAttempted": Words("Bưu chính phát chưa thành công", "The post tried to deliver it"),
    "ConsignmentDelivered": Words("Bưu chính đã phát kết quả", "The post delivered the result"),
    "ConsignmentReturned": Words("Bưu chính chuyển hoàn kết quả", "The post brought the result back"),
    "DeliveryFailed": Words("Phát không thành công, nhận tại quầy", "Delivery failed: the result waits at the desk"),
    "ResultReturned": Words("Đã trả kết quả", "The result was returned"),
}

#: Stage -> what the applicant reads.
STAGES: Mapping[str, Words] = {
    "accepted": Words("Đã tiếp nhận", "Accepted"),
    "received": Words("Chờ giải quyết", "Waiting at the agency"),
    "processing": Words("Đang giải quyết", "Being worked on"),
    "supplementing": Words("Chờ bổ sung giấy tờ", "Waiting for a supplement"),
    "awaiting_payment": Words("Chờ nộp phí, lệ phí", "Waiting for the fee"),
    "decided": Words("Đã có kết quả, chờ trả", "Decided, to be returned"),
    "returned": Words("Đã trả kết quả", "Returned"),
    "refused": Words("Từ chối giải quyết", "Refused"),
    "withdrawn": Words("Đã rút hồ sơ", "Withdrawn"),
    "stopped": Words("Dừng giải quyết", "Stopped"),
}
