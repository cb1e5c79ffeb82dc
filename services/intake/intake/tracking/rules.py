"""Which second factor is right, and the texts of a history. Pure. How often one may guess is `intake.guess`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hmac import compare_digest

from shared.contracts import workflow
from shared.contracts.names import Name
from shared.contracts.reference.words import TELEPHONE, dialled

#: What a guess is compared with where there is no dossier: as long as the real thing.
NO_PHONE, NO_TOKEN = "----", "-" * 32


def knows(phone: str | None, token: str | None, kept_phone: str | None, kept_token: str | None) -> bool:
    """Is either factor the dossier's own? Takes the same time whatever is right; what is not kept is never right."""
    right_phone = compare_digest((phone or "").encode(), (kept_phone or NO_PHONE).encode())
    right_token = compare_digest((token or "").encode(), (kept_token or NO_TOKEN).encode())
    return (right_phone & bool(kept_phone)) | (right_token & bool(kept_token))


def last_four(phone: object) -> object:
    """The last four digits of what a person has typed: these alone or the whole number, in groups, with +84."""
    if not isinstance(phone, str):
        return phone
    digits = dialled(phone)
    return digits[-4:] if re.match(TELEPHONE, digits) else digits


#: Event -> what the applicant reads. What is not listed is not shown: it is the agencies' business.
HISTORY: Mapping[str, Name] = {
    "DossierDrafted": Name("Lập hồ sơ", "The dossier was begun"),
    "DossierSubmitted": Name("Nộp hồ sơ", "The dossier was handed in"),
    "SupplementAsked": Name("Yêu cầu bổ sung trước khi tiếp nhận", "A supplement was asked for at the desk"),
    "SupplementHandedIn": Name("Đã nộp bổ sung", "The supplement was handed in"),
    "DossierRefused": Name("Không được tiếp nhận", "The dossier was not accepted"),
    "DossierWithdrawn": Name("Đã rút hồ sơ trước khi tiếp nhận", "The dossier was withdrawn before its acceptance"),
    "DossierAccepted": Name("Tiếp nhận hồ sơ, hẹn trả kết quả", "The dossier was accepted and a date was promised"),
    "SupplementSupplied": Name("Đã nộp giấy tờ bổ sung", "What was asked for was supplied"),
    "WithdrawalRequested": Name("Đề nghị rút hồ sơ", "The applicant asked to withdraw it"),
    "CaseReceived": Name("Chuyển đến cơ quan giải quyết", "It came to the agency"),
    "ProcessingStarted": Name("Bắt đầu giải quyết", "The work on it began"),
    "SupplementRequested": Name(
        "Yêu cầu bổ sung hồ sơ, không tính thời gian chờ bổ sung",
        "A supplement was requested; no time is counted until it comes in",
    ),
    "ProcessingResumed": Name("Tiếp tục giải quyết", "The work on it went on"),
    "FeeRequested": Name("Yêu cầu nộp phí, lệ phí", "A fee was requested"),
    "FeePaid": Name("Đã nộp phí, lệ phí", "The fee was paid"),
    "ApologyGiven": Name(
        "Xin lỗi và đề nghị gia hạn thời gian giải quyết", "The agency apologised and promised a new date"
    ),
    "DueDateMoved": Name("Thay đổi ngày hẹn trả theo lịch làm việc mới", "A new working calendar moved the due date"),
    **dict.fromkeys(
        ("SupplementTimeExtended", "SupplementTimeMoved"),
        Name("Lùi thời hạn bổ sung theo lịch làm việc mới", "A new working calendar gave more time for the supplement"),
    ),
    "FeeTimeMoved": Name(
        "Lùi thời hạn nộp phí, lệ phí theo lịch làm việc mới", "A new working calendar gave more time for the fee"
    ),
    "CaseDecided": Name("Đã có kết quả", "It was decided"),
    "CaseRefused": Name("Từ chối giải quyết", "It was refused"),
    "CaseStopped": Name("Dừng giải quyết", "The work on it was stopped"),
    "CaseWithdrawn": Name("Đã rút hồ sơ", "It was withdrawn"),
    "WithdrawalDeclined": Name(
        "Không chấp nhận đề nghị rút hồ sơ vì đã có kết quả", "The withdrawal was declined: it was decided"
    ),
    "ConsignmentCreated": Name("Đã đăng ký gửi kết quả qua bưu chính", "The delivery by post was ordered"),
    "ConsignmentCollected": Name("Bưu chính đã nhận kết quả", "The post collected the result"),
    "DeliveryAttempted": Name("Bưu chính phát chưa thành công", "The post tried to deliver it"),
    "ConsignmentDelivered": Name("Bưu chính đã phát kết quả", "The post delivered the result"),
    "ConsignmentReturned": Name("Bưu chính chuyển hoàn kết quả", "The post brought the result back"),
    "DeliveryFailed": Name(
        "Phát không thành công, mời nhận tại Bộ phận Một cửa", "Delivery failed: the result waits at the desk"
    ),
    "ResultReturned": Name("Đã trả kết quả", "The result was returned"),
}

#: Stage -> what the applicant reads. A dossier is accepted before its case is received.
STAGES: Mapping[str, Name] = {
    "accepted": Name("Đã tiếp nhận", "Accepted"),
    **{stage: name.title for stage, name in workflow.STAGES.items()},
}
