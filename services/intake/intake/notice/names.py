"""What notices, their states, templates, channels and reasons are called."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name, Noun
from shared.contracts.reference import OnSupplement

NAMES = Noun(
    Name("thông báo", "notice"),
    states={
        "due": Name("chưa gửi", "has not been sent"),
        "held": Name("chờ hết giờ nghỉ để gửi", "waits for the end of the quiet hours"),
        "sent": Name("đã gửi", "has been sent"),
        "delivered": Name("đã đến người nhận", "has been delivered"),
        "given_up": Name("không gửi được", "has been given up"),
        "online": Name("chỉ xem trực tuyến", "is read online only"),
    },
)

#: What a notice is about, by its template.
TEMPLATES: Mapping[str, Name] = {
    "submitted": Name("đã nhận được hồ sơ", "the dossier was handed in"),
    "supplement-asked": Name("cần bổ sung trước khi tiếp nhận", "a supplement is needed before acceptance"),
    "accepted": Name("đã tiếp nhận hồ sơ", "the dossier was accepted"),
    "not-accepted": Name("không tiếp nhận hồ sơ", "the dossier was not accepted"),
    "supplement-requested": Name("cần bổ sung hồ sơ", "a supplement is needed"),
    "fee-requested": Name("đề nghị nộp phí, lệ phí", "a fee is to be paid"),
    "apology": Name("xin lỗi và đề nghị gia hạn", "an apology and a new date"),
    "due-date-moved": Name("thay đổi ngày hẹn trả kết quả", "the due date has moved"),
    "supplement-time-moved": Name("lùi thời hạn bổ sung", "there is more time for the supplement"),
    "fee-time-moved": Name("lùi thời hạn nộp phí, lệ phí", "there is more time to pay the fee"),
    "decided-desk": Name("mời nhận kết quả tại Bộ phận Một cửa", "the result waits at the desk"),
    "decided-post": Name("kết quả sẽ được gửi qua bưu chính công ích", "the result will come by post"),
    "returned": Name("đã trả kết quả", "the result was returned"),
    "refused": Name("từ chối giải quyết hồ sơ", "the dossier was refused"),
    "stopped": Name("dừng giải quyết hồ sơ", "the work on the dossier was stopped"),
    "withdrawn": Name("đã rút hồ sơ", "the dossier was withdrawn"),
    "withdrawal-declined": Name("không chấp nhận đề nghị rút hồ sơ", "the withdrawal was declined"),
    "mandate-revoked-agent": Name("việc đại diện đã bị chấm dứt", "your authority to act was revoked"),
    "mandate-revoked-principal": Name("việc đại diện cho chủ hồ sơ đã bị chấm dứt", "an authority was revoked"),
    "mandate-expired-agent": Name("việc đại diện đã hết thời hạn", "your authority to act has expired"),
    "mandate-expired-principal": Name("việc đại diện cho chủ hồ sơ đã hết thời hạn", "an authority has expired"),
    "request-made": Name("đã nhận được yêu cầu về dữ liệu cá nhân", "a request about personal data was made"),
    "request-taken": Name("yêu cầu đang được xem xét", "the request was taken up"),
    "request-granted": Name("yêu cầu được chấp nhận", "the request was granted"),
    "request-partly": Name("yêu cầu được chấp nhận một phần", "the request was granted in part"),
    "request-refused": Name("yêu cầu không được chấp nhận", "the request was refused"),
    "delivery-attempted": Name("bưu chính phát chưa thành công", "the post could not deliver"),
    "delivery-failed": Name("kết quả được chuyển hoàn", "the post has brought the result back"),
}

CHANNELS: Mapping[str, Name] = {
    "mail": Name("thư điện tử", "e-mail"),
    "sms": Name("tin nhắn", "text message"),
}

#: What has become of a message in one channel.
OUTCOMES: Mapping[str, Name] = {
    "sent": Name("đã gửi", "sent"),
    "delivered": Name("đã đến người nhận", "delivered"),
    "turned-away": Name("địa chỉ không nhận được", "the address reaches no one"),
    "bounced": Name("bị trả lại", "returned as undeliverable"),
    "away": Name("hệ thống gửi không hoạt động", "the channel was out of order"),
}

#: Why a notice was given up. (`turned-away`: there was one channel only, before 0.2.)
REASONS: Mapping[str, Name] = {
    "late": Name("quá thời hạn gửi", "it could not be sent in time"),
    "tried-all": Name("không liên lạc được qua kênh nào", "no channel reaches the applicant"),
    "no-address": Name("chủ hồ sơ không có địa chỉ liên lạc phù hợp", "the applicant has given no address for it"),
    "turned-away": Name("địa chỉ không nhận được", "the address reaches no one"),
}

#: Ends a message: where the notice is read.
READ_AT = Name("Xem thông báo tại", "Read the notice at")

#: How a letter addresses its reader, an organisation otherwise than persons.
YOU = Name("Ông/Bà", "you")
YOUR_UNIT = Name("Quý đơn vị", "you")

#: How a letter ends: what was done, before the agency, the officer and the time.
RECEIVED = Name("Tiếp nhận", "Received by")
HANDLED = Name("Xử lý", "Handled by")
SIGNED: Mapping[str, Name] = {
    "submitted": Name("Nơi nộp", "Handed in at"),
    "returned": Name("Trả kết quả", "Returned by"),
}

#: What asking for a supplement does to the time limit, by the procedure.
CLOCKS: Mapping[str, Name] = {
    OnSupplement.RESTART: Name(
        "Thời hạn giải quyết được tính lại từ đầu kể từ khi nhận đủ giấy tờ bổ sung.",
        "The time limit begins anew once all of it has come in.",
    ),
    OnSupplement.SUSPEND: Name(
        "Thời hạn giải quyết tạm dừng cho đến khi nhận đủ giấy tờ bổ sung.",
        "The time limit is suspended until all of it has come in.",
    ),
}

#: A reason that neither the procedure lists nor the system gives.
UNNAMED = Name("Theo văn bản của cơ quan giải quyết", "As the agency has written to you")
