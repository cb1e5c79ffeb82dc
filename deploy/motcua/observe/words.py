"""What each event means, in plain words of both languages. Braces are fields of the event.

A test compares this table with the contracts: every event has words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.notice import names as notice
from intake.rights.store import GROUND_NAMES, RIGHT_NAMES
from motcua.observe.glossary import Names
from motcua.observe.lines import moment_of, short
from payment.charge.names import CASH as IN_CASH
from payment.charge.rules import CASH
from payment.provider.registered import REGISTERED
from shared.contracts.names import CHANNELS, RETURNS, ROLES, Name
from shared.contracts.spelled import moment, money
from shared.contracts.workflow import REASONS
from sync_gateway.exchange.names import STATUSES
from workflow.task.names import OUTCOMES

#: What codes of the system itself are called, by field; all others are of a reference document.
VALUES: Mapping[str, Mapping[str, Name]] = {
    "on_time": {"True": Name("đúng hạn", "on time"), "False": Name("quá hạn", "late")},
    "outcome": OUTCOMES,
    "role": ROLES,
    "channel": {**CHANNELS, **notice.CHANNELS},
    "reason": {**REASONS, **notice.REASONS, **notice.OUTCOMES},
    "template": notice.TEMPLATES,
    "by": RETURNS,
    "asks": RIGHT_NAMES,
    "ground": GROUND_NAMES,
    "provider": {CASH: IN_CASH, **{each.name: each.called for each in REGISTERED}},
    "status": {str(status): name for status, name in STATUSES.items()},
}

#: Event -> (Vietnamese, English).
WORDS: dict[str, tuple[str, str]] = {
    "DossierDrafted": (
        "Lập hồ sơ {channel}, nơi tiếp nhận: {desk}",
        "The dossier is begun {channel}, for the desk: {desk}",
    ),
    "DossierSubmitted": ("Nộp hồ sơ, {papers} giấy tờ", "It is handed in, with {papers} papers"),
    "SupplementAsked": (
        "Yêu cầu bổ sung {components}, hạn {until} (mẫu 02)",
        "A supplement is asked for, until {until}: {components} (form 02)",
    ),
    "SupplementHandedIn": ("Nộp bổ sung, nay có {papers} giấy tờ", "The supplement is handed in; {papers} papers now"),
    "DossierAccepted": (
        "Tiếp nhận hồ sơ, mã {code}, hẹn trả kết quả {due_at} (mẫu 01)",
        "It is accepted as {code}, due on {due_at} (form 01)",
    ),
    "DossierRefused": ("Từ chối tiếp nhận: {reason} (mẫu 03)", "It is refused at the desk: {reason} (form 03)"),
    "DossierWithdrawn": ("Rút hồ sơ trước khi tiếp nhận", "It is withdrawn before it was accepted"),
    "WithdrawalRequested": ("Đề nghị rút hồ sơ đã tiếp nhận", "The applicant asks to have it back"),
    "ProcedurePublished": ("Công bố thủ tục {code}, bản {version}", "Procedure {code} is published, version {version}"),
    "CalendarPublished": ("Công bố lịch {code}, bản {version}", "Calendar {code} is published, version {version}"),
    "MandateMade": ("Khai căn cứ đại diện, đến {until}", "A mandate is made, until {until}"),
    "MandateConfirmed": ("Xác nhận căn cứ đại diện", "The mandate is confirmed at the desk"),
    "MandateRevoked": ("Chấm dứt việc đại diện", "The mandate is revoked"),
    "MandateExpired": ("Hết thời hạn đại diện", "The mandate has expired"),
    "PlacesPublished": (
        "Công bố đơn vị hành chính {code}, bản {version}",
        "Places {code} are published, version {version}",
    ),
    "AgenciesPublished": ("Công bố cơ quan {code}, bản {version}", "Agencies {code} are published, version {version}"),
    "RoutePublished": ("Công bố quy trình {code}, bản {version}", "Route {code} is published, version {version}"),
    "CaseReceived": ("Chuyển đến {agency} giải quyết", "Its case arrives at the agency: {agency}"),
    "ProcessingStarted": ("Bắt đầu giải quyết", "The work on it begins"),
    "DueDateNear": ("Sắp đến hạn {due_at}", "Warning: it is due soon, on {due_at}"),
    "DueDatePassed": ("Quá hạn từ {due_at}", "It is overdue since {due_at}"),
    "ApologyGiven": (
        "Xin lỗi và đề nghị gia hạn đến {due_at}: {reason} (mẫu 04)",
        "The agency apologises ({reason}) and promises {due_at} (form 04)",
    ),
    "DueDateMoved": (
        "Lịch làm việc thay đổi, hẹn trả kết quả {due_at}",
        "The working calendar has changed; it is due on {due_at} now",
    ),
    **dict.fromkeys(
        ("SupplementTimeExtended", "SupplementTimeMoved"),
        (
            "Lịch làm việc thay đổi, hạn bổ sung lùi đến {until}",
            "The working calendar has changed; what is missing may come until {until}",
        ),
    ),
    "FeeTimeMoved": (
        "Lịch làm việc thay đổi, hạn nộp phí, lệ phí lùi đến {until}",
        "The working calendar has changed; the fee may be paid until {until}",
    ),
    "CaseDecided": ('Đã ký kết quả "{result}" ({on_time})', "It is decided, {on_time}; signed: {result}"),
    "CaseRefused": ("Từ chối giải quyết: {reason} (mẫu 03)", "The agency refuses it: {reason} (form 03)"),
    "CaseWithdrawn": ("Chấp nhận đề nghị rút hồ sơ", "The withdrawal is granted"),
    "WithdrawalDeclined": (
        "Không chấp nhận đề nghị rút hồ sơ vì đã có kết quả",
        "The withdrawal is declined: it is decided already",
    ),
    "ResultReturned": ("Trả kết quả cho chủ hồ sơ {by}", "The result is in the applicant's hands, {by}"),
    "SupplementRequested": (
        "Cơ quan yêu cầu bổ sung {components}, hạn {until} (mẫu 02)",
        "The agency asks for {components}, until {until}; no time is counted meanwhile (form 02)",
    ),
    "SupplementSupplied": (
        "Đã nộp giấy tờ bổ sung, nay có {papers} giấy tờ",
        "The applicant supplies it; {papers} papers",
    ),
    "ProcessingResumed": (
        "Tiếp tục giải quyết, hẹn trả kết quả {due_at}",
        "The work goes on; it is due on {due_at} now",
    ),
    "FeeRequested": (
        "Yêu cầu nộp phí, lệ phí {fees}, hạn {until}",
        "A fee of {fees} is asked for, to be paid until {until}",
    ),
    "FeePaid": (
        "Đã nộp phí, lệ phí, tiếp tục giải quyết, hẹn trả kết quả {due_at}",
        "The fee has come; it is due on {due_at} now",
    ),
    "CaseStopped": ("Dừng giải quyết: {reason} (mẫu 05)", "The work on it is stopped: {reason} (form 05)"),
    "DeliveryFailed": (
        "Bưu gửi được chuyển hoàn, kết quả chờ tại Bộ phận Một cửa",
        "The post has brought the result back; it waits at the desk",
    ),
    "TaskOpened": (
        "Công việc mới: {step}, cho {role} của {agency}",
        "New task: {step}; it waits for {role} of the {agency}",
    ),
    "TaskClaimed": ("Nhận việc: {step}", "Taken in hand: {step}"),
    "TaskReleased": ("Trả về danh sách chờ: {step}", "Put back into the queue: {step}"),
    "TaskSuspended": ("Tạm dừng tính thời hạn: {step}", "Its clock is suspended: {step}"),
    "TaskResumed": ("Tiếp tục tính thời hạn: {step}, hạn {due_at}", "Its clock goes on: {step}, due on {due_at}"),
    "TaskDueDateMoved": (
        "Lịch làm việc thay đổi: {step}, hạn {due_at}",
        "The working calendar has changed: {step} is due on {due_at} now",
    ),
    "TaskCompleted": ("Hoàn thành: {step}; {outcome}", "Done: {step}; {outcome}"),
    "TaskCancelled": ("Hủy công việc: {step}", "Cancelled: {step}"),
    "NoticeDue": ("Cần báo cho chủ hồ sơ: {template}", "The applicant is to be told: {template}"),
    "NoticeSent": ("Đã báo cho chủ hồ sơ ({channel})", "The applicant was told ({channel})"),
    "RequestMade": (
        "Yêu cầu về dữ liệu cá nhân: {asks}, nơi tiếp nhận: {desk}",
        "A request about personal data: {asks}",
    ),
    "RequestIdentified": ("Đã xác minh người yêu cầu", "It is proved who asks"),
    "RequestTaken": ("Đang xem xét yêu cầu, hạn trả lời {due_at}", "The request is taken up, until {due_at}"),
    "RequestTimeMoved": ("Thời hạn trả lời yêu cầu: {due_at}", "The request is due {due_at}"),
    "RequestGranted": ("Chấp nhận yêu cầu", "The request is granted"),
    "RequestPartlyGranted": ("Chấp nhận một phần yêu cầu: {ground}", "The request is granted in part: {ground}"),
    "RequestRefused": ("Từ chối yêu cầu: {ground}", "The request is refused: {ground}"),
    "ApplicantArchived": ("Chuyển gói lưu trữ, {files} tệp", "What is kept has left for the archive, {files} files"),
    "ApplicantErased": ("Xóa dữ liệu của chủ hồ sơ", "What is kept of the applicant is erased"),
    "RequestWithdrawn": ("Rút yêu cầu", "The request is withdrawn"),
    "NoticeShown": ("Đăng thông báo trực tuyến: {template}", "The applicant is told online: {template}"),
    "NoticeHeld": ("Ngoài giờ gửi tin nhắn, chờ đến {until}", "It is night: the message waits until {until}"),
    "NoticeReleased": ("Đến giờ gửi tin nhắn", "The quiet hours are over"),
    "NoticeDelivered": ("Thông báo đã đến người nhận ({channel})", "The message was delivered ({channel})"),
    "NoticeTurnedAway": ("Chưa báo được ({channel}): {reason}", "The applicant was not reached ({channel}): {reason}"),
    "NoticeKeptOnline": ("Chủ hồ sơ chỉ xem thông báo trực tuyến", "The applicant reads notices online only"),
    "ChargeOpened": ("Lập khoản thu {amount}, hạn {until}", "A charge of {amount} is opened, until {until}"),
    "PaymentAsked": ("Người nộp chọn thanh toán {provider}", "The payer chooses to pay {provider}"),
    "PaymentStarted": ("Cổng thanh toán đã mở giao dịch", "The bank waits for the money"),
    "PaymentReported": (
        "Cổng thanh toán báo giao dịch {amount} (mã {code}), đang hỏi lại",
        "The bank reports {amount} (code {code}); it is asked",
    ),
    "PaymentFellShort": (
        "Nhận được {amount}, thiếu so với khoản thu, phải hoàn trả",
        "{amount} has come in, less than was asked for; it is owed back",
    ),
    "PaymentFailed": ("Thanh toán không thành công (mã {code})", "The payment has failed (code {code})"),
    "ExpiryNeared": ("Hết hạn nộp, hỏi lại ngân hàng lần cuối", "The time to pay is over; the bank is asked once more"),
    "ChargeSettled": (
        "Đã thu {amount} {provider}, biên lai {receipt}",
        "{amount} received {provider}, receipt {receipt}",
    ),
    "ChargeExpired": ("Khoản thu hết hạn, chưa nộp", "The charge has expired, unpaid"),
    "ChargeTimeMoved": ("Khoản thu có hạn mới {until}", "The charge may be paid until {until}"),
    "ChargeReopened": ("Khoản thu được mở lại, hạn {until}", "The charge is open again, until {until}"),
    "ChargeCancelled": ("Hủy khoản thu", "The charge is cancelled"),
    "RefundOwed": ("Phải hoàn trả {amount}", "{amount} is owed back"),
    "ConsignmentRequested": ("Cần gửi kết quả qua bưu chính công ích", "The result is to go by post"),
    "ConsignmentCreated": (
        "Đã đăng ký gửi qua bưu chính công ích, số hiệu bưu gửi {waybill}",
        "The post has the order, waybill {waybill}",
    ),
    "ConsignmentCollected": ("Bưu chính đã lấy bưu gửi", "The post has collected it"),
    "DeliveryAttempted": ("Phát không thành công lần {attempt}", "The post could not deliver it, attempt {attempt}"),
    "ConsignmentDelivered": ("Đã phát, bằng chứng {proof}", "Delivered, proof {proof}"),
    "ConsignmentReturned": ("Bưu gửi được chuyển hoàn", "It is back at the desk"),
    "ExchangeOpened": ("Bắt đầu đồng bộ với Cổng Dịch vụ công quốc gia", "The national portal is to be told of it"),
    "NewsQueued": (
        'Có thêm cập nhật gửi Cổng Dịch vụ công quốc gia: "{status}"',
        "More news for the portal: {status}",
    ),
    "NewsCame": ('Có cập nhật gửi Cổng Dịch vụ công quốc gia: "{status}"', "News for the portal: {status}"),
    "RecordAcknowledged": ('Cổng đã nhận hồ sơ với trạng thái "{status}"', "The portal has the record: {status}"),
    "LinesAcknowledged": ("Cổng đã nhận {lines} dòng tiến độ", "The portal has {lines} lines of progress"),
    "PortalTold": ("Cổng đã nhận đầy đủ, {lines} dòng tiến độ", "The portal knows all of it, {lines} lines"),
    "PortalDeclined": (
        "Cổng từ chối ({code}), thử lại {retry_at}",
        "The portal declines ({code}); again {retry_at}",
    ),
    "PortalGivenUp": ("Cổng từ chối {times} lần, cần người kiểm tra", "Declined {times} times: a person must look"),
    "SendingResumed": ("Gửi lại Cổng", "The portal is told again"),
    "ResendAsked": ("Quản trị hệ thống yêu cầu gửi lại", "An operator wants it sent again"),
    "NoticeGivenUp": ("Không báo được: {reason}", "The applicant could not be told: {reason}"),
}


class _Fields(dict[str, str]):
    """Fields of an event as text; a field that an old event lacks is a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def sentences(name: str, body: Mapping[str, Any], names: Names) -> tuple[str, str]:
    """The sentences for an event in Vietnamese and English; its name if the table lacks it."""
    vi, en = WORDS.get(name, (name, name))
    return vi.format_map(_spelled(body, names, "vi")), en.format_map(_spelled(body, names, "en"))


def _spelled(body: Mapping[str, Any], names: Names, language: str) -> _Fields:
    """Codes as titles, times as local times, money in VND, documents as their number."""
    fields = _Fields()
    for key, value in body.items():
        match key:
            case "amount":
                fields[key] = _in(language, money(value))
            case "fees":
                fields[key] = _in(language, money(sum(fee["amount"] for fee in value)))
            case "papers":
                fields[key] = short(value)
            case _:
                codes = value if isinstance(value, list) else [value]
                fields[key] = ", ".join(_spell(key, code, names, language) for code in codes)
    return fields


def _spell(key: str, code: Any, names: Names, language: str) -> str:
    if isinstance(code, str) and (at := moment_of(code)) is not None:
        return _in(language, moment(at))
    known = VALUES.get(key, {}).get(str(code))
    return _in(language, known) if known else names.of(short(code), language)


def _in(language: str, name: Name) -> str:
    return name.vi if language == "vi" else name.en
